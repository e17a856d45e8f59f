"""Weighted kappa, of two raters (Cohen) and pooled over pairs of more, and the bootstrap of its interval.

Shapes: n units, m raters, q categories, b resamples; NaN = not rated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement.ratings_table import (
    Z_95,
    Estimate,
    Indices,
    Undefined,
    category_indices,
    checked,
    one_hot,
    pairable,
    squared_distances,
    too_little,
    undefined,
)

Array = NDArray[np.float64]


def quadratic_weighted_kappa(
    ratings: ArrayLike, categories: Sequence[float], *, rng: np.random.Generator
) -> Estimate:
    """Estimate agreement beyond chance when large differences weigh more: squared distance in points.

    Parameters
    ----------
    ratings : array of shape (n, m)
        On the declared scale; NaN = not rated.
    categories : sequence of q increasing numbers
    rng : numpy.random.Generator
        For the interval of more than two raters only.

    Returns
    -------
    Estimate
        As weighted_kappa.

    Raises
    ------
    BadRatings
        When a rating is not on the scale.

    References
    ----------
    [cohen1968]; [conger1980]
    """
    return weighted_kappa(ratings, categories, squared_distances(categories), rng=rng)


def weighted_kappa(
    ratings: ArrayLike, categories: Sequence[float], disagreement: Array, *, rng: np.random.Generator
) -> Estimate:
    """Estimate agreement beyond chance, for any weights of disagreement.

    Units with a single rating take no part. The observed disagreement is the mean over pairs of ratings in a
    unit, then over units. The expected one is that of two raters who rate independently, each with their own
    distribution over the units kept, averaged over pairs of raters as often as these meet. With two raters
    this is Cohen's kappa on the units both rated; with a full table, Conger's.

    Parameters
    ----------
    ratings : array of shape (n, m)
    categories : sequence of q increasing numbers
    disagreement : array of shape (q, q)
        0 on the diagonal; the row belongs to the rater whose column comes first.
    rng : numpy.random.Generator

    Returns
    -------
    Estimate
        1 - observed / expected, at most 1; 0 = as chance. Interval: large-sample for two raters, percentile
        bootstrap over units for more. NaN when all ratings kept are equal.

    Raises
    ------
    BadRatings
        When a rating is not on the scale.

    References
    ----------
    [cohen1968]; [conger1980]; [fleiss1969] for the interval
    """
    table = checked(ratings)
    category_indices(table, categories)  # refuses a rating off the scale, even one that takes no part
    units = pairable(table)
    n, n_ratings = len(units), int((~np.isnan(units)).sum())
    reason = too_little(table)
    if reason:
        return undefined(reason, n, n_ratings)
    indices = category_indices(units, categories)
    if units.shape[1] == 2:
        value, low, high = _cohen(indices, disagreement)
    else:
        pooled = _PooledKappa(indices, disagreement)
        value = float(pooled(np.ones((1, n)))[0])
        low, high = percentile_interval(pooled, n, cells_each=pooled.cells, rng=rng)
    if math.isnan(value):
        return undefined(Undefined.CONSTANT, n, n_ratings)
    return Estimate(value, low, high, n, n_ratings)


def kappa_of_two(first: ArrayLike, second: ArrayLike, categories: Sequence[float]) -> Estimate:
    """Estimate the quadratic weighted kappa of two readers of the same units.

    Parameters
    ----------
    first, second : arrays of shape (n,)
        On the declared scale; a unit with a NaN in either is left out.
    categories : sequence of q increasing numbers

    Returns
    -------
    Estimate
        As weighted_kappa of the two columns.

    Raises
    ------
    BadRatings
        When a rating is not on the scale.

    References
    ----------
    [cohen1968]; [fleiss1969]
    """
    both = np.column_stack([np.asarray(first, np.float64), np.asarray(second, np.float64)])
    # Two columns need no resampling: nothing is drawn.
    return quadratic_weighted_kappa(both, categories, rng=np.random.default_rng(0))


def _cohen(indices: Indices, disagreement: Array) -> tuple[float, float, float]:
    """Return kappa of two full columns with its large-sample interval; NaN when chance cannot disagree."""
    q = len(disagreement)
    shares = np.bincount(indices[:, 0] * q + indices[:, 1], minlength=q * q).reshape(q, q) / len(indices)
    row, column = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float((shares * disagreement).sum()), float(row @ disagreement @ column)
    if expected == 0:
        return math.nan, math.nan, math.nan
    value = 1 - observed / expected
    # How one more unit in each cell would move kappa; its variance over cells is kappa's (delta method).
    moves = (
        observed / expected * ((disagreement @ column)[:, None] + row @ disagreement) - disagreement
    ) / expected
    mean = float((shares * moves).sum())
    half = Z_95 * math.sqrt(max(0.0, float((shares * np.square(moves - mean)).sum()) / len(indices)))
    return value, value - half, min(1.0, value + half)


class _PooledKappa:
    """Kappa pooled over pairs of raters, for many weightings of the same units at once."""

    def __init__(self, indices: Indices, disagreement: Array) -> None:
        n, m = indices.shape
        rated = (indices >= 0).astype(np.float64)
        pairs = rated.sum(axis=1) * (rated.sum(axis=1) - 1) / 2
        self._disagreement = disagreement
        self._observed = _disagreement_of_pairs(indices, disagreement) / pairs
        self._hot = one_hot(indices, len(disagreement)).reshape(n, -1)
        # Each pair of raters once, the one whose column comes first as the row.
        before = np.triu(np.ones((m, m)), 1)
        self._meet = (rated[:, :, None] * rated[:, None, :] * before / pairs[:, None, None]).reshape(n, -1)
        self.cells = max(self._hot.shape[1], self._meet.shape[1])

    def __call__(self, weights: Array) -> Array:
        """Return kappa for each row of weights, (b,); NaN when chance cannot disagree."""
        b, q = len(weights), len(self._disagreement)
        counts = (weights @ self._hot).reshape(b, -1, q)
        shares = counts / np.maximum(counts.sum(axis=2, keepdims=True), 1)
        by_pair = shares @ self._disagreement @ shares.transpose(0, 2, 1)
        expected = (by_pair.reshape(b, -1) * (weights @ self._meet)).sum(axis=1)
        return 1 - weights @ self._observed / np.where(expected > 0, expected, np.nan)


def _disagreement_of_pairs(indices: Indices, disagreement: Array) -> Array:
    """Return the summed disagreement of all pairs of ratings in each unit, (n,)."""
    total = np.zeros(len(indices))
    for g in range(indices.shape[1] - 1):
        first, others = indices[:, [g]], indices[:, g + 1 :]
        both = (first >= 0) & (others >= 0)
        total += np.where(both, disagreement[first, others], 0).sum(axis=1)
    return total


RESAMPLES = 1000
CELLS_AT_ONCE = 2_000_000
"""Bounds the memory whatever the number of units."""


def percentile_interval(
    statistic: Callable[[Array], Array], n: int, *, cells_each: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Estimate a 95 % interval by drawing units with replacement.

    Parameters
    ----------
    statistic : function
        From weights of shape (b, n), how often each unit was drawn, to values of shape (b,); NaN where a
        resample leaves the statistic undefined: it is left out.
    n : int
        Units.
    cells_each : int
        Numbers that the statistic holds in memory per resample.
    rng : numpy.random.Generator

    Returns
    -------
    (float, float)
        The 2.5th and 97.5th percentiles of 1000 resamples; NaN when none is defined.
    """
    at_once = min(RESAMPLES, max(1, CELLS_AT_ONCE // max(n, cells_each)))
    values: list[Array] = []
    for start in range(0, RESAMPLES, at_once):
        values.append(statistic(_resampled_weights(min(at_once, RESAMPLES - start), n, rng)))
    known = np.concatenate(values)
    known = known[~np.isnan(known)]
    if not known.size:
        return math.nan, math.nan
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _resampled_weights(b: int, n: int, rng: np.random.Generator) -> Array:
    """Return how often each of n units is drawn in b resamples, (b, n)."""
    drawn = rng.integers(n, size=(b, n)) + n * np.arange(b)[:, None]
    return np.bincount(drawn.ravel(), minlength=b * n).reshape(b, n).astype(np.float64)
