"""Standard errors of competency and family scores, on the same footing as the composite's.

Shapes: n candidates, J items in the form's order, C competencies; NaN = no points, or not enough evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.interview_error import shared_part
from scoring.item_error import ItemError
from scoring.panels import Panels
from scoring.pool import Pool
from scoring.scale import ScaleScores
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme

Array = NDArray[np.float64]


class SharedError(NamedTuple):
    """What the questions of an interview have in common: the same people asked them."""

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
        As error.answer_variances returns them.
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
    asked = [] if shared is None else shared.panels.columns.tolist()
    of_questions = np.zeros((len(points), len(asked)))
    for j, column in enumerate(_columns(points, scores, scheme, weights)):
        variance += np.square(column) * variances[:, j]
        if j in asked:
            of_questions[:, asked.index(j)] = column
    if shared is not None:
        variance += shared_part(shared.values, shared.panels, of_questions)
    is_defined = (~np.isnan(scores.competencies[:, list(weights)])).any(axis=1)
    return np.where(is_defined, np.sqrt(variance), np.nan)
