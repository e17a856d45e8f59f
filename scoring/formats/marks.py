"""Marks of a written reply: the check of them, when a third marker is needed, and the agreed mark.

A mark is a whole number from 0 to 4 on one dimension of the rubric; marks stand in the order submitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean, median

from errors import AnswerError
from scoring.formats.points import require_members

Marks = Mapping[str, int]
"""Dimension -> mark, by one marker."""

LOWEST, HIGHEST = 0, 4
MARKERS, MOST_MARKERS = 2, 3
FAR_ON_ONE = 2
"""Marks apart on one dimension from which a third marker is asked."""
FAR_IN_TOTAL = 4
"""The same for the sums of all dimensions."""


def check_marks(marks: object, dimensions: Sequence[str]) -> None:
    """Raise AnswerError unless every dimension has a whole number from 0 to 4."""
    for dimension, mark in require_members("marks", marks, dimensions).items():
        # type() and not isinstance(): true is an int to Python, but not a mark.
        if type(mark) is not int or not LOWEST <= mark <= HIGHEST:
            raise AnswerError(f"marks.{dimension}", f"a whole number from {LOWEST} to {HIGHEST}", mark)


def needs_third(marks: Sequence[Marks]) -> bool:
    """Tell whether two markers are so far apart that a third must decide.

    Parameters
    ----------
    marks : sequence of marks
        Of one reply; only two of them can ask for a third.
    """
    if len(marks) != MARKERS:
        return False
    first, second = marks
    on_one = max(abs(first[dimension] - second[dimension]) for dimension in first)
    in_total = abs(sum(first.values()) - sum(second.values()))
    return on_one >= FAR_ON_ONE or in_total >= FAR_IN_TOTAL


def agreed_marks(marks: Sequence[Marks]) -> dict[str, float] | None:
    """Return what the markers of one reply agree on, dimension by dimension.

    Parameters
    ----------
    marks : sequence of marks
        In the order submitted; those after the third do not count.

    Returns
    -------
    dict or None
        Two: the mean; three: the median. None = pending: fewer than two, or two so far apart that a third
        must decide.
    """
    counted = marks[:MOST_MARKERS]
    if len(counted) < MARKERS or needs_third(counted):
        return None
    middle = fmean if len(counted) == MARKERS else median
    return {
        dimension: float(middle([by_marker[dimension] for by_marker in counted])) for dimension in counted[0]
    }
