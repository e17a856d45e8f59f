"""What every points function receives and returns.

``Keys``: item id -> key, the key being option id -> effectiveness, 1 (harmful) to 5 (best); a panel's mean
may have decimals. ``FormatPoints.points``: item id -> points on the common scale: 1 = the key's own answer,
0 = what random answering earns on average, negative = worse than chance; NaN = undefined, which is not zero.
Skipped items are absent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")
Key = Mapping[str, float]
Keys = Mapping[str, Key]

UNDEFINED = math.nan
"""Points of an item whose key cannot tell answers apart."""


class FormatPoints(NamedTuple):
    """One person's points for the items of one format, or of several formats put together."""

    points: dict[str, float]
    """Item id -> points, at most 1; NaN = undefined; a skipped item is absent."""
    flags: frozenset[str] = frozenset()
    """Codes of scoring.flags.Flag that the answers gave rise to."""


def mean(values: Sequence[float]) -> float:
    """Return the mean, correctly rounded: the order of options cannot change a bit."""
    return math.fsum(values) / len(values)


def points_per_item(
    points_of: Callable[[Key, Answer], float], keys: Keys, answers: Mapping[str, Answer | None]
) -> FormatPoints:
    """Score a format whose items do not depend on each other; None = skipped."""
    given = {item: answer for item, answer in answers.items() if answer is not None}
    return FormatPoints({item: points_of(keys[item], answer) for item, answer in given.items()})
