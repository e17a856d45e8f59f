"""Within-group agreement of the raters of one target: r_wg and r_wg(j)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from errors import BadRatings
from scoring.agreement_estimate import Estimate, Undefined, undefined


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
