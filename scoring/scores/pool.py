"""The points of a pool of candidates as arrays, with who rated what and what people still have to mark.

Shapes: n candidates, J items in the form's order and then the interview's questions, M methods that the form
uses, K seats of the largest panel, Q questions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.formats.points import UNDEFINED, FormatPoints, mean
from scoring.formats.scheme import Scheme

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

EMPTY = -1
"""Stands for an interviewer in a seat that nobody has."""


class Panels(NamedTuple):
    """The ratings of a pool by seat; in which seat of a panel somebody sits means nothing."""

    who: Indices
    """(n, K): interviewer in each seat; EMPTY = nobody."""
    ratings: Array
    """(n, K, Q): on the scale of points, 0 to 1; NaN = not observed, pending or nobody."""
    columns: Indices
    """(Q,): where each question stands among the J items."""

    def rows(self, chosen: Mask | slice) -> Panels:
        """Return the panels of some of the candidates."""
        return Panels(self.who[chosen], self.ratings[chosen], self.columns)

    def weights(self) -> Array:
        """Return the share of each rating in the mean of its question, (n, K, Q); 0 where there is none."""
        rated = ~np.isnan(self.ratings)
        counts = rated.sum(axis=1, keepdims=True)
        return np.divide(rated, counts, out=np.zeros(rated.shape), where=counts > 0)


class MarkerStatistics(NamedTuple):
    """The number of markers of each answer, and how far apart they were."""

    counts: NDArray[np.int64]
    """(n, J): markers; 0 = nobody marks this item, or its marks are still to come."""
    scatter: Array
    """(n, J): sum of squares of what each marker alone would have given, around their mean."""

    def widened(self, n_more: int) -> MarkerStatistics:
        """Return the same with items behind them that nobody marks."""
        behind = ((0, 0), (0, n_more))
        return MarkerStatistics(np.pad(self.counts, behind), np.pad(self.scatter, behind))


class Pool(NamedTuple):
    """Everything that scores of a pool rest on."""

    points: Array
    """(n, J), rows in a stated order (by candidate); NaN = not reached, undefined or pending."""
    pending: Mask | None = None
    """(n, M): methods of which something still awaits marks; None = none for anybody."""
    marked: MarkerStatistics | None = None
    """None = the form has no item that people mark."""
    panels: Panels | None = None
    """None = there is no interview."""
    skipped: Mask | None = None
    """(n, J): items that were shown and left without an answer, which earn 0; None = none by anybody."""

    def columns(self, chosen: Mask) -> Pool:
        """Return the pool on some of the items, without its interviews; nothing of it is pending."""
        return Pool(
            self.points[:, chosen],
            None,
            self.marked and MarkerStatistics(self.marked.counts[:, chosen], self.marked.scatter[:, chosen]),
            None,
            None if self.skipped is None else self.skipped[:, chosen],
        )

    def rows(self, chosen: Mask | slice) -> Pool:
        """Return the pool of some of the candidates."""
        return Pool(
            self.points[chosen],
            None if self.pending is None else self.pending[chosen],
            self.marked and MarkerStatistics(self.marked.counts[chosen], self.marked.scatter[chosen]),
            self.panels and self.panels.rows(chosen),
            None if self.skipped is None else self.skipped[chosen],
        )


def pool_of(people: Sequence[FormatPoints], scheme: Scheme) -> Pool:
    """Return the pool of candidates whose answers were scored one by one.

    Parameters
    ----------
    people : sequence of FormatPoints
        One per candidate, in a stated order (by candidate).
    scheme : Scheme
    """
    ids = [item.id for item in scheme.items]
    # Column by column in memory, as sums over the form read it.
    points = np.empty((len(people), len(ids)), order="F")
    for row, person in enumerate(people):
        points[row] = [person.points.get(item, UNDEFINED) for item in ids]
    return Pool(
        points, _pending(people, scheme), _marker_statistics(people, ids), skipped=_skipped(people, ids)
    )


def _pending(people: Sequence[FormatPoints], scheme: Scheme) -> Mask | None:
    """Return the methods that are pending as a whole because an item of theirs is."""
    if not any(person.pending for person in people):
        return None
    place = {item.id: scheme.methods_used.index(item.method) for item in scheme.items}
    pending = np.zeros((len(people), len(scheme.methods_used)), dtype=bool)
    for row, person in enumerate(people):
        pending[row, [place[item] for item in person.pending]] = True
    return pending


def _marker_statistics(people: Sequence[FormatPoints], ids: Sequence[str]) -> MarkerStatistics | None:
    """Return number and scatter of markers; None where nobody's answers were marked."""
    if not any(person.by_marker for person in people):
        return None
    column = {item: at for at, item in enumerate(ids)}
    counts = np.zeros((len(people), len(ids)), dtype=np.int64)
    scatter = np.zeros((len(people), len(ids)))
    for row, person in enumerate(people):
        for item, by_marker in person.by_marker.items():
            centre = mean(by_marker)
            counts[row, column[item]] = len(by_marker)
            scatter[row, column[item]] = math.fsum([(points - centre) ** 2 for points in by_marker])
    return MarkerStatistics(counts, scatter)


def _skipped(people: Sequence[FormatPoints], ids: Sequence[str]) -> Mask | None:
    """Return which items were shown and left without an answer; None where none was."""
    if not any(person.skipped for person in people):
        return None
    column = {item: at for at, item in enumerate(ids)}
    skipped = np.zeros((len(people), len(ids)), dtype=bool)
    for row, person in enumerate(people):
        skipped[row, [column[item] for item in person.skipped]] = True
    return skipped
