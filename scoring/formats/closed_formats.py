"""Closed formats, in which given options are chosen, ranked or rated: mcq to rate_each.

Each format has its answer, the check of it, its points and a way to simulate it, in this order. Points are on
the common scale of scoring.formats.points.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import combinations
from random import Random

from errors import AnswerError
from scoring.formats.points import (
    UNDEFINED,
    FormatPoints,
    Key,
    Keys,
    height,
    mean,
    perceived_effectiveness,
    points_per_item,
    require_distinct,
    require_members,
    require_option,
)
from scoring.scores.flags import Flag

McqAnswer = str
"""``"D"``: one option."""


def check_mcq(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer is an option of the item."""
    require_option("answer", answer, option_ids)


def mcq_points(keys: Keys, answers: Mapping[str, McqAnswer | None]) -> FormatPoints:
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


MultiSelectAnswer = list[str]
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


def multi_select_points(keys: Keys, answers: Mapping[str, MultiSelectAnswer | None]) -> FormatPoints:
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
    return points_per_item(_hits_less_false_alarms, keys, answers)


def _hits_less_false_alarms(key: Key, answer: MultiSelectAnswer) -> float:
    """Return the rate of hits less the rate of false alarms on one item."""
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


BestWorstAnswer = Mapping[str, str]
"""``{"best": "C", "worst": "A"}``: two different options."""


def check_best_worst(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless the answer names two different options of the item."""
    picks = require_members("answer", answer, ("best", "worst"))
    require_option("answer.best", picks["best"], option_ids)
    require_option("answer.worst", picks["worst"], option_ids)
    if picks["best"] == picks["worst"]:
        raise AnswerError("answer.worst", "an option other than the best one", picks["worst"])


def best_worst_points(keys: Keys, answers: Mapping[str, BestWorstAnswer | None]) -> FormatPoints:
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
    return points_per_item(_distance_of_picks, keys, answers)


def _distance_of_picks(key: Key, answer: BestWorstAnswer) -> float:
    """Return how far apart the two picks of one item are, the widest distance on its key being 1."""
    spread = max(key.values()) - min(key.values())
    return (key[answer["best"]] - key[answer["worst"]]) / spread if spread else UNDEFINED


def simulate_best_worst(key: Key, ability: float, rng: Random) -> dict[str, str]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    ordered = sorted(view, key=view.__getitem__)
    return {"best": ordered[-1], "worst": ordered[0]}


RankAnswer = list[str | list[str]]
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


def rank_points(keys: Keys, answers: Mapping[str, RankAnswer | None]) -> FormatPoints:
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
    return points_per_item(_pairs_in_order, keys, answers)


def _pairs_in_order(key: Key, answer: RankAnswer) -> float:
    """Return the weighted share of pairs in the key's order less that of pairs against it, on one item."""
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


RateEachAnswer = Mapping[str, int]
"""``{"A": 5, "B": 1, ...}``: a whole number from 1 to 5 for every option."""

LOWEST_RATING, HIGHEST_RATING = 1, 5
LONG_BASIS = 20
"""Rated options below which the person's own mean and SD are too shaky a yardstick (docs/scoring.md)."""


def check_rate_each(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless every option of the item has a whole-number rating from 1 to 5."""
    ratings = require_members("answer", answer, option_ids)
    for option, rating in ratings.items():
        # type() and not isinstance(): true is an int to Python, but not a rating.
        if type(rating) is not int or not LOWEST_RATING <= rating <= HIGHEST_RATING:
            expected = f"a whole number from {LOWEST_RATING} to {HIGHEST_RATING}"
            raise AnswerError(f"answer.{option}", expected, rating)


def rate_each_points(keys: Keys, answers: Mapping[str, RateEachAnswer | None]) -> FormatPoints:
    """Score ratings by the agreement of their shape with the key's, both standardised within the person.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        All the rate_each answers of one person, checked; None = skipped.

    Returns
    -------
    FormatPoints
        1 - mean over options of (z - kappa)^2 / 2, at most 1, z and kappa being ratings and key standardised
        with the population SD over all options of all items answered. Over items of equal length the mean is
        Pearson's r. All 0 and ``constant_ratings`` when every rating is the same; all NaN when the key is the
        same for every option rated; ``short_basis`` below 20 rated options.

    References
    ----------
    [cronbach1953], [mcdaniel2011]
    """
    answered = {item: answer for item, answer in answers.items() if answer is not None}
    # All items end to end: mean and SD are the person's over everything they rated.
    x = tuple(answer[option] for item, answer in answered.items() for option in keys[item])
    k = tuple(value for item in answered for value in keys[item].values())
    if not x:
        return FormatPoints({})
    flags = _rating_flags(x)
    # Under a constant key nothing is right or wrong, constant ratings included.
    if min(k) == max(k):
        return FormatPoints(dict.fromkeys(answered, UNDEFINED), flags)
    if Flag.CONSTANT_RATINGS in flags:
        return FormatPoints(dict.fromkeys(answered, 0.0), flags)
    squares = [(z - kappa) ** 2 for z, kappa in zip(_standardised(x), _key_standardised(k), strict=True)]
    # Cut into items again, each with its own options' squares.
    points: dict[str, float] = {}
    at = 0
    for item in answered:
        n_options = len(keys[item])
        points[item] = 1 - mean(squares[at : at + n_options]) / 2
        at += n_options
    return FormatPoints(points, flags)


def _rating_flags(x: tuple[float, ...]) -> frozenset[str]:
    """Return the flags that the ratings alone give rise to."""
    constant = {Flag.CONSTANT_RATINGS} if min(x) == max(x) else set()
    short = {Flag.SHORT_BASIS} if len(x) < LONG_BASIS else set()
    return frozenset(constant | short)


def _standardised(values: tuple[float, ...]) -> list[float]:
    """Return values that are not all the same with mean 0 and population SD 1."""
    centre = mean(values)
    spread = math.sqrt(mean([(value - centre) ** 2 for value in values]))
    return [(value - centre) / spread for value in values]


# Most people answer the same items, so they share one standardised key.
_key_standardised = lru_cache(maxsize=1024)(_standardised)


def simulate_rate_each(key: Key, ability: float, rng: Random) -> dict[str, int]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    return {option: min(HIGHEST_RATING, max(LOWEST_RATING, round(value))) for option, value in view.items()}
