"""Krippendorff's alpha: one coefficient for any number of raters and any gaps.

Shapes: n units, m raters, V different values, b resamples; NaN = not rated.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement_bootstrap import percentile_interval
from scoring.agreement_estimate import Estimate, Undefined, undefined
from scoring.agreement_table import checked, pairable, too_little

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
        seen, overall = (
            self._nominal(weights, totals) if self._level == "nominal" else self._scored(weights, totals)
        )
        expected = np.where((totals > 0).sum(axis=1) > 1, overall, np.nan)
        return 1 - (totals.sum(axis=1) - 1) * seen / expected

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
