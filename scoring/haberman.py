"""Haberman's criterion: whether a part's own score tells more of the part than the whole score does.

Both scores are taken as normal around true scores, and these as normal; how they vary is not known, and every
way in which they may is weighed by how well it explains the scores, so that small pools are not overread.

Shapes: n people, G points of a grid.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EQUAL = 1e-9
"""Difference below which two scores or correlations are the same."""
STEPS = 24
"""Values along each of three axes, 0 to 1: reliability of the part, of the whole, and their true correlation.
All are equally likely beforehand: both judge the same people's work, so that a negative link is left out."""
LEFT_OUT = 0.0005
"""Probability at either end of an axis beyond which the grid is not refined."""
ROUNDS = 3
"""Grids, each finer where the one before found something."""


class PartAndWhole(NamedTuple):
    """A part's score and the whole score of n people, with what chance leaves in them on average."""

    own: Array
    """(n,)"""
    whole: Array
    """(n,)"""
    own_error: float
    """Mean error variance of the part's score."""
    shared_error: float
    """Mean covariance of the errors: the same answers count in both."""
    whole_error: float
    """Mean error variance of the whole score."""


class AddedValue(NamedTuple):
    """What each of two scores tells of the true score on the part; NaN = it cannot be said."""

    own: float
    """Expected share of the variance of true scores that the part's own score tells: its reliability."""
    whole: float
    """The same for the whole score."""
    p_own: float
    """Probability that the first is the larger share."""


UNKNOWN = AddedValue(math.nan, math.nan, math.nan)


def added_value(two: PartAndWhole) -> AddedValue:
    """Hold a part's own score against the whole score.

    Parameters
    ----------
    two : PartAndWhole
        Of 3 people or more.

    Returns
    -------
    AddedValue
        NaN where one of the two scores has neither variance nor error, or one of them no error at all. Of a
        part that is the whole, the own score never tells more.

    References
    ----------
    [haberman2008] PRMSE of the part's own score (its reliability) and of the whole score: the squared
    correlation of the true scores times the reliability of the whole score
    """
    errors = np.array([[two.own_error, two.shared_error], [two.shared_error, two.whole_error]])
    seen = np.cov(two.own, two.whole)
    if len(two.own) < 3 or not (np.diag(errors) > 0).all() or not (np.diag(seen) > 0).all():
        return UNKNOWN
    if _is_same(seen) and _is_same(errors):
        return _of_the_whole(two, seen)
    low, high = np.zeros(3), np.ones(3)
    axes, weights = [low, low, low], low
    for _ in range(ROUNDS):
        axes = [low[at] + (np.arange(STEPS) + 0.5) / STEPS * (high[at] - low[at]) for at in range(3)]
        weights = _weights(axes, errors, seen, len(two.own))
        low, high = _bounds(axes, weights, low, high)
    return _read(axes, weights)


def _is_same(covariance: Array) -> bool:
    """Tell whether two variables differ by a factor only."""
    product = covariance[0, 0] * covariance[1, 1]
    return bool(covariance[0, 1] ** 2 >= (1 - EQUAL) * product)


def _of_the_whole(two: PartAndWhole, seen: Array) -> AddedValue:
    share = float(np.clip(1 - two.own_error / seen[0, 0], 0.0, 1.0))
    return AddedValue(share, share, 0.0)


def _weights(axes: list[Array], errors: Array, seen: Array, n: int) -> Array:
    """Return the probability of each point of a grid, (STEPS, STEPS, STEPS)."""
    own, whole, link = np.meshgrid(*axes, indexing="ij")
    true_own = errors[0, 0] * own / (1 - own)
    true_whole = errors[1, 1] * whole / (1 - whole)
    a, c = true_own + errors[0, 0], true_whole + errors[1, 1]
    b = link * np.sqrt(true_own * true_whole) + errors[0, 1]
    determinant = np.maximum(a * c - b * b, np.finfo(float).tiny)
    trace = (c * seen[0, 0] + a * seen[1, 1] - 2 * b * seen[0, 1]) / determinant
    fit = -(n - 1) / 2 * (np.log(determinant) + trace)
    weights = np.exp(fit - fit.max())
    return weights / weights.sum()


def _bounds(axes: list[Array], weights: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return where along each axis the probability lies, a step more at either end."""
    new_low, new_high = low.copy(), high.copy()
    for at, axis in enumerate(axes):
        reached = np.cumsum(weights.sum(axis=tuple(other for other in range(3) if other != at)))
        first, last = np.searchsorted(reached, [LEFT_OUT, 1 - LEFT_OUT]).clip(0, STEPS - 1)
        step = axis[1] - axis[0]
        new_low[at] = max(axis[first] - 1.5 * step, low[at])
        new_high[at] = min(axis[last] + 1.5 * step, high[at])
    return new_low, new_high


def _read(axes: list[Array], weights: Array) -> AddedValue:
    own, whole, link = np.meshgrid(*axes, indexing="ij")
    of_whole = np.square(link) * whole
    return AddedValue(
        float((weights * own).sum()),
        float((weights * of_whole).sum()),
        float(weights[own > of_whole].sum()),
    )
