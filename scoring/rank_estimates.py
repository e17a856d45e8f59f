"""What is said about the ranks of n candidates, and the case in which nothing tells them apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class RankEstimates(NamedTuple):
    """Ranks of n candidates, 1 = best, in the order given."""

    expected: NDArray[np.float64]
    """(n,): 1 + sum of the probabilities that each other is above."""
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """(n,): 90 % interval."""
    p_top_k: NDArray[np.float64]
    """(n,): probability of being among the best k; sums to k, or to n when there are more places."""


def undistinguished_ranks(n: int, places: int) -> RankEstimates:
    """Return the ranks of n candidates whom nothing tells apart: each may have any."""
    return RankEstimates(
        np.full(n, (n + 1) / 2),
        np.ones(n, dtype=np.int64),
        np.full(n, n, dtype=np.int64),
        np.full(n, min(1.0, places / n)),
    )
