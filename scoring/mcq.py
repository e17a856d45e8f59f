"""mcq: the candidate picks one option."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random

from scoring.answers import require_option
from scoring.points import FormatPoints, Key, Keys, height, points_per_item
from scoring.simulate import perceived_effectiveness

Answer = str
"""``"D"``: one option."""


def check_mcq(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer is an option of the item."""
    require_option("answer", answer, option_ids)


def mcq_points(keys: Keys, answers: Mapping[str, Answer | None]) -> FormatPoints:
    """Score single choices by how far the pick stands above the average option.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped.

    Returns
    -------
    FormatPoints
        (k - mean k) / (max k - mean k), at most 1; NaN where every option has the same key.
    """
    return points_per_item(height, keys, answers)


def simulate_mcq(key: Key, ability: float, rng: Random) -> str:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    return max(view, key=view.__getitem__)
