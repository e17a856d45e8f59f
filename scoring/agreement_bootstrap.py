"""Percentile intervals from resampled units, all resamples of a block at once."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

RESAMPLES = 1000
CELLS_AT_ONCE = 2_000_000
"""Bounds the memory whatever the number of units."""


def percentile_interval(
    statistic: Callable[[Array], Array], n: int, *, cells_each: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Estimate a 95 % interval by drawing units with replacement.

    Parameters
    ----------
    statistic : function
        From weights of shape (b, n), how often each unit was drawn, to values of shape (b,); NaN where a
        resample leaves the statistic undefined: it is left out.
    n : int
        Units.
    cells_each : int
        Numbers that the statistic holds in memory per resample.
    rng : numpy.random.Generator

    Returns
    -------
    (float, float)
        The 2.5th and 97.5th percentiles of 1000 resamples; NaN when none is defined.
    """
    at_once = min(RESAMPLES, max(1, CELLS_AT_ONCE // max(n, cells_each)))
    values: list[Array] = []
    for start in range(0, RESAMPLES, at_once):
        values.append(statistic(_weights(min(at_once, RESAMPLES - start), n, rng)))
    known = np.concatenate(values)
    known = known[~np.isnan(known)]
    if not known.size:
        return math.nan, math.nan
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def _weights(b: int, n: int, rng: np.random.Generator) -> Array:
    """Return how often each of n units is drawn in b resamples, (b, n)."""
    drawn = rng.integers(n, size=(b, n)) + n * np.arange(b)[:, None]
    return np.bincount(drawn.ravel(), minlength=b * n).reshape(b, n).astype(np.float64)
