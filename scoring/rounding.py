"""Nine decimals: the precision at which two scores are equal or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DECIMALS = 9


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to 9 decimals; NaN stays NaN and minus zero becomes zero."""
    return np.round(values, DECIMALS) + 0.0
