"""The standard error of a composite: what chance in each answer adds up to.

Shapes: n candidates, J items in the form's order; NaN = no points.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.interview_error import own_parts, shared_part
from scoring.item_error import ItemError
from scoring.level import factors
from scoring.marker_error import marker_parts
from scoring.pool import Mask, Pool
from scoring.scale import ScaleScores, coefficient_columns, coefficients
from scoring.scheme import Scheme

Array = NDArray[np.float64]


def answer_variances(error: ItemError, pool: Pool, scheme: Scheme) -> Array:
    """Return the error variance of each answer, (n, J).

    That of its item at the level of its candidate, and what people who rate it leave. The error of an
    interview's questions does not change with the level of the written answers.
    """
    written = np.array([item.method != "interview" for item in scheme.items])
    every = np.where(written, factors(error.expected, error.exponent)[:, None], 1.0) * error.variances
    if pool.marked is not None:
        every += marker_parts(error.markers, pool.marked.counts)
    if error.interviewers is not None and pool.panels is not None:
        every += own_parts(error.interviewers.value, pool.panels, pool.points.shape[1])
    return every


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
