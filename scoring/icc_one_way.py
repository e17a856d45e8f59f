"""Intraclass correlation, one-way random: of units that each had raters of their own.

Who rated whom tells nothing here, so that severity cannot be told apart from error: it counts as error.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from scoring.agreement_estimate import Estimate, Undefined, undefined
from scoring.agreement_table import checked, pairable, too_little
from scoring.icc import IntraclassCorrelation, of_mean

Array = NDArray[np.float64]


def one_way_correlation(ratings: ArrayLike) -> IntraclassCorrelation:
    """Estimate the share of rating variance that is owed to units, whoever rated them.

    Parameters
    ----------
    ratings : array of shape (n, m)
        In points, on an interval scale; NaN = not rated. Units rated once are left out. The columns may stand
        in any order within a unit: it changes nothing.

    Returns
    -------
    IntraclassCorrelation
        ICC(1) and ICC(1,k); at most 1, below 0 when units differ less than raters do (read as none). Interval
        by F, approximate where units have different numbers of ratings. NaN when all ratings are equal.

    References
    ----------
    [shrout1979] case 1
    """
    table = checked(ratings)
    units = pairable(table)
    n, n_ratings = len(units), int((~np.isnan(units)).sum())
    reason = too_little(table)
    if reason is None and np.nanmax(units) == np.nanmin(units):
        reason = Undefined.CONSTANT
    if reason:
        none = undefined(reason, n, n_ratings)
        return IntraclassCorrelation(none, none, math.nan)
    single = _by_mean_squares(units)
    k = 1 / float(np.mean(1 / (~np.isnan(units)).sum(axis=1)))
    value, low, high = (of_mean(bound, k) for bound in single)
    average = Estimate(value, low, high, n, n_ratings)
    if math.isinf(value):
        average = undefined(Undefined.NO_SPREAD, n, n_ratings)
    return IntraclassCorrelation(Estimate(*single, n, n_ratings), average, k)


def _by_mean_squares(units: Array) -> tuple[float, float, float]:
    """Return ICC(1) and its interval."""
    sizes = (~np.isnan(units)).sum(axis=1)
    n, total = len(units), int(sizes.sum())
    means = np.nanmean(units, axis=1)
    grand = float(np.nansum(units)) / total
    within = float(np.nansum(np.square(units - means[:, None]))) / (total - n)
    between = float((sizes * np.square(means - grand)).sum()) / (n - 1)
    size = (total - float(np.square(sizes).sum()) / total) / (n - 1)
    if within < 1e-12 * between:
        return 1.0, 1.0, 1.0
    ratio = between / within
    low = ratio / float(fdtri(n - 1, total - n, 0.975))
    high = ratio * float(fdtri(total - n, n - 1, 0.975))
    value, low, high = ((one - 1) / (one + size - 1) for one in (ratio, low, high))
    return value, low, high
