"""The standard error of a composite: from the pool's own answers, or assumed until there are enough.

Shapes: n candidates, J items in the form's order; NaN = no points.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.interview_error import InterviewerVariance, interviewer_variance, own_parts, shared_part
from scoring.marker_error import marker_parts, marker_variances
from scoring.pool import Marked, Mask, Pool
from scoring.scale import ScaleScores, coefficient_columns, coefficients, form_coefficients
from scoring.scheme import Prior, Scheme

Array = NDArray[np.float64]

ENOUGH_CANDIDATES = 30
"""Complete candidates from which the pool's own error is trusted more than the prior."""


class ItemError(NamedTuple):
    """How much one answer to each item owes to chance."""

    variances: Array
    """(J,): error variance of each item's points; for an item that people mark, without the markers' part."""
    n_complete: int
    """Candidates with points on every item, on whom it rests."""
    markers: Array | None = None
    """(J,): variance of one marker's points around what markers give to the same answer; None = no marks."""
    interviewers: InterviewerVariance | None = None
    """What ``variances`` of questions are without; None = no interview."""


def complete_rows(points: Array) -> Mask:
    """Return who has points on every item, (n,)."""
    return np.logical_not(np.any(np.isnan(points), axis=1))


def item_error(points: Array, marked: Marked | None = None) -> ItemError | None:
    """Estimate the error variance of each item from the candidates with points on every item.

    Parameters
    ----------
    points : array of shape (n, J)
        Rows in a stated order (by candidate): sums over people run in it.
    marked : Marked, optional
        How far the markers of the same answers were apart.

    Returns
    -------
    ItemError or None
        sum_i e_ij^2 / ((n - 1)(1 - 1/J)), e = residual after person and item means; their mean over items
        is the person x item mean square. For items that people mark, what markers leave in the points is in
        that residual too: it is taken out here (not below 0) and put back for each answer by the number of
        its own markers, so that it counts once. None below 30 complete candidates, and for a form of one
        item, where a person's level and error cannot be told apart.

    References
    ----------
    [brennan2001] p x i design, markers nested in answers
    """
    complete = complete_rows(points)
    n, n_items = int(complete.sum()), points.shape[1]
    if n < ENOUGH_CANDIDATES or n_items < 2:
        return None
    columns = [np.ascontiguousarray(column[complete]) for column in points.T]
    person = sum(columns) / n_items
    # fsum: the order of people, the number of them and the processor cannot change a bit.
    item = [math.fsum(column.tolist()) / n for column in columns]
    grand = math.fsum(item) / n_items
    scatter = [
        math.fsum(np.square(column - person - mean + grand).tolist())
        for column, mean in zip(columns, item, strict=True)
    ]
    variances = np.array(scatter) / ((n - 1) * (1 - 1 / n_items))
    if marked is None:
        return ItemError(variances, n)
    markers = marker_variances(marked)
    held = marker_parts(markers, marked.counts[complete]).mean(axis=0)
    return ItemError(np.maximum(variances - held, 0.0), n, markers)


def without_interviewers(error: ItemError, pool: Pool, prior: Prior) -> ItemError:
    """Take out of the questions' variances what interviewers leave in them (not below 0).

    It is put back for each interview by the size of its own panel, so that it counts once.
    """
    if pool.panels is None:
        return error
    seen = interviewer_variance(pool.panels, assumed_true=prior.sd**2 * prior.reliability)
    held = own_parts(seen.value, pool.panels, pool.points.shape[1])[complete_rows(pool.points)].mean(axis=0)
    return error._replace(variances=np.maximum(error.variances - held, 0.0), interviewers=seen)


def answer_variances(error: ItemError, pool: Pool) -> Array:
    """Return the error variance of each answer, (n, J): its item's, and what people who rate it leave."""
    every = np.broadcast_to(error.variances, pool.points.shape)
    if error.markers is not None and pool.marked is not None:
        every = every + marker_parts(error.markers, pool.marked.counts)
    if error.interviewers is not None and pool.panels is not None:
        every = every + own_parts(error.interviewers.value, pool.panels, pool.points.shape[1])
    return every


def estimated_sem(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError) -> Array:
    """Return each composite's standard error from item error variances.

    Parameters
    ----------
    pool : Pool
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme
    error : ItemError
        Of this pool, or of the one these candidates are compared with.

    Returns
    -------
    array of shape (n,)
        sqrt(sum_j a_ij^2 var_ij + what interviewers add by holding all questions), 0-1 scale; NaN without
        composite. Fewer answers give a larger error.
    """
    variance = _sum_of_squares(pool.points, scores, scheme, answer_variances(error, pool))
    if error.interviewers is not None and pool.panels is not None:
        a = coefficients(pool.points, scores, scheme)[:, pool.panels.columns]
        variance += shared_part(error.interviewers.value, pool.panels, a)
    return np.sqrt(variance)


def assumed_sem(points: Array, scores: ScaleScores, scheme: Scheme) -> Array:
    """Return each composite's standard error from the scheme's prior.

    Parameters
    ----------
    points : array of shape (n, J)
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme

    Returns
    -------
    array of shape (n,)
        sd sqrt(1 - reliability) sqrt(sum_j a_ij^2 / sum_j a_j^2), a_j being the coefficients of someone with
        points on every item; NaN without composite.
    """
    ones = np.broadcast_to(1.0, points.shape)
    full = math.fsum(np.square(form_coefficients(scheme)).tolist())
    if not full > 0:
        return np.full(len(points), np.nan)
    spread = scheme.prior.sd * math.sqrt(1 - scheme.prior.reliability)
    return spread * np.sqrt(_sum_of_squares(points, scores, scheme, ones) / full)


def _sum_of_squares(points: Array, scores: ScaleScores, scheme: Scheme, variances: Array) -> Array:
    """Return sum_j a_ij^2 var_ij, column by column in the form's order."""
    total = np.zeros(len(points))
    for column, variance in zip(coefficient_columns(points, scores, scheme), variances.T, strict=True):
        total += np.square(column) * variance
    return total
