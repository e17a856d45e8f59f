"""Rows of results of a simulation, each with the error of the simulation itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Z_95 = 1.959963984540054

Progress = Callable[[str], None]
"""Takes a line that says what is being simulated."""


class Row(NamedTuple):
    """One measure in one case."""

    section: str
    case: str
    measure: str
    value: float
    low: float
    """95 % interval of the measure, from the simulation's own error."""
    high: float
    n: int
    """What the measure counts: intervals, people, pairs ..."""
    bound: str
    """What must hold; empty = told for information."""
    holds: bool | None
    """None where there is no bound."""


def clustered_mean(values: Sequence[float], groups: Sequence[int]) -> tuple[float, float, float]:
    """Return a mean with its 95 % interval, where values of one simulated data set hang together.

    Parameters
    ----------
    values, groups : sequences of length N
        Values, and the data set of each; from two data sets or more.
    """
    value = np.asarray(values, dtype=np.float64)
    _, at = np.unique(np.asarray(groups), return_inverse=True)
    mean = float(value.mean())
    sums = np.bincount(at, value - mean)
    half = Z_95 * float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1))) / len(value)
    return mean, mean - half, mean + half


def bounded(low: float, high: float, lowest: float, highest: float) -> tuple[str, bool]:
    """Return a bound in words, and whether it holds, allowing for the simulation's own error."""
    return f"{lowest:g} to {highest:g}, within its own error", high >= lowest and low <= highest


def line(row: Row) -> str:
    """Return a row as a line of text."""
    verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[row.holds]
    estimate = f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f})"
    return f"{row.case:48} {row.measure:70} {estimate} n = {row.n} {verdict}"


def tell(rows: Sequence[Row]) -> None:
    """Print rows, one a line."""
    for row in rows:
        print(line(row))
