"""best_worst: the candidate names the most and the least effective option."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from random import Random

from errors import AnswerError
from scoring.answers import require_members, require_option
from scoring.points import UNDEFINED, FormatPoints, Key, Keys, points_per_item
from scoring.simulate import perceived_effectiveness

Answer = Mapping[str, str]
"""``{"best": "C", "worst": "A"}``: two different options."""


def check_best_worst(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer names two different options of the item."""
    picks = require_members("answer", answer, ("best", "worst"))
    require_option("answer.best", picks["best"], option_ids)
    require_option("answer.worst", picks["worst"], option_ids)
    if picks["best"] == picks["worst"]:
        raise AnswerError("answer.worst", "an option other than the best one", picks["worst"])


def best_worst_points(keys: Keys, answers: Mapping[str, Answer | None]) -> FormatPoints:
    """Score best-worst answers by the distance between the two picks on the key.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped.

    Returns
    -------
    FormatPoints
        (k_best - k_worst) / (max k - min k): -1 to 1; NaN where every option has the same key.
    """
    return points_per_item(_points, keys, answers)


def _points(key: Key, answer: Answer) -> float:
    """Return one item's points."""
    spread = max(key.values()) - min(key.values())
    return (key[answer["best"]] - key[answer["worst"]]) / spread if spread else UNDEFINED


def simulate_best_worst(key: Key, ability: float, rng: Random) -> dict[str, str]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    ordered = sorted(view, key=view.__getitem__)
    return {"best": ordered[-1], "worst": ordered[0]}
