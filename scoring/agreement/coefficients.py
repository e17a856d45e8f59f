"""Coefficients of agreement: Krippendorff's alpha, Gwet's AC1 and AC2, and r_wg within one group.

Shapes: n units, m raters, q categories, V different values that occur, b resamples; NaN = not rated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from errors import BadRatings
from scoring.agreement.kappa import percentile_interval
from scoring.agreement.ratings_table import (
    Estimate,
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
Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: ArrayLike, level: Level, *, rng: np.random.Generator) -> Estimate:
    """Estimate how far ratings are from what shuffling all of them over all units would give.

    Parameters
    ----------
    ratings : array of shape (n, m)
        NaN = not rated. Units with a single rating take no part.
    level : "nominal", "ordinal" or "interval"
        Whether two different values are just different, apart by the ratings between them, or by their
        squared difference. Only values that occur count: no declared scale is needed.
    rng : numpy.random.Generator
        For the interval only.

    Returns
    -------
    Estimate
        1 - observed / expected disagreement, at most 1; 0 = as chance. Percentile bootstrap over units. NaN
        when all ratings kept are equal.

    References
    ----------
    [krippendorff2011]
    """
    table = checked(ratings)
    units = pairable(table)
    n, n_ratings = len(units), int((~np.isnan(units)).sum())
    reason = too_little(table)
    if reason:
        return undefined(reason, n, n_ratings)
    values = np.unique(units[~np.isnan(units)])
    if len(values) == 1:
        return undefined(Undefined.CONSTANT, n, n_ratings)
    alpha = _Alpha(_counts(units, values), values, level)
    low, high = percentile_interval(alpha, n, cells_each=max(n, len(values)), rng=rng)
    return Estimate(float(alpha(np.ones((1, n)))[0]), low, high, n, n_ratings)


def _counts(units: Array, values: Array) -> Array:
    """Return how often each value was given to each unit, (n, V)."""
    rows, columns = np.nonzero(~np.isnan(units))
    cells = rows * len(values) + np.searchsorted(values, units[rows, columns])
    return np.bincount(cells, minlength=len(units) * len(values)).reshape(len(units), -1).astype(np.float64)


class _Alpha:
    """Alpha for many weightings of the same units at once.

    With c_v ratings of value v among the k of a unit, the unit brings sum_vw c_v c_w d_vw / (k - 1) to the
    observed disagreement; the expected one is the same sum over all ratings together. When d is the squared
    difference of two scores s, half of that sum is k sum_v c_v s_v^2 - (sum_v c_v s_v)^2: no matrix of pairs.
    """

    def __init__(self, counts: Array, values: Array, level: Level) -> None:
        self._counts = counts
        self._values = values - values.mean()
        self._level = level
        self._k = counts.sum(axis=1)

    def __call__(self, weights: Array) -> Array:
        """Return alpha for each row of weights, (b,); NaN when all ratings drawn are equal."""
        totals = weights @ self._counts
        observed, overall = (
            self._nominal(weights, totals) if self._level == "nominal" else self._scored(weights, totals)
        )
        expected = np.where((totals > 0).sum(axis=1) > 1, overall, np.nan)
        # (N - 1) observed / expected: of N ratings, each is paired with the N - 1 others.
        return 1 - (totals.sum(axis=1) - 1) * observed / expected

    def _nominal(self, weights: Array, totals: Array) -> tuple[Array, Array]:
        """Return twice the unequal pairs inside units, each / (k - 1), and among all ratings; (b,) each."""
        inside = np.square(self._k) - np.square(self._counts).sum(axis=1)
        overall = np.square(totals.sum(axis=1)) - np.square(totals).sum(axis=1)
        return weights @ (inside / (self._k - 1)), overall

    def _scored(self, weights: Array, totals: Array) -> tuple[Array, Array]:
        """Return squared differences inside units, each / (k - 1), and among all ratings; (b,) each."""
        n_ratings = totals.sum(axis=1, keepdims=True)
        # Ordinal: the ratings between two values, half of each end included = their distance in mid-ranks.
        ranks = totals.cumsum(axis=1) - totals / 2 - n_ratings / 2
        scores = np.broadcast_to(self._values, totals.shape) if self._level == "interval" else ranks
        per_pair = weights / (self._k - 1)
        sums = scores @ self._counts.T
        inside = ((per_pair * self._k) @ self._counts * np.square(scores)).sum(axis=1)
        inside -= np.einsum("bn,bn,bn->b", per_pair, sums, sums)
        overall = n_ratings[:, 0] * (totals * np.square(scores)).sum(axis=1)
        return inside, overall - np.square((totals * scores).sum(axis=1))


def gwet_ac1(ratings: ArrayLike, categories: Sequence[float]) -> Estimate:
    """Estimate agreement beyond chance on categories without order.

    Parameters
    ----------
    ratings : array of shape (n, m)
        NaN = not rated.
    categories : sequence of q increasing numbers
        All declared ones: those never used count too.

    Returns
    -------
    Estimate
        As gwet_ac2, with full credit for equal ratings and none for others.

    Raises
    ------
    BadRatings
        When a rating is not on the scale.

    References
    ----------
    [gwet2008]
    """
    return _gwet(ratings, categories, np.eye(len(categories)))


def gwet_ac2(ratings: ArrayLike, categories: Sequence[float]) -> Estimate:
    """Estimate agreement beyond chance on an ordered scale, near misses earning nearly full credit.

    Parameters
    ----------
    ratings : array of shape (n, m)
        NaN = not rated.
    categories : sequence of q increasing numbers
        All declared ones: those never used count too.

    Returns
    -------
    Estimate
        (p_a - p_e) / (1 - p_e) with quadratic weights, 1 - (distance / longest distance)^2; at most 1.
        p_a rests on units rated twice or more, p_e on all. Gwet's large-sample interval, with Student's t on
        n - 1. Defined, and 1, when every rating is the same: chance is not taken to favour that category.

    Raises
    ------
    BadRatings
        When a rating is not on the scale.

    References
    ----------
    [gwet2008]; [gwet2014] for weights and missing ratings
    """
    distances = squared_distances(categories)
    # A scale of one category has no distance to divide by; category_indices refuses it.
    return _gwet(ratings, categories, 1 - distances / max(distances.max(initial=0), 1e-300))


def _gwet(ratings: ArrayLike, categories: Sequence[float], credit: Array) -> Estimate:
    """Estimate the coefficient for a matrix of credits, (q, q), 1 on the diagonal."""
    table = checked(ratings)
    counts = one_hot(category_indices(table, categories), len(categories)).sum(axis=1)
    k = counts.sum(axis=1)
    reason = too_little(table)
    if reason:
        return undefined(reason, int((k > 1).sum()), int(k.sum()))
    value, half = _gwet_coefficient(counts, k, credit)
    return Estimate(value, value - half, min(1.0, value + half), int((k > 1).sum()), int(k.sum()))


def _gwet_coefficient(counts: Array, k: Array, credit: Array) -> tuple[float, float]:
    """Return the coefficient and half of its 95 % interval.

    Parameters
    ----------
    counts : array of shape (n, q)
        How often each category was given to each unit.
    k : array of shape (n,)
        Ratings of each unit, 1 or more.
    credit : array of shape (q, q)
    """
    n, q = counts.shape
    several = k > 1
    # 1 stands for no pair: a unit rated once has no share in the observed agreement.
    pairs = np.where(several, k * (k - 1), 1)
    agreed = (counts * (counts @ credit - 1)).sum(axis=1) / pairs
    p_a = float(agreed[several].mean())
    used = (counts / k[:, None]).mean(axis=0)
    per_category = float(credit.sum()) / (q * (q - 1))
    p_e = per_category * float((used * (1 - used)).sum())
    value = (p_a - p_e) / (1 - p_e)
    # Gwet's linearisation: what each unit adds to the coefficient, through p_a and through p_e.
    through_p_a = n / several.sum() * (agreed - p_e) * several / (1 - p_e)
    unit_p_e = per_category * (counts @ (1 - used)) / k
    parts = through_p_a - 2 * (1 - value) * (unit_p_e - p_e) / (1 - p_e)
    error = float(np.sqrt(np.square(parts - value).sum() / (n * (n - 1))))
    return value, float(stdtrit(n - 1, 0.975)) * error


def uniform_variance(n_anchors: int) -> float:
    """Return the variance of a rating drawn evenly from a scale of this many anchors one point apart.

    Parameters
    ----------
    n_anchors : int
        A, 2 or more.

    Returns
    -------
    float
        (A^2 - 1) / 12.
    """
    if n_anchors < 2:
        raise BadRatings(f"n_anchors: expected 2 or more, got {n_anchors}")
    return (n_anchors**2 - 1) / 12


def r_wg(ratings: ArrayLike, null_variance: float) -> Estimate:
    """Estimate how far the raters of one target agree, compared with raters who answer at random.

    Conditions: one target; the J items say nearly the same thing (parallel items); the scale is one interval
    scale for all; and the null variance must be argued for. The uniform one flatters: raters who lean to one
    end, as they do, would agree by that alone. Not for comparing targets with a reliability in mind.

    Parameters
    ----------
    ratings : array of shape (n_raters, J)
        One target's ratings, in points; NaN = not observed, left out of that item's variance.
    null_variance : float
        Of a rating without information, above 0: uniform_variance or less.

    Returns
    -------
    Estimate
        J (1 - v) / (J (1 - v) + v), v = mean over items of the sample variance / null variance; 1 - v for a
        single item. 0 when v is 1 or more, as its authors set it. n = raters. No interval: with a handful
        of raters none is sound. NaN when an item has fewer than two raters.

    Raises
    ------
    BadRatings
        When the table or the null variance is not as above.

    References
    ----------
    [james1984]
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2 or np.isinf(table).any():
        raise BadRatings(f"ratings: expected finite raters by items, got an array of shape {table.shape}")
    if not 0 < null_variance < math.inf:
        raise BadRatings(f"null_variance: expected above 0, got {null_variance}")
    rated = ~np.isnan(table)
    n, n_ratings = int(rated.any(axis=1).sum()), int(rated.sum())
    if n_ratings == 0:
        return undefined(Undefined.NO_RATINGS, 0, 0)
    if (rated.sum(axis=0) < 2).any():
        return undefined(Undefined.ONE_RATER, n, n_ratings)
    v = float(np.mean(np.nanvar(table, axis=0, ddof=1))) / null_variance
    j = table.shape[1]
    value = j * (1 - v) / (j * (1 - v) + v) if v < 1 else 0.0
    return Estimate(value, math.nan, math.nan, n, n_ratings)
