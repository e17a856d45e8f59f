"""Interview scores with the severity of interviewers taken out, and 95 % intervals of severities.

log(P(x) / P(x - 1)) = candidate + halo - question - interviewer - step x; a halo is what one interviewer sees
in one candidate beyond the others. Candidates and halos are normal, everything else is estimated by marginal
maximum likelihood (facets_fit). Raw and adjusted scores stand side by side; which one counts is settled by
the campaign.

What one interviewer gives one person hangs together, beyond what any model says. So the variance of a
severity is taken from how differently people speak for it (a sandwich, clustered by person), not from the
number of ratings. From few people it comes out too small, and is itself unsure. It is therefore divided by
the share of the true one that it would show if the model held, and Student's t has the degrees of freedom
that it would have then: what Bell and McCaffrey do for linear regression, carried over to a likelihood.

Shapes: P people, R interviewers, F free parameters.

References: [linacre1994] [wilson2001] [liang1986] [bell2002]
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scoring.agreement.ratings_table import Estimate
from scoring.interview.facets_design import (
    ENOUGH_PEOPLE,
    Design,
    FacetRating,
    Refusal,
    WhyNot,
    design_of,
    people_of_each,
    refusal,
)
from scoring.interview.facets_fit import Fitted, Steps, fitted
from scoring.interview.facets_points import FairRatings, fair_ratings
from scoring.interview.interview import rating_points
from scoring.scores.bounds import DECIMALS

Array = NDArray[np.float64]


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


ENOUGH_FREEDOM = 2.0
"""Degrees of freedom from which a severity has an interval: fewer rest on one or two people, whoever else was
rated."""
NOTHING = 1e-6
"""Share of the model's own variance below which nobody differed."""
FLAT = 1e-6
"""Information below which a likelihood is flat."""


class Interval(NamedTuple):
    """95 %, in logits; NaN = too few people speak for it."""

    low: float
    high: float


NO_INTERVAL = Interval(math.nan, math.nan)


class _Sandwich(NamedTuple):
    """Slopes and information of which the intervals of severities are made."""

    lever: Array
    """(R, F): how far each free parameter's slope moves a severity."""
    scores: Array
    """(P, F)"""
    information: Array
    """(P, F, F)"""


def severity_intervals(fit: Fitted) -> list[Interval]:
    """Return an interval for each interviewer's severity.

    Parameters
    ----------
    fit : Fitted

    Returns
    -------
    list of R Interval
        NaN for whoever rated fewer than ENOUGH_PEOPLE, whose severity rests on one or two people, or who gave
        each person just what panel mates gave: that nobody differed yet says nothing of the next one.
    """
    n_people = people_of_each(fit.likelihood.design)
    parts = _sandwich(fit)
    if parts is None:
        return [NO_INTERVAL] * len(n_people)
    return [
        _interval(float(value), lever, parts) if n >= ENOUGH_PEOPLE else NO_INTERVAL
        for value, lever, n in zip(fit.model.severity, parts.lever, n_people, strict=True)
    ]


def _sandwich(fit: Fitted) -> _Sandwich | None:
    """Return slopes and information; None when they are flat in a direction that matters."""
    likelihood, all_free = fit.likelihood, fit.likelihood.free
    # A spread that is as good as 0 has no slope: it is then taken as known.
    for known in ((), (-1,), (-2,), (-2, -1)):
        free = np.delete(all_free, [all_free.shape[1] + at for at in known], axis=1)
        information = likelihood.information(fit.values, free)
        whole = information.sum(axis=0)
        if np.linalg.eigvalsh(whole)[0] > FLAT:
            lever = free[likelihood.n_questions : likelihood.first_step] @ np.linalg.inv(whole)
            return _Sandwich(lever, likelihood.terms(fit.values).scores @ free, information)
    return None


def _interval(value: float, lever: Array, parts: _Sandwich) -> Interval:
    """Return one severity's interval."""
    pulls = parts.scores @ lever
    # How people's pulls would vary and hang together if the model held: they must add up to nothing.
    moved = parts.information @ lever
    together = np.diag(moved @ lever) - moved @ np.linalg.inv(parts.information.sum(axis=0)) @ moved.T
    expected = float(np.trace(together))
    # Satterthwaite: of a sum of squares with this mean, and twice the sum of these squares as its variance.
    freedom = expected**2 / float((together**2).sum())
    model = float(lever @ parts.information.sum(axis=0) @ lever)
    variance = float(pulls @ pulls) * model / expected
    if freedom < ENOUGH_FREEDOM or variance < NOTHING * model:
        return NO_INTERVAL
    half = float(stdtrit(freedom, 0.975)) * math.sqrt(variance)
    return Interval(value - half, value + half)
