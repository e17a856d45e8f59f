"""How often raters give the same mark, or marks one point apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.agreement_estimate import Estimate, Undefined, undefined
from scoring.agreement_table import checked, pairable, too_little
from scoring.wilson import wilson

Array = NDArray[np.float64]


def exact_agreement(ratings: ArrayLike) -> Estimate:
    """Estimate how often two raters of the same unit give the same rating.

    Parameters
    ----------
    ratings : array of shape (n, m)
        NaN = not rated.

    Returns
    -------
    Estimate
        0 to 1: the share of equal pairs in each unit with two or more ratings, averaged over units. Wilson's
        interval with n = units, which is too wide rather than too narrow when a unit has more than two
        ratings. Says nothing about how much of it chance would give.

    References
    ----------
    [wilson1927]; [fleiss1971] for the mean over units
    """
    return _agreement(ratings, within=0)


def adjacent_agreement(ratings: ArrayLike) -> Estimate:
    """Estimate how often two raters of the same unit are one point apart at most.

    Parameters
    ----------
    ratings : array of shape (n, m)
        In points; NaN = not rated.

    Returns
    -------
    Estimate
        As exact_agreement, counting pairs that differ by one point or less.

    References
    ----------
    [wilson1927]
    """
    return _agreement(ratings, within=1)


def _agreement(ratings: ArrayLike, *, within: float) -> Estimate:
    """Return the mean over units of the share of pairs no further apart than this."""
    table = checked(ratings)
    units = pairable(table)
    reason = too_little(table)
    # One unit is enough for a share, if not for anything corrected for chance.
    if reason not in (None, Undefined.ONE_UNIT):
        return undefined(reason, len(units), int((~np.isnan(units)).sum()))
    value = float(np.mean(_shares_of_pairs(units, within)))
    low, high = wilson(value, len(units))
    return Estimate(value, low, high, len(units), int((~np.isnan(units)).sum()))


def _shares_of_pairs(units: Array, within: float) -> Array:
    """Return each unit's share of pairs no further apart than this, (n,)."""
    close, pairs = np.zeros(len(units)), np.zeros(len(units))
    for g in range(units.shape[1] - 1):
        apart = np.abs(units[:, g + 1 :] - units[:, [g]])
        pairs += (~np.isnan(apart)).sum(axis=1)
        close += (apart <= within + 1e-9).sum(axis=1)
    return close / pairs
