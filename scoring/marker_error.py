"""How much of the error of a marked answer comes from who happened to mark it.

Shapes: n candidates, J items in the form's order.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scoring.pool import Marked

Array = NDArray[np.float64]

MEAN_OF_TWO = 1 / 2
MEDIAN_OF_THREE = 1 - math.sqrt(3) / math.pi
"""About .449: variance of the median of three normal draws of variance 1; their mean would have 1/3."""
REMAINS = np.array([0.0, 0.0, MEAN_OF_TWO, MEDIAN_OF_THREE])
"""Number of markers -> share of one marker's variance that remains in what they agree on."""


def marker_variances(marked: Marked) -> Array:
    """Estimate the variance of one marker's points around what markers give to the same answer, (J,).

    Sum of squares within answers / sum of (markers - 1), over all answers with at least two; 0 for an item
    nobody marked.
    """
    free = np.maximum(marked.counts - 1, 0).sum(axis=0)
    within = np.array([math.fsum(column.tolist()) for column in marked.scatter.T])
    return np.divide(within, free, out=np.zeros(len(within)), where=free > 0)


def marker_parts(variances: Array, counts: NDArray[np.int64]) -> Array:
    """Return what markers leave in the error variance of each answer, (n, J); 0 where nobody marks."""
    return variances * REMAINS[counts]
