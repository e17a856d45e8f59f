"""Interview scores with the severity of interviewers taken out: a many-facet Rasch model.

log(P(x) / P(x - 1)) = candidate - question - interviewer - step x, candidates normal, everything else by
marginal maximum likelihood (package mirt). Raw and adjusted scores stand side by side; the adjusted one
replaces nothing by itself.

References: [linacre1994]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from mirt.estimation import fit_mfrm
from mirt.models import Facet, MFRMResult, PolytomousMFRM
from numpy.typing import NDArray

from scoring.facets_design import Design, FacetRating, Refusal, WhyNot, design_of, refusal
from scoring.interview import rating_points
from scoring.rounding import DECIMALS

Array = NDArray[np.float64]

Steps = Literal["rating_scale", "partial_credit"]
"""Steps between categories that all questions share, or steps of their own."""

HALVINGS = 60
FURTHEST = 40.0
"""Logits beyond which a candidate is at the end of every scale."""


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
    return FacetFit(severities, _scores(design, result), float(result.log_likelihood))


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


def _scores(design: Design, result: MFRMResult) -> dict[str, AdjustedScore]:
    """Return raw and adjusted scores of every candidate."""
    rated = np.array(design.categories, dtype=np.float64)[design.category]
    n = len(design.candidates)
    # One row per candidate and question that somebody observed: the mean over interviewers comes first.
    cell = design.person * len(design.questions) + design.item
    cells, at = np.unique(cell, return_inverse=True)
    person, item = cells // len(design.questions), cells % len(design.questions)
    per_question = np.bincount(at, rated) / np.bincount(at)
    raw = np.bincount(person, per_question, n) / np.bincount(person, minlength=n)
    # Every question weighs alike in the sum too, however many rated it.
    share = 1 / np.bincount(at)[at]
    severity = result.facet_parameters["rater"][design.rater]
    earned = np.bincount(design.person, weights=share * rated, minlength=n).astype(np.float64)
    theta = _measures(design, result, severity, share, earned)
    fair = _expected(theta[person], item, np.zeros(len(person)), design, result)
    adjusted = np.bincount(person, fair, n) / np.bincount(person, minlength=n)
    return {
        name: AdjustedScore(
            round(rating_points(float(a)), DECIMALS), round(rating_points(float(b)), DECIMALS)
        )
        for name, a, b in zip(design.candidates, raw, adjusted, strict=True)
    }


def _measures(design: Design, result: MFRMResult, severity: Array, share: Array, earned: Array) -> Array:
    """Return where on the scale each candidate's expected sum is the one they earned, by halving."""
    low, high = np.full(len(earned), -FURTHEST), np.full(len(earned), FURTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        expected = _expected(middle[design.person], design.item, severity, design, result)
        short = np.bincount(design.person, share * expected, len(earned)) < earned
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return (low + high) / 2


def _expected(
    theta: Array, item: NDArray[np.int64], severity: Array, design: Design, result: MFRMResult
) -> Array:
    """Return the expected rating of each cell, on the scale of the ratings."""
    if result.item_difficulty is None or result.thresholds is None:
        raise TypeError("a fitted model has difficulties and thresholds")
    steps = np.broadcast_to(result.thresholds, (len(design.questions), len(design.categories) - 1))
    location = theta - result.item_difficulty[item] - severity
    logits = np.cumsum(location[:, None] - steps[item], axis=1)
    logits = np.hstack([np.zeros((len(theta), 1)), logits])
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights @ np.array(design.categories, dtype=np.float64) / weights.sum(axis=1)
