"""What every points function receives and returns.

``Keys``: item id -> key, the key being option id -> effectiveness, 1 (harmful) to 5 (best); a panel's mean
may have decimals. ``FormatPoints.points``: item id -> points on the common scale: 1 = the key's own answer,
0 = what random answering earns on average, negative = worse than chance; NaN = undefined, which is not zero.
An item shown and skipped earns 0; one that was never shown is absent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")
AnyKey = TypeVar("AnyKey")
Key = Mapping[str, float]
Keys = Mapping[str, Key]

SKIPPED = 0.0
"""Points of an item shown and left without an answer: what chance earns. Leaving out what one finds hard must
not pay, and must not cost more than guessing would."""
UNDEFINED = math.nan
"""Points of an item whose key cannot tell answers apart."""


class FormatPoints(NamedTuple):
    """One person's points for the items of one format, or of several formats put together."""

    points: dict[str, float]
    """Item id -> points, at most 1; NaN = undefined; an item that was never shown is absent."""
    flags: frozenset[str] = frozenset()
    """Codes of scoring.flags.Flag that the answers gave rise to."""
    pending: frozenset[str] = frozenset()
    """Items whose points depend on marks that are still to come: NaN, but not missing."""
    by_marker: Mapping[str, tuple[float, ...]] = MappingProxyType({})
    """Item id -> the points that each marker alone would have given, for items that people mark."""
    skipped: frozenset[str] = frozenset()
    """Items shown and left without an answer: 0 points, which is what chance earns."""


def together(scored: Iterable[FormatPoints]) -> FormatPoints:
    """Put the points of one person's formats or items together."""
    points: dict[str, float] = {}
    flags: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    by_marker: dict[str, tuple[float, ...]] = {}
    skipped: frozenset[str] = frozenset()
    for one in scored:
        points.update(one.points)
        if one.flags:
            flags |= one.flags
        if one.pending:
            pending |= one.pending
        if one.by_marker:
            by_marker.update(one.by_marker)
        if one.skipped:
            skipped |= one.skipped
    return FormatPoints(points, flags, pending, by_marker, skipped)


def mean(values: Sequence[float]) -> float:
    """Return the mean, correctly rounded: the order of options cannot change a bit."""
    return math.fsum(values) / len(values)


def height(key: Key, pick: str) -> float:
    """Return how far a pick stands above the average option, the best one being 1; NaN for a constant key."""
    values = list(key.values())
    highest = max(values)
    # Compared before the mean is taken: the mean of equal decimals may miss them by one bit.
    if highest == min(values):
        return UNDEFINED
    average = mean(values)
    return (key[pick] - average) / (highest - average)


def tells_apart(key: Key) -> bool:
    """Say whether a key can tell answers apart: not all of its options are worth the same."""
    return max(key.values()) != min(key.values())


def points_per_item(
    points_of: Callable[[AnyKey, Answer], float],
    keys: Mapping[str, AnyKey],
    answers: Mapping[str, Answer | None],
) -> FormatPoints:
    """Score a format whose items do not depend on each other; None = skipped."""
    given = {item: answer for item, answer in answers.items() if answer is not None}
    return FormatPoints({item: points_of(keys[item], answer) for item, answer in given.items()})
