"""Standard errors of composite, families and competencies: what chance in each answer adds up to.

Shapes: n candidates, J items in the form's order, C competencies; NaN = no points, or not enough evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES
from scoring.formats.scheme import Scheme
from scoring.interview.interview_error import own_parts, shared_part
from scoring.scores.item_error import ItemError, marker_parts
from scoring.scores.level import factors
from scoring.scores.pool import Mask, Panels, Pool
from scoring.scores.scale import ScaleScores, coefficient_columns, coefficients

Array = NDArray[np.float64]


def answer_variances(error: ItemError, pool: Pool, scheme: Scheme) -> Array:
    """Return the error variance of each answer, (n, J).

    That of its item at the level of its candidate, and what people who rate it leave. The error of an
    interview's questions does not change with the level of the written answers.
    """
    written = np.array([item.method != "interview" for item in scheme.items])
    variances = np.where(written, factors(error.expected, error.exponent)[:, None], 1.0) * error.variances
    if pool.marked is not None:
        variances += marker_parts(error.markers, pool.marked.counts)
    if error.interviewers is not None and pool.panels is not None:
        variances += own_parts(error.interviewers.value, pool.panels, pool.points.shape[1])
    return variances


def composite_sem(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError) -> Array:
    """Return each composite's standard error.

    Parameters
    ----------
    pool : Pool
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme
    error : ItemError
        Of this pool.

    Returns
    -------
    array of shape (n,)
        sqrt(sum_j a_ij^2 var_ij + what interviewers add by holding all questions), 0-1 scale; NaN without
        composite. Fewer answers give a larger error.
    """
    variance = _sum_of_squares(pool.points, scores, scheme, answer_variances(error, pool, scheme))
    if error.interviewers is not None and pool.panels is not None:
        a = coefficients(pool.points, scores, scheme)[:, pool.panels.columns]
        variance += shared_part(error.interviewers.value, pool.panels, a)
    return np.sqrt(variance)


def assumed_share(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError) -> Array:
    """Return how much of each composite's error variance rests on the declared prior, (n,), 0 to 1.

    NaN without composite.
    """
    variances = answer_variances(error, pool, scheme)
    # What interviewers share over questions is in neither sum.
    whole = _sum_of_squares(pool.points, scores, scheme, variances)
    assumed = _sum_of_squares(pool.points, scores, scheme, variances * error.prior_share)
    return np.divide(assumed, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def _sum_of_squares(points: Array, scores: ScaleScores, scheme: Scheme, variances: Array) -> Array:
    """Return sum_j a_ij^2 var_ij, column by column in the form's order."""
    total = np.zeros(len(points))
    for column, variance in zip(coefficient_columns(points, scores, scheme), variances.T, strict=True):
        total += np.square(column) * variance
    return total


def pending_items(pending: Mask, scheme: Scheme) -> Mask:
    """Return which items belong to a pending method, (n, J)."""
    return pending[:, [scheme.methods_used.index(item.method) for item in scheme.items]]


class SharedError(NamedTuple):
    """The error that the questions of an interview share, as the same people asked them."""

    values: Array
    """(n,): variance of one interviewer's view of each candidate."""
    panels: Panels


def shared_error(pool: Pool, error: ItemError) -> SharedError | None:
    """Return what interviewers add to the errors of competencies and families; None without interview."""
    if pool.panels is None or error.interviewers is None:
        return None
    return SharedError(np.full(len(pool.points), error.interviewers.value), pool.panels)


def competency_sem(
    points: Array, scores: ScaleScores, scheme: Scheme, variances: Array, shared: SharedError | None = None
) -> Array:
    """Return the standard error of each competency score, (n, C); NaN where the score is undefined.

    Parameters
    ----------
    points : array of shape (n, J)
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme
    variances : array of shape (n, J)
        As answer_variances returns them.
    shared : SharedError, optional
        As shared_error returns it.
    """
    return np.stack(
        [_sem(points, scores, scheme, variances, {c: 1.0}, shared) for c in range(len(COMPETENCIES))], axis=1
    )


def family_sem(
    points: Array, scores: ScaleScores, scheme: Scheme, variances: Array, shared: SharedError | None = None
) -> Array:
    """Return the standard error of each family score, (n, 2); NaN where the score is undefined.

    Competency errors cannot simply be added up: one item feeds several competencies.
    """
    columns = []
    for f, members in enumerate(FAMILIES.values()):
        places = {COMPETENCIES.index(name): scheme.weights[name] for name in members if scheme.weights[name]}
        sem = _sem(points, scores, scheme, variances, places, shared)
        columns.append(np.where(np.isnan(scores.families[:, f]), np.nan, sem))
    return np.stack(columns, axis=1)


def competency_coefficients(points: Array, scores: ScaleScores, scheme: Scheme, c: int) -> Array:
    """Return how much one point more on each item adds to the score of competency c, (n, J)."""
    return np.stack([*_columns(points, scores, scheme, {c: 1.0})], axis=1)


def _columns(
    points: Array, scores: ScaleScores, scheme: Scheme, weights: dict[int, float]
) -> Iterator[Array]:
    """Yield, item by item, what one point more adds to the mean of the defined competencies, (n,)."""
    defined = {c: ~np.isnan(scores.competencies[:, c]) for c in weights}
    total = sum((weights[c] * defined[c] for c in weights), start=np.zeros(len(points)))
    per_loading = {
        c: np.divide(
            (weights[c] * defined[c])[:, None] * scores.shares[:, c],
            scores.answered[:, c] * total[:, None],
            out=np.zeros_like(scores.answered[:, c]),
            where=defined[c][:, None] & (scores.shares[:, c] > 0),
        )
        for c in weights
    }
    for j, item in enumerate(scheme.items):
        method = scheme.methods_used.index(item.method)
        column = np.zeros(len(points))
        for competency, loading in item.loadings.items():
            if (c := COMPETENCIES.index(competency)) in per_loading:
                column += loading * per_loading[c][:, method]
        column[np.isnan(points[:, j])] = 0.0
        yield column


def _sem(
    points: Array,
    scores: ScaleScores,
    scheme: Scheme,
    variances: Array,
    weights: dict[int, float],
    shared: SharedError | None,
) -> Array:
    """Return the error of the weighted mean of the defined ones among these competencies, (n,)."""
    variance = np.zeros(len(points))
    questions = [] if shared is None else shared.panels.columns.tolist()
    of_questions = np.zeros((len(points), len(questions)))
    for j, column in enumerate(_columns(points, scores, scheme, weights)):
        variance += np.square(column) * variances[:, j]
        if j in questions:
            of_questions[:, questions.index(j)] = column
    # Answers err independently of each other, but for the questions that one interviewer rated.
    if shared is not None:
        variance += shared_part(shared.values, shared.panels, of_questions)
    is_defined = (~np.isnan(scores.competencies[:, list(weights)])).any(axis=1)
    return np.where(is_defined, np.sqrt(variance), np.nan)
