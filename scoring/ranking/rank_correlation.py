"""Rank correlation: ranks, and Kendall's tau-b between two orders of the same people.

Written here rather than taken from scipy.stats, for which a server would hold 46 MB; a test compares them.
"""

from __future__ import annotations

from bisect import bisect_right, insort

import numpy as np
from numpy.typing import NDArray


def lowest_ranks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Rank values from the lowest, 1; equal values share the lowest of their ranks.

    Parameters
    ----------
    values : (n,) array
        Without nan.
    """
    return 1 + np.searchsorted(np.sort(values), values, side="left")


def kendall_tau_b(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return Kendall's tau-b, -1 to 1: how far two orders agree, ties taken out; nan where one is all ties.

    Parameters
    ----------
    x, y : (n,) arrays
        Without nan; of the same n people.
    """
    n_pairs = len(x) * (len(x) - 1) // 2
    only_x, only_y = n_pairs - _n_tied(x), n_pairs - _n_tied(y)
    if not only_x or not only_y:
        return float("nan")
    tied_in_both = _n_tied(np.column_stack([x, y]))
    disagreeing = _n_falling(y[np.lexsort((y, x))].tolist())
    agreeing = only_x + only_y - n_pairs + tied_in_both - disagreeing
    return (agreeing - disagreeing) / float(np.sqrt(only_x) * np.sqrt(only_y))


def _n_tied(values: NDArray[np.float64]) -> int:
    """Count pairs of equal values, or of equal rows."""
    counts = np.unique(values, axis=0, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def _n_falling(values: list[float]) -> int:
    """Count pairs of which the earlier is the greater."""
    earlier: list[float] = []
    falling = 0
    for value in values:
        falling += len(earlier) - bisect_right(earlier, value)
        insort(earlier, value)
    return falling
