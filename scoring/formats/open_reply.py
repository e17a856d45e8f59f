"""The format open_reply: a reply is written, and marked by people who do not know whose it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from errors import AnswerError, BadForm
from scoring.formats.marks import HIGHEST, LOWEST, MARKERS, MOST_MARKERS, Marks, agreed_marks
from scoring.formats.points import UNDEFINED, FormatPoints, perceived_effectiveness, read_by_id, read_numbers
from scoring.formats.words import count_words
from scoring.scores.flags import Flag

Answer = str
"""What the candidate wrote."""


class MarkedReply(NamedTuple):
    """A reply with what its markers gave, in the order submitted: what is scored."""

    text: str
    marks: tuple[Marks, ...] = ()


class Sample(NamedTuple):
    """A reply of the training set."""

    text: str
    marks: Marks


class OpenReplyKey(NamedTuple):
    """The dimensions that a reply is marked on, and how long it may be."""

    weights: Mapping[str, float]
    """Dimension of the rubric -> weight, 0 or more, not all 0."""
    max_words: int
    samples: tuple[Sample, ...] = ()
    """Training set; simulated candidates write from it."""


def read_open_reply_key(item: Mapping[str, Any]) -> OpenReplyKey:
    """Read weights, length and samples of a frozen item.

    Raises
    ------
    BadForm
        Names the item and the field.
    """
    name = item["id"]
    weights = read_numbers(f"{name}: key", item.get("key"))
    if not any(weights.values()):
        raise BadForm(f"{name}: key: expected at least one dimension that weighs something")
    longest = item.get("max_words")
    if type(longest) is not int or longest < 1:
        raise BadForm(f"{name}: max_words: expected a number of words, got {longest!r:.40}")
    samples = read_by_id(f"{name}: samples", item["samples"]) if item.get("samples") else {}
    return OpenReplyKey(
        weights, longest, tuple(_sample(f"{name}: samples: {at}", sample) for at, sample in samples.items())
    )


def _sample(where: str, sample: Mapping[str, Any]) -> Sample:
    """Read a reply of the training set."""
    missing = [member for member in Sample._fields if member not in sample]
    if missing:
        raise BadForm(f"{where}: expected {' and '.join(Sample._fields)}; {', '.join(missing)} missing")
    return Sample(sample["text"], sample["marks"])


def check_open_reply(answer: object, key: OpenReplyKey) -> None:
    """Raise AnswerError unless the answer is a text of at least one word that is not too long."""
    if not isinstance(answer, str):
        raise AnswerError("answer", "a text", answer)
    n_words = count_words(answer)
    if not 1 <= n_words <= key.max_words:
        raise AnswerError("answer", f"a text of 1 to {key.max_words} words", f"{n_words} words")


def open_reply_points(
    keys: Mapping[str, OpenReplyKey], answers: Mapping[str, MarkedReply | None]
) -> FormatPoints:
    """Score replies by the marks their markers agree on.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to MarkedReply
        With checked marks; None = skipped.

    Returns
    -------
    FormatPoints
        Weighted mean of the dimensions / 4: 0 to 1. Nothing is taken off for chance: nobody writes at random.
        A reply that awaits marks is ``pending``: NaN, and ``pending_marks``.
    """
    points: dict[str, float] = {}
    by_marker: dict[str, tuple[float, ...]] = {}
    for item, reply in answers.items():
        if reply is None:
            continue
        agreed = agreed_marks(reply.marks)
        points[item] = UNDEFINED if agreed is None else weighted_share(keys[item], agreed)
        if agreed is not None:
            by_marker[item] = tuple(weighted_share(keys[item], mark) for mark in reply.marks[:MOST_MARKERS])
    pending = frozenset(item for item in points if item not in by_marker)
    return FormatPoints(
        points, frozenset({Flag.PENDING_MARKS}) if pending else frozenset(), pending, by_marker
    )


def weighted_share(key: OpenReplyKey, marks: Mapping[str, float]) -> float:
    """Return the weighted mean of marks as a share of the highest, 0 to 1."""
    earned = math.fsum([weight * marks[dimension] for dimension, weight in key.weights.items()])
    return earned / (HIGHEST * math.fsum(key.weights.values()))


def simulate_open_reply(key: OpenReplyKey, ability: float, rng: Random) -> str:
    """Draw the sample that looks best to someone of this ability; the higher, the better marked it is.

    Raises
    ------
    BadForm
        When the item has no sample that is short enough to be an answer.
    """
    # On the scale of option keys, 1 to 5, on which a simulated view errs.
    worth = {
        sample.text: 1 + 4 * weighted_share(key, sample.marks)
        for sample in key.samples
        if count_words(sample.text) <= key.max_words
    }
    if not worth:
        raise BadForm("samples: a reply cannot be simulated without them")
    view = perceived_effectiveness(worth, ability, rng)
    return max(view, key=view.__getitem__)


MARK_OFF = 0.35
"""Share of simulated marks that differ by one from the expected mark."""


def simulate_marks(key: OpenReplyKey, text: str, rng: Random, n_markers: int = MARKERS) -> tuple[Marks, ...]:
    """Draw the marks of a reply that simulate_open_reply drew: those of the sample, now and then one off."""
    expected = next(sample.marks for sample in key.samples if sample.text == text)
    return tuple({name: _one_off(expected[name], rng) for name in key.weights} for _ in range(n_markers))


def _one_off(mark: int, rng: Random) -> int:
    """Return a mark, or with the probability MARK_OFF a neighbour of it that is on the scale."""
    if rng.random() >= MARK_OFF:
        return mark
    return min(HIGHEST, max(LOWEST, mark + rng.choice((-1, 1))))
