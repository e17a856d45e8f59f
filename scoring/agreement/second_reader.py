"""The optional second reader of open replies: it suggests marks, and says whether they may be shown.

It reads one prompt's replies and the marks people submitted, and holds nothing that could change a mark.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import sklearn
from numpy.typing import NDArray

from errors import BadRatings
from scoring.agreement.agreement import TOTAL, possible_totals
from scoring.agreement.kappa import kappa_of_two
from scoring.agreement.ratings_table import Estimate
from scoring.agreement.second_reader_model import OUTER_FOLDS, SETTINGS, out_of_fold, text_counts

Array = NDArray[np.float64]

SCALE = (0, 1, 2, 3, 4)
ENOUGH_REPLIES = 100
"""Marked twice by people: fewer say too little about how well the reader does."""
MARGIN = 0.10
"""How far below two people's agreement the reader's agreement with a person may lie."""
ENOUGH_CANDIDATES = 2 * OUTER_FOLDS
"""Fewer cannot be split: nothing is suggested at all."""
WIDE_ON_DIMENSION, WIDE_IN_TOTAL = 2, 4
"""Points apart from which a second look is advised: as for a third marker (scoring.formats.marks)."""


class Refusal(StrEnum):
    """Why suggestions may not be shown."""

    TOO_FEW_CANDIDATES = "too_few_candidates"
    TOO_FEW_REPLIES = "too_few_replies"
    READER_UNDEFINED = "reader_undefined"
    """The reader's agreement with people cannot be computed on the total or a dimension."""
    PEOPLE_UNDEFINED = "people_undefined"
    """People's own agreement cannot be computed on the total or a dimension."""
    BELOW_PEOPLE = "below_people"
    """The reader agrees with people too much less than they agree with each other."""


@dataclass(frozen=True)
class MarkedText:
    """A reply with what people gave it."""

    reply: str
    candidate: str
    text: str
    marks: Sequence[Mapping[str, int]]
    """Submitted human marks only, dimension to 0-4, in the order they came."""


@dataclass(frozen=True)
class Suggestion:
    """Marks suggested for a reply, whose writer the reader has not learned from."""

    reply: str
    marks: Mapping[str, int]
    """0 to 4 by dimension."""
    unrounded: Mapping[str, float]
    """0 to 4 by dimension."""
    human: Mapping[str, float]
    """Mean of the human marks by dimension."""


@dataclass(frozen=True)
class Comparison:
    """Two quadratic weighted kappas on the same replies."""

    reader: Estimate
    """Between the reader's rounded suggestion and the first human mark."""
    people: Estimate
    """Between the first and the second human mark."""


@dataclass(frozen=True)
class Reading:
    """The second reader's result on one prompt."""

    suggestions: tuple[Suggestion, ...]
    """Out of fold, by reply; empty with too few candidates."""
    comparisons: Mapping[str, Comparison]
    """By dimension, and "total"; empty with too few candidates."""
    n: int
    """Replies marked by two people or more: all that was learned from."""
    may_show: bool
    refusals: tuple[Refusal, ...]
    """Empty exactly when may_show."""
    model_sha256: str
    """Of the ids and marks learned from, the settings and the library's version."""


class SecondLook(NamedTuple):
    """A reply on which reader and people differ widely."""

    reply: str
    dimensions: tuple[str, ...]
    """On which they differ by 2 or more."""
    total: float
    """Suggested total less human total."""


def read_replies(replies: Sequence[MarkedText], dimensions: Sequence[str]) -> Reading:
    """Learn from human marks and suggest marks, each for a reply whose writer was left out.

    Parameters
    ----------
    replies : sequence of MarkedText
        Of one prompt, in any order: it changes nothing. Those with fewer than two human marks are left out.
    dimensions : sequence of str
        Of the rubric; every mark has them all.

    Returns
    -------
    Reading
        Learned: the mean human mark. Judged: against the first human mark, as one person against another, so
        that the reader has no advantage over the second person. It may be shown when at least 100 replies
        were marked twice and its kappa is no more than .10 below the two people's, on every dimension and
        on the total: a suggestion is shown for each. An undefined kappa refuses.

    Raises
    ------
    BadRatings
        When a mark lacks a dimension or is not 0 to 4, or a reply comes twice.
    """
    _check(replies, dimensions)
    used = sorted((reply for reply in replies if len(reply.marks) > 1), key=lambda reply: reply.reply)
    digest = _fingerprint(used, dimensions)
    candidates = [reply.candidate for reply in used]
    if len(set(candidates)) < ENOUGH_CANDIDATES:
        return Reading((), {}, len(used), False, (Refusal.TOO_FEW_CANDIDATES,), digest)
    human = np.array([_mean_marks(reply, dimensions) for reply in used])
    unrounded = out_of_fold(text_counts([reply.text for reply in used]), human, candidates).clip(0, 4)
    # Halves up: the nearest even number would favour 0, 2 and 4.
    rounded = np.floor(unrounded + 0.5)
    comparisons = _comparisons(rounded, used, dimensions)
    refusals = _refusals(len(used), comparisons)
    suggestions = tuple(
        Suggestion(
            reply.reply,
            {name: int(mark) for name, mark in zip(dimensions, rounded[at], strict=True)},
            dict(zip(dimensions, unrounded[at].tolist(), strict=True)),
            dict(zip(dimensions, human[at].tolist(), strict=True)),
        )
        for at, reply in enumerate(used)
    )
    return Reading(suggestions, comparisons, len(used), not refusals, refusals, digest)


def flag_for_second_look(reading: Reading) -> tuple[SecondLook, ...]:
    """Name the replies on which reader and people differ widely: an invitation to look, never a mark.

    Parameters
    ----------
    reading : Reading

    Returns
    -------
    tuple of SecondLook
        By reply: 2 points or more between suggestion and mean human mark on a dimension, or 4 in total. None
        when the reading may not be shown.
    """
    if not reading.may_show:
        return ()
    looks = (_look(suggestion) for suggestion in reading.suggestions)
    return tuple(look for look in looks if look.dimensions or abs(look.total) >= WIDE_IN_TOTAL)


def _look(suggestion: Suggestion) -> SecondLook:
    """Return how far a suggestion is from the human marks."""
    apart = {name: mark - suggestion.human[name] for name, mark in suggestion.marks.items()}
    # Three marks have means in thirds: their sums must not miss a whole number by rounding.
    wide = tuple(name for name, points in apart.items() if round(abs(points), 9) >= WIDE_ON_DIMENSION)
    return SecondLook(suggestion.reply, wide, round(math.fsum(apart.values()), 9))


def _check(replies: Sequence[MarkedText], dimensions: Sequence[str]) -> None:
    """Refuse marks that are not on the scale."""
    if len({reply.reply for reply in replies}) != len(replies):
        raise BadRatings("replies: expected each once")
    for reply in replies:
        for mark in reply.marks:
            wrong = [name for name in dimensions if mark.get(name) not in SCALE]
            if wrong:
                raise BadRatings(
                    f"reply {reply.reply}, {wrong[0]}: expected 0 to 4, got {mark.get(wrong[0])!r:.80}"
                )


def _mean_marks(reply: MarkedText, dimensions: Sequence[str]) -> list[float]:
    """Return the mean human mark on each dimension."""
    return [math.fsum(mark[name] for mark in reply.marks) / len(reply.marks) for name in dimensions]


def _comparisons(
    rounded: Array, used: Sequence[MarkedText], dimensions: Sequence[str]
) -> dict[str, Comparison]:
    """Return the two kappas of each dimension and of the total."""
    first, second = (
        np.array([[reply.marks[place][name] for name in dimensions] for reply in used], dtype=np.float64)
        for place in (0, 1)
    )
    scales: dict[str, Sequence[float]] = dict.fromkeys(dimensions, SCALE)
    scales[TOTAL] = possible_totals(SCALE, len(dimensions))
    columns = [np.column_stack([marks, marks.sum(axis=1)]) for marks in (rounded, first, second)]
    return {
        name: Comparison(
            kappa_of_two(columns[1][:, at], columns[0][:, at], scale),
            kappa_of_two(columns[1][:, at], columns[2][:, at], scale),
        )
        for at, (name, scale) in enumerate(scales.items())
    }


def _refusals(n: int, comparisons: Mapping[str, Comparison]) -> tuple[Refusal, ...]:
    """Return why the reading may not be shown."""
    pairs = [(comparison.reader.value, comparison.people.value) for comparison in comparisons.values()]
    reasons = {
        Refusal.TOO_FEW_REPLIES: n < ENOUGH_REPLIES,
        Refusal.READER_UNDEFINED: any(math.isnan(reader) for reader, _ in pairs),
        Refusal.PEOPLE_UNDEFINED: any(math.isnan(people) for _, people in pairs),
        # Less a trace: a kappa exactly at the margin must not fail by how it was rounded.
        Refusal.BELOW_PEOPLE: any(reader < people - MARGIN - 1e-9 for reader, people in pairs),
    }
    return tuple(refusal for refusal, holds in reasons.items() if holds)


def _fingerprint(used: Sequence[MarkedText], dimensions: Sequence[str]) -> str:
    """Return the SHA-256 of what the model was learned from, and how."""
    learned = [[reply.reply, [[mark[name] for name in dimensions] for mark in reply.marks]] for reply in used]
    whole = {
        "dimensions": list(dimensions),
        "learned": learned,
        "settings": SETTINGS,
        "scikit-learn": sklearn.__version__,
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
