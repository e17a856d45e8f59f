"""rank: the candidate orders all options from most to least effective; ties are allowed."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from itertools import combinations
from random import Random

from errors import AnswerError
from scoring.answers import require_distinct, require_option
from scoring.points import UNDEFINED, FormatPoints, Key, Keys, points_per_item
from scoring.simulate import perceived_effectiveness

Answer = list[str | list[str]]
"""``["B", ["C", "A"], "D"]``: all options, most effective first; a nested list is a tie."""


def check_rank(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer holds every option of the item exactly once."""
    if not isinstance(answer, list):
        raise AnswerError("answer", "a list of all options, most effective first", answer)
    named = [option for place in answer for option in _options_at(place)]
    for option in named:
        require_option("answer", option, option_ids)
    require_distinct("answer", named)
    missing = [option for option in option_ids if option not in named]
    if missing:
        raise AnswerError("answer", f"every option; {', '.join(missing)} missing", answer)


def _options_at(place: object) -> list[str]:
    """Return the options that share one place of a ranking; what is not text is refused by the caller."""
    if place == []:
        raise AnswerError("answer", "at least one option in a tie", place)
    return place if isinstance(place, list) else [place]  # type: ignore[list-item]


def rank_points(keys: Keys, answers: Mapping[str, Answer | None]) -> FormatPoints:
    """Score rankings by the pairs of options put in the key's order, each weighing its distance on the key.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped.

    Returns
    -------
    FormatPoints
        2 sum(w c) / sum(w) - 1 over pairs, w = abs(k_a - k_b), c = 1 agree, .5 tie, 0 reversed: -1 to 1; NaN
        where every option has the same key.
    """
    return points_per_item(_points, keys, answers)


def _points(key: Key, answer: Answer) -> float:
    """Return one item's points."""
    place = {option: at for at, tied in enumerate(answer) for option in _options_at(tied)}
    pairs = list(combinations(key, 2))
    total = math.fsum([abs(key[a] - key[b]) for a, b in pairs])
    # w (2 c - 1), written as the key's difference times the answer's direction: 1, 0 or -1.
    earned = math.fsum([(key[a] - key[b]) * _direction(place[b] - place[a]) for a, b in pairs])
    return earned / total if total else UNDEFINED


def _direction(difference: int) -> int:
    """Return 1 for an option placed ahead of another, 0 beside it, -1 behind it."""
    return (difference > 0) - (difference < 0)


def simulate_rank(key: Key, ability: float, rng: Random) -> list[str]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    return sorted(view, key=view.__getitem__, reverse=True)
