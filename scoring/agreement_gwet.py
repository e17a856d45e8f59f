"""Gwet's AC1 and AC2: agreement beyond chance that stays high when everybody agrees on one category.

Shapes: n units with at least one rating, m raters, q categories; NaN = not rated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from scoring.agreement_estimate import Estimate, undefined
from scoring.agreement_table import category_indices, checked, one_hot, squared_distances, too_little

Array = NDArray[np.float64]


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
        As gwet_ac2, with full credit for equal ratings only.

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
    return _gwet(ratings, categories, 1 - distances / max(distances.max(initial=0), 1e-300))


def _gwet(ratings: ArrayLike, categories: Sequence[float], credit: Array) -> Estimate:
    """Return the coefficient for a matrix of credits, 1 on the diagonal."""
    table = checked(ratings)
    counts = one_hot(category_indices(table, categories), len(categories)).sum(axis=1)
    k = counts.sum(axis=1)
    reason = too_little(table)
    if reason:
        return undefined(reason, int((k > 1).sum()), int(k.sum()))
    value, half = _coefficient(counts, k, credit)
    return Estimate(value, value - half, min(1.0, value + half), int((k > 1).sum()), int(k.sum()))


def _coefficient(counts: Array, k: Array, credit: Array) -> tuple[float, float]:
    """Return the coefficient and half of its 95 % interval."""
    n, q = counts.shape
    several = k > 1
    pairs = np.where(several, k * (k - 1), 1)
    agreed = (counts * (counts @ credit - 1)).sum(axis=1) / pairs
    seen = float(agreed[several].mean())
    used = (counts / k[:, None]).mean(axis=0)
    per_category = float(credit.sum()) / (q * (q - 1))
    by_chance = per_category * float((used * (1 - used)).sum())
    value = (seen - by_chance) / (1 - by_chance)
    # Gwet's linearisation: what each unit adds to the coefficient, through p_a and through p_e.
    through_seen = n / several.sum() * (agreed - by_chance) * several / (1 - by_chance)
    unit_chance = per_category * (counts @ (1 - used)) / k
    parts = through_seen - 2 * (1 - value) * (unit_chance - by_chance) / (1 - by_chance)
    error = float(np.sqrt(np.square(parts - value).sum() / (n * (n - 1))))
    return value, float(stdtrit(n - 1, 0.975)) * error
