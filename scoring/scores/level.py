"""The level of a candidate, and how the error of an answer falls with it towards the top.

Nobody can be above the key's own answers, so that the room for chance shrinks with the distance from them:
the variance of an answer is taken to go with (1 - level)^b. Beforehand b is about 1; a pool's own answers
move it.

Shapes: n candidates, J items in the form's order.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.formats.scheme import Scheme
from scoring.scores.scale import form_coefficients

Array = NDArray[np.float64]

CENTRE = 0.58
"""Level of the average simulated candidate, at which the declared prior of the errors holds."""
HIGHEST = 0.97
"""Level beyond which the error falls no further: nobody's answers are without any chance."""
EXPONENT, EXPONENT_SD = 1.0, 0.5
"""What b is beforehand, and how sure that is."""
GRID = np.linspace(-0.5, 2.5, 61)
KNOWN_RELIABILITY, KNOWN_AS = 0.6, 10
"""Reliability of a level, worth as much as so many people, until the pool says it."""


def level_weights(scheme: Scheme) -> Array:
    """Return how much each item counts in a level, (J,).

    Its weight in the composite before the interview; all alike in a form without composite. The interview is
    left out: a level must not change because somebody was seen or is to be seen.
    """
    written = np.array([item.method != "interview" for item in scheme.items])
    before = replace(scheme, items=tuple(item for item in scheme.items if item.method != "interview"))
    weights = np.zeros(len(scheme.items))
    weights[written] = form_coefficients(before)
    return weights if np.nansum(weights) > 0 else written.astype(np.float64)


def levels(points: Array, weights: Array) -> Array:
    """Return how well each candidate did on what they answered, (n,); NaN without any answer.

    Parameters
    ----------
    points : array of shape (n, J)
        NaN = no points.
    weights : array of shape (J,)
        As level_weights returns them.
    """
    known = ~np.isnan(points)
    total = known @ weights
    earned = np.where(known, points, 0.0) @ weights
    return np.divide(earned, total, out=np.full(len(points), np.nan), where=total > 0)


def expected_levels(level: Array, error: Array) -> Array:
    """Draw levels towards the mean of the pool by as much as their error demands, (n,).

    Parameters
    ----------
    level : array of shape (n,)
        NaN = unknown: gets the mean, or CENTRE in an empty pool.
    error : array of shape (n,)
        Error variance of each level.
    """
    known = ~np.isnan(level)
    n = int(known.sum())
    if not n:
        return np.full(len(level), CENTRE)
    mean = math.fsum(level[known].tolist()) / n
    observed = math.fsum(np.square(level[known] - mean).tolist()) / (n - 1) if n > 1 else 0.0
    typical = math.fsum(error[known].tolist()) / n
    in_pool = min(max(1 - typical / observed, 0.0), 1.0) if observed > 0 else 0.0
    reliability = (KNOWN_AS * KNOWN_RELIABILITY + (n - 1) * in_pool) / (KNOWN_AS + n - 1)
    # With few people their mean is not known either.
    centre = (KNOWN_AS * CENTRE + n * mean) / (KNOWN_AS + n)
    return np.where(known, centre + reliability * (level - centre), centre)


def factors(expected: Array, exponent: float) -> Array:
    """Return by how much the variance of an answer is multiplied for each candidate, (n,); 1 at CENTRE."""
    return ((1 - np.minimum(expected, HIGHEST)) / (1 - CENTRE)) ** exponent


def fitted_exponent(expected: Array, ratio: Array, equal: Array) -> float:
    """Return the exponent that the answers of a pool and the prior agree on.

    Parameters
    ----------
    expected : array of shape (n,)
        As expected_levels returns them.
    ratio : array of shape (n,)
        Sum over each candidate's answers of squared residual / error variance at CENTRE.
    equal : array of shape (n,)
        What that sum would be if the error were the same for all.

    Returns
    -------
    float
        -0.5 to 2.5, the mode: squares are taken as gamma distributed around their expectation. What the
        errors have in common does not enter: only how they change with the level.
    """
    base = np.log((1 - np.minimum(expected, HIGHEST)) / (1 - CENTRE))
    total = equal.sum()
    if not total > 0:
        return EXPONENT
    by_exponent = equal[None, :] * np.exp(GRID[:, None] * base[None, :])
    # At each exponent the size that fits best: only the shape is compared.
    size = ratio.sum() / by_exponent.sum(axis=1)
    means = size[:, None] * np.exp(GRID[:, None] * base[None, :])
    if not (size > 0).all():
        return EXPONENT
    fit = (equal * np.log(means) + ratio / means).sum(axis=1) / 2
    doubt = np.square((GRID - EXPONENT) / EXPONENT_SD) / 2
    return float(GRID[np.argmin(fit + doubt)])
