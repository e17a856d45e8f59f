"""The shared parts of all formats: keys, points, simulated views, the reading of keys, checks of answers.

``Keys``: item id -> key, the key being option id -> effectiveness, 1 (harmful) to 5 (best); a panel's mean
may have decimals. ``FormatPoints.points``: item id -> points on the common scale: 1 = the key's own answer,
0 = what random answering earns on average, negative = worse than chance; NaN = undefined, which is not zero.
An item shown and skipped earns 0; one that was never shown is absent.

What reads a frozen form (``read_...``) raises BadForm; what checks an answer (``require_...``), AnswerError.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from errors import AnswerError, BadForm
from scoring.scores.bounds import LARGEST, SMALLEST

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
    """Codes of scoring.scores.flags.Flag that the answers gave rise to."""
    pending: frozenset[str] = frozenset()
    """Items whose points depend on marks that are still to come: NaN, but not missing."""
    by_marker: Mapping[str, tuple[float, ...]] = MappingProxyType({})
    """Item id -> the points that each marker alone would have given, for items that people mark."""
    skipped: frozenset[str] = frozenset()
    """Items shown and left without an answer: 0 points, which is what chance earns."""


def merge_points(scored: Iterable[FormatPoints]) -> FormatPoints:
    """Put the points of one person's formats or items together."""
    points: dict[str, float] = {}
    flags: frozenset[str] = frozenset()
    pending: frozenset[str] = frozenset()
    by_marker: dict[str, tuple[float, ...]] = {}
    skipped: frozenset[str] = frozenset()
    for part in scored:
        points.update(part.points)
        if part.flags:
            flags |= part.flags
        if part.pending:
            pending |= part.pending
        if part.by_marker:
            by_marker.update(part.by_marker)
        if part.skipped:
            skipped |= part.skipped
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
    return FormatPoints(
        {item: points_of(keys[item], answer) for item, answer in answers.items() if answer is not None}
    )


NOISE_AT_AVERAGE = 2.2
"""SD of the error of an average candidate's view of an option, in key units (a key's own SD is about 1.4)."""
NOISE_DECAY = 0.45
"""Each unit of ability divides that error by exp(.45), about 1.6."""


def perceived_effectiveness(key: Key, ability: float, rng: Random) -> dict[str, float]:
    """Draw how effective each option looks to someone of this ability.

    Parameters
    ----------
    key : mapping of option id to effectiveness, 1 to 5
    ability : float
        About -3 to 3; the higher, the closer the view is to the key.
    rng : random.Random
        The only source of chance.

    Returns
    -------
    dict
        Option id -> perceived effectiveness, unbounded, in key units.
    """
    noise = NOISE_AT_AVERAGE * math.exp(-NOISE_DECAY * ability)
    return {option: value + rng.gauss(0.0, noise) for option, value in key.items()}


def read_object(where: str, value: object) -> dict[str, Any]:
    """Return a value of a frozen form if it is an object, else raise BadForm."""
    if not isinstance(value, dict):
        raise BadForm(f"{where}: expected an object, got {value!r:.40}")
    return value


def read_numbers(
    where: str,
    value: object,
    *,
    lowest: float = 0,
    highest: float = LARGEST,
    among: Collection[str] | None = None,
) -> dict[str, float]:
    """Read an object of numbers within bounds, which keep what is computed from them finite.

    Parameters
    ----------
    where : str
        Item and field, for the message.
    value : object
        As it stands in the form.
    lowest, highest : float
        Bounds of every number; above 0 none is smaller than SMALLEST.
    among : collection of str, optional
        The only members allowed; None = any.

    Raises
    ------
    BadForm
        Names the member that is not as above.
    """
    if not isinstance(value, dict):
        raise BadForm(f"{where}: expected an object of numbers, got {value!r:.40}")
    for name, number in value.items():
        if among is not None and name not in among:
            raise BadForm(f"{where}: expected only {', '.join(among)}, got {name!r:.40}")
        # type() and not isinstance(): true is an int to Python, but not a number of a form.
        is_number = type(number) in (int, float) and lowest <= number <= highest
        if not is_number or 0 < number < SMALLEST:
            bounds = f"from {lowest:.15g} to {highest:.15g}" + (
                "" if lowest else f" (0, or {SMALLEST} or more)"
            )
            raise BadForm(f"{where}: {name}: expected a number {bounds}, got {number!r:.40}")
    return value


def read_option_key(item: Mapping[str, Any]) -> dict[str, float]:
    """Read the key of a closed item: option id -> effectiveness, 1 to 5, of at least two options."""
    where = f"{item['id']}: key"
    key = read_numbers(where, item.get("key"), lowest=1, highest=5)
    if len(key) < 2:
        raise BadForm(f"{where}: expected at least two options, got {len(key)}")
    return key


def read_by_id(where: str, value: object) -> dict[str, dict[str, Any]]:
    """Read a list of one or more objects that each have an id of their own, as id -> object, in its order."""
    if not isinstance(value, list) or not value:
        raise BadForm(f"{where}: expected a list of at least one object with an id, got {value!r:.40}")
    by_id: dict[str, dict[str, Any]] = {}
    for at, member in enumerate(value, start=1):
        if not isinstance(member, dict) or not isinstance(member.get("id"), str) or not member["id"]:
            raise BadForm(f"{where}: number {at} has no id")
        if member["id"] in by_id:
            raise BadForm(f"{where}: {member['id']} stands there twice")
        by_id[member["id"]] = member
    return by_id


def require_option(field: str, value: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless a value is the id of one of the item's options."""
    # The type comes first: an unhashable value cannot be looked up in a mapping.
    if not isinstance(value, str) or value not in option_ids:
        raise AnswerError(field, f"one of {', '.join(option_ids)}", value)


def require_members(field: str, value: object, members: Collection[str]) -> dict[str, object]:
    """Return an answer if it is an object with exactly these members, else raise AnswerError."""
    expected = f"an object with exactly the members {', '.join(members)}"
    if not isinstance(value, dict):
        raise AnswerError(field, expected, value)
    if len(value) != len(members) or any(member not in value for member in members):
        raise AnswerError(field, expected, value)
    return value


def require_distinct(field: str, values: list[str]) -> None:
    """Raise AnswerError if an option is named twice."""
    if len(set(values)) != len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise AnswerError(field, "each option at most once", twice)
