"""Interview scores with the severity of interviewers taken out: a many-facet Rasch model.

log(P(x) / P(x - 1)) = candidate - question - interviewer - step x, candidates normal, everything else by
marginal maximum likelihood (package mirt). Raw and adjusted scores stand side by side; which one counts is
settled by the campaign.

References: [linacre1994]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from mirt.estimation import fit_mfrm
from mirt.models import Facet, MFRMResult, PolytomousMFRM

from scoring.facets_design import Design, FacetRating, Refusal, WhyNot, design_of, refusal
from scoring.facets_points import FairRatings, RatingModel, fair_ratings
from scoring.interview import rating_points
from scoring.rounding import DECIMALS

Steps = Literal["rating_scale", "partial_credit"]
"""Steps between categories that all questions share, or steps of their own."""

RatingId = tuple[str, str, str]
"""Candidate, interviewer, question."""


class Severity(NamedTuple):
    """How severe one interviewer is, in logits; the severities sum to 0."""

    severity: float
    """Above 0 = rates lower than the others the same performance."""
    standard_error: float
    n_ratings: int


class AdjustedScore(NamedTuple):
    """One candidate's interview on the 0-1 scale."""

    raw: float
    """As rated: mean over interviewers, then over questions."""
    adjusted: float
    """As an interviewer of severity 0 would be expected to rate the same questions."""


class FacetFit(NamedTuple):
    """Severities and what they change."""

    severities: dict[str, Severity]
    """Interviewer -> severity, by name."""
    scores: dict[str, AdjustedScore]
    """Candidate -> raw and adjusted, by name."""
    shifts: dict[RatingId, float]
    """What to add to each rating: over a candidate the moved ratings have the adjusted mean."""
    log_likelihood: float


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
    result = _fit(design, steps)
    if not result.converged:
        return Refusal(frozenset({WhyNot.NOT_CONVERGED}), _n_ratings(design), (design.interviewers,))
    errors, counts = result.facet_se["rater"], _n_ratings(design)
    severities = {
        name: Severity(float(value), float(error), counts[name])
        for name, value, error in zip(
            design.interviewers, result.facet_parameters["rater"], errors, strict=True
        )
    }
    fair = fair_ratings(design, _model(design, result))
    return FacetFit(severities, _scores(design, fair), _shifts(design, fair), float(result.log_likelihood))


def _n_ratings(design: Design) -> dict[str, int]:
    """Return interviewer -> ratings."""
    counts = np.bincount(design.rater, minlength=len(design.interviewers))
    return dict(zip(design.interviewers, counts.tolist(), strict=True))


def _fit(design: Design, steps: Steps) -> MFRMResult:
    """Fit the model: a column of the table is one interviewer on one question."""
    n_raters, n_items = len(design.interviewers), len(design.questions)
    table = np.full((len(design.candidates), n_raters * n_items), -1, dtype=np.int64)
    table[design.person, design.rater * n_items + design.item] = design.category
    raters = np.broadcast_to(np.repeat(np.arange(n_raters), n_items), table.shape)
    items = np.tile(np.arange(n_items), n_raters)
    model = PolytomousMFRM(
        n_items, len(design.categories), [Facet("rater", n_raters)], category_structure=steps
    )
    return fit_mfrm(model, table, {"rater": raters}, item_indices=items)


def _model(design: Design, result: MFRMResult) -> RatingModel:
    """Return what was fitted, on the scale on which severities sum to 0."""
    if result.item_difficulty is None or result.thresholds is None:
        raise TypeError("a fitted model has difficulties and thresholds")
    steps = np.broadcast_to(result.thresholds, (len(design.questions), len(design.categories) - 1))
    return RatingModel(result.facet_parameters["rater"], result.item_difficulty, steps)


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
