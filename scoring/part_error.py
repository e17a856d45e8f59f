"""Standard errors of competency and family scores, on the same footing as the composite's.

Shapes: n candidates, J items in the form's order, C competencies; NaN = no points, or not enough evidence.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import answer_variances
from scoring.interview_error import shared_part
from scoring.methods import method_groups
from scoring.panels import Panels
from scoring.pool import Pool
from scoring.scale import ScaleScores, form_coefficients
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme

Array = NDArray[np.float64]


def pool_variances(pool: Pool, scheme: Scheme) -> Array:
    """Return the error variance of each answer, (n, J): the pool's own, or what the prior implies.

    Below 30 complete candidates every answer gets the one variance that gives a complete candidate's
    composite the assumed standard error; NaN when the form has no composite.
    """
    full = math.fsum(np.square(form_coefficients(scheme)).tolist())
    assumed = scheme.prior.sd**2 * (1 - scheme.prior.reliability) / full if full > 0 else math.nan
    variances = np.full(pool.points.shape, assumed)
    for group in method_groups(pool, scheme):
        if group.error is not None:
            variances[group.rows] = answer_variances(group.error, pool.rows(group.rows))
    return variances


class SharedError(NamedTuple):
    """What the questions of an interview have in common: the same people asked them."""

    values: Array
    """(n,): variance of one interviewer's view of each candidate; 0 where the error is the prior's."""
    panels: Panels


def pool_shared_error(pool: Pool, scheme: Scheme) -> SharedError | None:
    """Return what interviewers add to the errors of competencies and families; None without interview."""
    if pool.panels is None:
        return None
    values = np.zeros(len(pool.points))
    for group in method_groups(pool, scheme):
        if group.error is not None and group.error.interviewers is not None:
            values[group.rows] = group.error.interviewers.value
    return SharedError(values, pool.panels)


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
        As pool_variances returns them.
    shared : SharedError, optional
        As pool_shared_error returns it.
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


def _sem(
    points: Array,
    scores: ScaleScores,
    scheme: Scheme,
    variances: Array,
    weights: dict[int, float],
    shared: SharedError | None,
) -> Array:
    """Return the error of the weighted mean of the defined ones among these competencies, (n,)."""
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
    variance = np.zeros(len(points))
    asked = [] if shared is None else shared.panels.columns.tolist()
    of_questions = np.zeros((len(points), len(asked)))
    for j, item in enumerate(scheme.items):
        method = scheme.methods_used.index(item.method)
        column = np.zeros(len(points))
        for competency, loading in item.loadings.items():
            if (c := COMPETENCIES.index(competency)) in per_loading:
                column += loading * per_loading[c][:, method]
        column[np.isnan(points[:, j])] = 0.0
        variance += np.square(column) * variances[:, j]
        if j in asked:
            of_questions[:, asked.index(j)] = column
    if shared is not None:
        variance += shared_part(shared.values, shared.panels, of_questions)
    return np.where(total > 0, np.sqrt(variance), np.nan)
