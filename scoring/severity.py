"""How severe each marker is, next to those who marked the same replies."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scoring.agreement_estimate import Estimate, Undefined, undefined
from scoring.agreement_table import Rating, rating_table

Array = NDArray[np.float64]


def severity(rows: Iterable[Rating]) -> dict[str, Estimate]:
    """Estimate each rater's mean difference from the others on the same units.

    Parameters
    ----------
    rows : iterable of Rating
        At most one per unit and rater; NaN = not rated.

    Returns
    -------
    dict of rater to Estimate
        By rater's name. Mean over units of (own rating - mean of the other ratings), in points: below 0 =
        more severe than the others, above 0 = more lenient. Plain, not shrunken: with few units the interval
        (Student's t over units) says so, and it is NaN with a single one. n = units shared with another
        rater; n_ratings = own ratings and others' on them. NaN when there is none.

    Raises
    ------
    BadRatings
        When a rater has rated a unit twice.
    """
    given = list(rows)
    table = rating_table(given)
    raters = sorted({row.rater for row in given})
    return {rater: _severity(table, at) for at, rater in enumerate(raters)}


def _severity(table: Array, at: int) -> Estimate:
    """Return the mean difference of one column from the mean of the others."""
    own, others = table[:, at], np.delete(table, at, axis=1)
    n_others = (~np.isnan(others)).sum(axis=1)
    shared = ~np.isnan(own) & (n_others > 0)
    n = int(shared.sum())
    n_ratings = n + int(n_others[shared].sum())
    if n == 0:
        return undefined(Undefined.NO_PAIRS if (~np.isnan(own)).any() else Undefined.NO_RATINGS, 0, 0)
    apart = own[shared] - np.nanmean(others[shared], axis=1)
    value = float(apart.mean())
    if n == 1:
        return Estimate(value, math.nan, math.nan, n, n_ratings)
    half = float(stdtrit(n - 1, 0.975) * apart.std(ddof=1) / math.sqrt(n))
    return Estimate(value, value - half, value + half, n, n_ratings)
