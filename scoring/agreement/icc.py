"""Intraclass correlation: two-way random with absolute agreement, and one-way random.

Shapes: n units, k raters; NaN = not rated. A full table is analysed by analysis of variance; one with gaps by
restricted maximum likelihood (icc_reml).

The one-way model does not use who rated whom: there severity cannot be told apart from error, and counts as
error.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from scoring.agreement.ratings_table import Estimate, Undefined, checked, pairable, too_little, undefined

Array = NDArray[np.float64]


class IntraclassCorrelation(NamedTuple):
    """Correlations of one rater, and of the mean of several, with any others like them."""

    single: Estimate
    """ICC(2,1), McGraw and Wong's ICC(A,1)."""
    average: Estimate
    """ICC(2,k), ICC(A,k)."""
    k: float
    """Raters per unit that the average is of; with gaps, the harmonic mean over units rated twice or more."""


class _MeanSquares(NamedTuple):
    """Analysis of variance of a full table."""

    n: int
    k: int
    units: float
    raters: float
    error: float


def intraclass_correlation(ratings: ArrayLike) -> IntraclassCorrelation:
    """Estimate the share of rating variance that is owed to units.

    Parameters
    ----------
    ratings : array of shape (n, k)
        In points, on an interval scale; NaN = not rated. Units and raters are taken as drawn from many.

    Returns
    -------
    IntraclassCorrelation
        At most 1. Full table: can be below 0 (read as none), interval by F. With gaps: from 0, variance
        components by restricted maximum likelihood, interval by profile likelihood; units rated once count
        too; ratings must be missing for reasons that have nothing to do with their value. NaN when all
        ratings are equal.

    References
    ----------
    [shrout1979] case 2; [mcgraw1996] for the intervals; [patterson1971] for tables with gaps
    """
    table = checked(ratings)
    per_unit = (~np.isnan(table)).sum(axis=1)
    n, n_ratings = int((per_unit > 1).sum()), int(per_unit.sum())
    reason = too_little(table)
    if reason is None and np.nanmax(table) == np.nanmin(table):
        reason = Undefined.CONSTANT
    if reason:
        none = undefined(reason, n, n_ratings)
        return IntraclassCorrelation(none, none, math.nan)
    # Centred: the same differences between marks give the same value wherever the scale starts.
    table = table - np.nanmean(table)
    single = _icc2_by_reml(table) if np.isnan(table).any() else _icc2_by_anova(_mean_squares(table))
    if math.isnan(single[0]):
        none = undefined(Undefined.NO_SPREAD, n, n_ratings)
        return IntraclassCorrelation(none, none, math.nan)
    # Harmonic: the error of a mean falls with 1 / k, so it is 1 / k that is averaged.
    k = 1 / float(np.mean(1 / per_unit[per_unit > 1]))
    value, low, high = (spearman_brown(bound, k) for bound in single)
    average = Estimate(value, low, high, n, n_ratings)
    if math.isinf(value):
        average = undefined(Undefined.NO_SPREAD, n, n_ratings)
    return IntraclassCorrelation(Estimate(single[0], single[1], single[2], n, n_ratings), average, k)


def _mean_squares(table: Array) -> _MeanSquares:
    """Return the mean squares of a full, centred table."""
    n, k = table.shape
    of_units, of_raters = table.mean(axis=1), table.mean(axis=0)
    residual = table - of_units[:, None] - of_raters
    return _MeanSquares(
        n,
        k,
        k * float(np.square(of_units).sum()) / (n - 1),
        n * float(np.square(of_raters).sum()) / (k - 1),
        float(np.square(residual).sum()) / ((n - 1) * (k - 1)),
    )


def _icc2_by_reml(table: Array) -> tuple[float, float, float]:
    """Return ICC(2,1) of a table with gaps and its interval."""
    # Imported here: only tables with gaps need an optimiser, which takes 24 MB.
    from scoring.agreement.icc_reml import reml_icc

    return reml_icc(table)


def _icc2_by_anova(ms: _MeanSquares) -> tuple[float, float, float]:
    """Return ICC(2,1) of a full table and its interval, which is NaN when neither units nor error vary."""
    n, k = ms.n, ms.k
    rest = k * ms.raters + (k * n - k - n) * ms.error
    total = ms.units + (k - 1) * ms.error + k * (ms.raters - ms.error) / n
    if total <= 0:  # two units by two raters, crossed: the only way
        return math.nan, math.nan, math.nan
    value = (ms.units - ms.error) / total
    if ms.units < 1e-12 * ms.raters:
        return value, math.nan, math.nan
    if rest < 1e-12 * ms.units:
        return value, value, value
    # McGraw and Wong's interval for absolute agreement: F with approximate degrees of freedom.
    df = _degrees_of_freedom(ms, value)
    if math.isnan(df):
        return value, math.nan, math.nan
    up, down = float(fdtri(n - 1, df, 0.975)), float(fdtri(df, n - 1, 0.975))
    low = n * (ms.units - up * ms.error) / (up * rest + n * ms.units)
    high = n * (down * ms.units - ms.error) / (rest + n * down * ms.units)
    return value, low, high


def _degrees_of_freedom(ms: _MeanSquares, value: float) -> float:
    """Return Satterthwaite's degrees of freedom of an absolute agreement's error; NaN without any error."""
    n, k = ms.n, ms.k
    a = k * value / (n * (1 - value))
    raters, error = a * ms.raters, (1 + a * (n - 1)) * ms.error
    squares = raters**2 / (k - 1) + error**2 / ((n - 1) * (k - 1))
    return (raters + error) ** 2 / squares if squares else math.nan


def spearman_brown(single: float, k: float) -> float:
    """Return the correlation of the mean of k raters, from that of a single one: k r / (1 + (k - 1) r).

    Minus infinity where raters disagree so much that their means would have no variance left: a handful of
    units can do that to an interval's lower end, or even to the value.
    """
    spread = 1 + (k - 1) * single
    return -math.inf if spread <= 0 else k * single / spread


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
    single = _icc1_by_anova(units)
    k = 1 / float(np.mean(1 / (~np.isnan(units)).sum(axis=1)))
    value, low, high = (spearman_brown(bound, k) for bound in single)
    average = Estimate(value, low, high, n, n_ratings)
    if math.isinf(value):
        average = undefined(Undefined.NO_SPREAD, n, n_ratings)
    return IntraclassCorrelation(Estimate(*single, n, n_ratings), average, k)


def _icc1_by_anova(units: Array) -> tuple[float, float, float]:
    """Return ICC(1) and its interval."""
    sizes = (~np.isnan(units)).sum(axis=1)
    n, total = len(units), int(sizes.sum())
    means = np.nanmean(units, axis=1)
    grand = float(np.nansum(units)) / total
    within = float(np.nansum(np.square(units - means[:, None]))) / (total - n)
    between = float((sizes * np.square(means - grand)).sum()) / (n - 1)
    # What stands for the number of ratings per unit where it is not the same for all.
    size = (total - float(np.square(sizes).sum()) / total) / (n - 1)
    if within < 1e-12 * between:
        return 1.0, 1.0, 1.0
    ratio = between / within
    low = ratio / float(fdtri(n - 1, total - n, 0.975))
    high = ratio * float(fdtri(total - n, n - 1, 0.975))
    value, low, high = ((bound - 1) / (bound + size - 1) for bound in (ratio, low, high))
    return value, low, high
