"""Interview scores with the severity of interviewers taken out: a many-facet Rasch model.

log(P(x) / P(x - 1)) = candidate + halo - question - interviewer - step x; a halo is what one interviewer sees
in one candidate beyond the others. Candidates and halos are normal, everything else is estimated by marginal
maximum likelihood. Raw and adjusted scores stand side by side; which one counts is settled by the campaign.

References: [linacre1994] [wilson2001]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scoring.agreement_estimate import Estimate
from scoring.facets_design import Design, FacetRating, Refusal, WhyNot, design_of, people_of_each, refusal
from scoring.facets_fit import Fitted, Steps, fitted
from scoring.facets_interval import severity_intervals
from scoring.facets_points import FairRatings, fair_ratings
from scoring.interview import rating_points
from scoring.rounding import DECIMALS

RatingId = tuple[str, str, str]
"""Candidate, interviewer, question."""


class AdjustedScore(NamedTuple):
    """One candidate's interview on the 0-1 scale."""

    raw: float
    """As rated: mean over interviewers, then over questions."""
    adjusted: float
    """As an interviewer of severity 0 would be expected to rate the same questions."""


class FacetFit(NamedTuple):
    """Severities and what they change."""

    severities: dict[str, Estimate]
    """Interviewer -> severity in logits, by name; above 0 = rates lower than the others the same performance.

    They sum to 0. n = people whom the interviewer rated. The 95 % interval takes people, not ratings, for
    independent; NaN bounds = too few people for one (`severity_intervals`)."""
    scores: dict[str, AdjustedScore]
    """Candidate -> raw and adjusted, by name."""
    shifts: dict[RatingId, float]
    """What to add to each rating: over a candidate the moved ratings have the adjusted mean."""


def severity_adjusted(rows: Sequence[FacetRating], *, steps: Steps = "rating_scale") -> FacetFit | Refusal:
    """Estimate the severity of interviewers, and what candidates would have got from an average one.

    Parameters
    ----------
    rows : sequence of FacetRating
        What was observed, at most one row per candidate, interviewer and question.
    steps : {"rating_scale", "partial_credit"}
        Steps of their own take many ratings in every category of every question.

    Returns
    -------
    FacetFit or Refusal
        A refusal unless interviewers are linked through candidates they both rated, told apart from
        questions, and have 30 ratings or more each.

    Raises
    ------
    BadRatings
        When an interviewer has rated a candidate's question twice.

    Notes
    -----
    A candidate's place on the scale is the one at which the ratings they got add up to what was expected of
    these interviewers on these questions. It is not drawn towards the mean: among equally severe interviewers
    who all observed everything, adjusted = raw.
    """
    design = design_of(rows)
    refused = refusal(design)
    if refused:
        return refused
    fit = fitted(design, steps)
    if fit is None:
        return Refusal(frozenset({WhyNot.NOT_CONVERGED}), _n_ratings(design), (design.interviewers,))
    fair = fair_ratings(design, fit.model)
    return FacetFit(_severities(fit), _scores(design, fair), _shifts(design, fair))


def _severities(fit: Fitted) -> dict[str, Estimate]:
    """Name severities, with their intervals and counts."""
    design = fit.likelihood.design
    n_people, n_ratings = people_of_each(design), _n_ratings(design)
    return {
        name: Estimate(float(value), interval.low, interval.high, int(n), n_ratings[name])
        for name, value, interval, n in zip(
            design.interviewers, fit.model.severity, severity_intervals(fit), n_people, strict=True
        )
    }


def _n_ratings(design: Design) -> dict[str, int]:
    """Return interviewer -> ratings."""
    counts = np.bincount(design.rater, minlength=len(design.interviewers))
    return dict(zip(design.interviewers, counts.tolist(), strict=True))


def _scores(design: Design, fair: FairRatings) -> dict[str, AdjustedScore]:
    """Return raw and adjusted scores of every candidate."""
    rated = np.array(design.categories, dtype=np.float64)[design.category]
    n = len(design.candidates)
    # One row per candidate and question that somebody observed: the mean over interviewers comes first.
    cells, at = np.unique(design.person * len(design.questions) + design.item, return_inverse=True)
    person = cells // len(design.questions)
    raw = np.bincount(person, np.bincount(at, rated) / np.bincount(at), n) / np.bincount(person, minlength=n)
    return {
        name: AdjustedScore(
            round(rating_points(float(a)), DECIMALS), round(rating_points(float(b)), DECIMALS)
        )
        for name, a, b in zip(design.candidates, raw, fair.per_person, strict=True)
    }


def _shifts(design: Design, fair: FairRatings) -> dict[RatingId, float]:
    """Name the moves of ratings."""
    return {
        (design.candidates[p], design.interviewers[r], design.questions[q]): float(shift)
        for p, r, q, shift in zip(design.person, design.rater, design.item, fair.shifts, strict=True)
    }
