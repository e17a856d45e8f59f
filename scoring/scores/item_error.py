"""The error variance of one answer to each item, from every answer of a pool and a declared prior.

There is no number of people from which the pool is believed and below which the prior is: each weighs what it
is worth. Residuals of the pool come first, then what markers leave in them, then the estimate itself.

Shapes: n candidates, J items in the form's order; NaN = no points.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import TECHNICAL
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.interview_error import InterviewerVariance, interviewer_variance
from scoring.scores.error_prior import (
    ANSWERS_ON_LEVEL,
    MARKER_SD,
    PEOPLE_ON_ITEM,
    PEOPLE_ON_RATERS,
    prior_variances,
)
from scoring.scores.level import EXPONENT, expected_levels, factors, fitted_exponent, level_weights, levels
from scoring.scores.pool import MarkerStatistics, Pool

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

EXACT = 1e-9
"""A share below this is none: sums miss 0 by a few bits."""


class Residuals(NamedTuple):
    """Residuals of a pool, and how much of an answer's error variance each is expected to hold."""

    squares: Array
    """(n, J): squared residual; 0 where there is none."""
    error_shares: Array
    """(n, J): share of the error variance of that answer in the squared residual, 0 to 1; 0 where there is
    no residual, or where it says nothing (an item alone in its block, a person alone on an item)."""


def blocks(scheme: Scheme) -> list[Indices]:
    """Return the items that share a person's level: those of one method and one family.

    Somebody's level differs from method to method and from family to family: taken out over all items at
    once, these true differences would be counted as error.
    """
    places: dict[tuple[str, bool], list[int]] = {}
    for at, item in enumerate(scheme.items):
        places.setdefault((item.method, is_technical(item)), []).append(at)
    return [np.array(place, dtype=np.int64) for place in places.values()]


def is_technical(item: SchemeItem) -> bool:
    """Say whether more than half of an item's loading is on technical competencies."""
    technical = sum(item.loadings.get(code, 0.0) for code in TECHNICAL)
    return technical > 0.5 * sum(item.loadings.values())


def residuals(points: Array, scheme: Scheme) -> Residuals:
    """Take persons' levels and items' difficulties out of points.

    Parameters
    ----------
    points : array of shape (n, J)
        NaN = no points: it costs that cell, not the person.
    scheme : Scheme
    """
    squares, error_shares = np.zeros_like(points), np.zeros_like(points)
    for columns in blocks(scheme):
        rows = _informative(points[:, columns])
        if len(rows) > 1:
            cells = np.ix_(rows, columns)
            squares[cells], error_shares[cells] = _block_residuals(points[cells])
    return Residuals(squares, error_shares)


def _informative(block: Array) -> Indices:
    """Return the people with points on two items of the block or more: one alone is all level."""
    return np.flatnonzero((~np.isnan(block)).sum(axis=1) > 1)


def _block_residuals(points: Array) -> tuple[Array, Array]:
    """Return squared residuals of persons by items, and the share of error each holds.

    Least squares: persons are eliminated, items solved for. What a residual holds of the error of its own
    answer is what is left of a table that is 1 there and 0 elsewhere; (1 - 1/n)(1 - 1/J) in a complete one.
    """
    known = (~np.isnan(points)).astype(np.float64)
    earned = np.nan_to_num(points, nan=0.0)
    per_person = known.sum(axis=1, keepdims=True)
    share = known / per_person
    # Singular, as a constant may move from persons to items: the inverse of what is left of it.
    inverse = np.linalg.pinv(np.diag(known.sum(axis=0)) - known.T @ share, rcond=EXACT, hermitian=True)
    item = inverse @ (earned.sum(axis=0) - share.T @ earned.sum(axis=1))
    residual = earned - known * item
    residual -= known * (residual.sum(axis=1, keepdims=True) / per_person)
    pulled = share @ inverse
    fitted = 1 / per_person + np.diag(inverse) - 2 * pulled + (pulled * share).sum(axis=1, keepdims=True)
    error_shares = known * np.clip(1 - fitted, 0.0, 1.0)
    is_informative = error_shares > EXACT
    return np.where(is_informative, np.square(residual), 0.0), np.where(is_informative, error_shares, 0.0)


MEAN_OF_TWO = 1 / 2
MEDIAN_OF_THREE = 1 - math.sqrt(3) / math.pi
"""About .449: variance of the median of three normal draws of variance 1; their mean would have 1/3."""
REMAINS = np.array([0.0, 0.0, MEAN_OF_TWO, MEDIAN_OF_THREE])
"""Number of markers -> share of one marker's variance that remains in what they agree on."""


def marker_variances(marked: MarkerStatistics | None, n_items: int) -> Array:
    """Estimate the variance of one marker's points around what markers give to the same answer.

    Parameters
    ----------
    marked : MarkerStatistics or None
        None = nobody marks anything.
    n_items : int
        J.

    Returns
    -------
    array of shape (J,)
        Sum of squares within answers / sum of (markers - 1) over all answers with at least two, drawn towards
        the declared prior by PEOPLE_ON_RATERS; 0 for an item nobody marked.
    """
    if marked is None:
        return np.zeros(n_items)
    free = np.maximum(marked.counts - 1, 0).sum(axis=0)
    within = np.array([math.fsum(column.tolist()) for column in marked.scatter.T])
    drawn = (PEOPLE_ON_RATERS * MARKER_SD**2 + within) / (PEOPLE_ON_RATERS + free)
    return np.where(marked.counts.any(axis=0), drawn, 0.0)


def marker_parts(variances: Array, counts: NDArray[np.int64]) -> Array:
    """Return what markers leave in the error variance of each answer, (n, J); 0 where nobody marks."""
    return variances * REMAINS[counts]


LEAST_OF_PRIOR = 0.02
"""Share of the prior below which no estimate falls: chance is never wholly absent."""


class ItemError(NamedTuple):
    """The error variance of one answer to each item."""

    variances: Array
    """(J,): error variance of each item's points at the level level.CENTRE, without what markers or
    interviewers leave in them."""
    prior_share: Array
    """(J,): how much of each rests on the declared prior, 0 to 1."""
    n_people: NDArray[np.int64]
    """(J,): people whose answers tell something about it."""
    exponent: float
    """How the variances of written items change with the level: level.factors."""
    expected: Array
    """(n,): level of each candidate of the pool, drawn towards the pool's mean."""
    markers: Array
    """(J,): variance of one marker's points around what markers give to the same answer; 0 = nobody marks."""
    interviewers: InterviewerVariance | None = None
    """None = no interview."""


class _Sizes(NamedTuple):
    """Multiples of the prior that the pool's answers ask for."""

    item: Array
    """(J,)"""
    prior_share: Array
    """(J,)"""


def item_error(pool: Pool, scheme: Scheme) -> ItemError:
    """Estimate the error of one answer to each item.

    Parameters
    ----------
    pool : Pool
        Rows in a stated order (by candidate). An answer that is missing costs that answer, not the person.
    scheme : Scheme

    Returns
    -------
    ItemError
        Residuals are taken inside blocks of one method and one family. Two steps of shrinkage: the size of a
        method's errors beside the prior, from all its answers, then each item's size beside its method's,
        from the people who answered it. What markers leave in the residuals is taken out first, and put back
        for each answer by the number of its own markers. Interviewers leave nothing in them: what they make
        of somebody is in all the questions they rated, and so in that person's level.

    References
    ----------
    [brennan2001] p x i design inside blocks; [efron2010] on shrinking many variances
    """
    prior = _with_skipping(prior_variances(scheme), pool, scheme)
    markers = marker_variances(pool.marked, len(prior))
    interviewers = interviewer_variance(pool.panels) if pool.panels is not None else None
    evidence = _evidence(pool, scheme, markers)
    # Sizes of the errors and where people stand depend on each other: two rounds settle them.
    expected = _expected(pool, scheme, prior)
    sizes = _sizes(evidence, prior, _by_person(evidence, expected, EXPONENT), scheme)
    expected = _expected(pool, scheme, prior * sizes.item)
    exponent = _exponent(evidence, prior * sizes.item, expected)
    sizes = _sizes(evidence, prior, _by_person(evidence, expected, exponent), scheme)
    return ItemError(
        prior * sizes.item,
        sizes.prior_share,
        (evidence.error_shares > 0).sum(axis=0),
        exponent,
        expected,
        markers,
        interviewers,
    )


class _Evidence(NamedTuple):
    """The evidence about error in a pool's answers."""

    squares: Array
    """(n, J): squared residuals without what markers leave in them; may be below 0."""
    error_shares: Array
    """(n, J): share of an answer's error variance in each."""
    is_written: Mask
    """(J,): whether the error changes with the level; not that of the interview's questions."""


def _evidence(pool: Pool, scheme: Scheme, markers: Array) -> _Evidence:
    """Return the residuals of a pool without what markers leave in them."""
    squares, error_shares = residuals(pool.points, scheme)
    is_written = np.array([item.method != "interview" for item in scheme.items])
    if pool.marked is None:
        return _Evidence(squares, error_shares, is_written)
    parts = marker_parts(markers, pool.marked.counts)
    return _Evidence(squares - error_shares * parts, error_shares, is_written)


def _by_person(evidence: _Evidence, expected: Array, exponent: float) -> Array:
    """Return by how much each answer's error differs from that at the centre, (n, J)."""
    return np.where(evidence.is_written, factors(expected, exponent)[:, None], 1.0)


def _with_skipping(prior: Array, pool: Pool, scheme: Scheme) -> Array:
    """Add to the prior of written items what skipping leaves in points: 0, whatever an answer would earn."""
    if pool.skipped is None or not pool.skipped.any():
        return prior
    written = np.array([item.method != "interview" for item in scheme.items])
    shown = ~np.isnan(pool.points) & written
    answered = shown & ~pool.skipped
    rate = (shown & pool.skipped).sum() / max(shown.sum(), 1)
    earned = pool.points[answered].mean() if answered.any() else 0.0
    # Variance of a draw that is 0 at this rate and otherwise what answers earn on average.
    return prior + np.where(written, rate * (1 - rate) * earned**2, 0.0)


def _expected(pool: Pool, scheme: Scheme, variances: Array) -> Array:
    """Return each candidate's level, drawn towards the mean of the pool by its error, (n,)."""
    weights = level_weights(scheme)
    known = ~np.isnan(pool.points)
    total = known @ weights
    error = np.divide(
        known @ (np.square(weights) * variances), np.square(total), out=np.zeros(len(total)), where=total > 0
    )
    return expected_levels(levels(pool.points, weights), error)


def _exponent(evidence: _Evidence, variances: Array, expected: Array) -> float:
    """Return how the error changes with the level, from the written items."""
    written = evidence.is_written
    ratio = np.maximum(evidence.squares[:, written], 0.0) / variances[written]
    return fitted_exponent(expected, ratio.sum(axis=1), evidence.error_shares[:, written].sum(axis=1))


def _sizes(evidence: _Evidence, prior: Array, by_person: Array, scheme: Scheme) -> _Sizes:
    """Return each item's error beside the prior, shrunk to its method's, and that to 1."""
    # What was seen of each item's error in units of the prior, and from how many answers' worth of it.
    ratio = (evidence.squares / (prior * by_person)).sum(axis=0)
    per_item = evidence.error_shares.sum(axis=0)
    item, prior_share = np.ones(len(prior)), np.ones(len(prior))
    for method in scheme.methods_used:
        of_method = np.array([item.method == method for item in scheme.items])
        answers = per_item[of_method].sum()
        size = (ANSWERS_ON_LEVEL + ratio[of_method].sum()) / (ANSWERS_ON_LEVEL + answers)
        size = max(float(size), LEAST_OF_PRIOR)
        people = per_item[of_method]
        own = (PEOPLE_ON_ITEM * size + ratio[of_method]) / (PEOPLE_ON_ITEM + people)
        item[of_method] = np.maximum(own, LEAST_OF_PRIOR)
        # The prior counts through the method's size, as far as the item leans on that.
        on_size = ANSWERS_ON_LEVEL / (ANSWERS_ON_LEVEL + answers)
        prior_share[of_method] = on_size * PEOPLE_ON_ITEM / (PEOPLE_ON_ITEM + people)
    return _Sizes(item, prior_share)
