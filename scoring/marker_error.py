"""How much of the error of a marked answer comes from who happened to mark it.

Shapes: n candidates, J items in the form's order.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scoring.error_prior import MARKER_SD, PEOPLE_ON_RATERS
from scoring.pool import Marked

Array = NDArray[np.float64]

MEAN_OF_TWO = 1 / 2
MEDIAN_OF_THREE = 1 - math.sqrt(3) / math.pi
"""About .449: variance of the median of three normal draws of variance 1; their mean would have 1/3."""
REMAINS = np.array([0.0, 0.0, MEAN_OF_TWO, MEDIAN_OF_THREE])
"""Number of markers -> share of one marker's variance that remains in what they agree on."""


def marker_variances(marked: Marked | None, n_items: int) -> Array:
    """Estimate the variance of one marker's points around what markers give to the same answer.

    Parameters
    ----------
    marked : Marked or None
        None = nobody marks anything.
    n_items : int
        J.

    Returns
    -------
    array of shape (J,)
        Sum of squares within answers / sum of (markers - 1) over all answers with at least two, drawn towards
        the declared prior by PEOPLE_ON_RATERS; 0 for an item nobody marked.
    """
    if marked is None:
        return np.zeros(n_items)
    free = np.maximum(marked.counts - 1, 0).sum(axis=0)
    within = np.array([math.fsum(column.tolist()) for column in marked.scatter.T])
    drawn = (PEOPLE_ON_RATERS * MARKER_SD**2 + within) / (PEOPLE_ON_RATERS + free)
    return np.where(marked.counts.any(axis=0), drawn, 0.0)


def marker_parts(variances: Array, counts: NDArray[np.int64]) -> Array:
    """Return what markers leave in the error variance of each answer, (n, J); 0 where nobody marks."""
    return variances * REMAINS[counts]
