"""The largest numbers that arithmetic here bears, and the precision at which two scores are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST = 1_000_000.0
"""Composites and errors, and whatever number a form states.

Scores run from about -1 to 1, on other people's scales to some hundreds. Squares of a million, summed over a
million people and divided by the smallest difference that files hold (1e-9), are still 1e27, where floats end
at 1e308.
"""
SMALLEST = 1e-9
"""A weight or loading above 0 is at least this: one is divided by another."""
MOST_PLACES = 1_000_000
"""More than there are candidates in any pool."""

DECIMALS = 9


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to 9 decimals; NaN stays NaN and minus zero becomes zero."""
    return values.round(DECIMALS) + 0.0
