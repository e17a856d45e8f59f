"""multi_select: the candidate ticks every option that is effective, possibly none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random

from errors import AnswerError
from scoring.answers import require_distinct, require_option
from scoring.points import UNDEFINED, FormatPoints, Key, Keys, points_per_item
from scoring.simulate import perceived_effectiveness

Answer = list[str]
"""``["B", "C"]``: any number of options, ``[]`` allowed."""

KEYED_FROM = 4
"""An option is to be ticked when its key is 4 (effective) or more."""
TICKED_FROM = 3.5
"""A simulated candidate ticks what looks nearer to 4 than to 3."""


def check_multi_select(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer is a list of different options of the item."""
    if not isinstance(answer, list):
        raise AnswerError("answer", "a list of options", answer)
    for pick in answer:
        require_option("answer", pick, option_ids)
    require_distinct("answer", answer)


def has_both(key: Key) -> bool:
    """Say whether a key has something to tick and something to leave."""
    return 0 < sum(value >= KEYED_FROM for value in key.values()) < len(key)


def multi_select_points(keys: Keys, answers: Mapping[str, Answer | None]) -> FormatPoints:
    """Score ticked options: the rate of hits less the rate of false alarms.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped, which an empty list is not.

    Returns
    -------
    FormatPoints
        hits / n_keyed - false alarms / n_unkeyed: -1 to 1, 0 for no tick and for all ticks; NaN where the key
        has no option at 4 or more, or none below.
    """
    return points_per_item(_points, keys, answers)


def _points(key: Key, answer: Answer) -> float:
    """Return one item's points."""
    if not has_both(key):
        return UNDEFINED
    n_keyed = sum(value >= KEYED_FROM for value in key.values())
    n_unkeyed = len(key) - n_keyed
    hits = sum(key[pick] >= KEYED_FROM for pick in answer)
    return hits / n_keyed - (len(answer) - hits) / n_unkeyed


def simulate_multi_select(key: Key, ability: float, rng: Random) -> list[str]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    return [option for option, value in view.items() if value >= TICKED_FROM]
