"""Nine decimals: the precision at which two scores are equal or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

# Only for the types: the candidate's page needs the number of decimals and must not wait for NumPy.
if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DECIMALS = 9


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to 9 decimals; NaN stays NaN and minus zero becomes zero."""
    return values.round(DECIMALS) + 0.0
