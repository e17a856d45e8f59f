"""rate_each: the candidate rates every option from 1 to 5; only the shape of the ratings counts."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from random import Random

from errors import AnswerError
from scoring.answers import require_members
from scoring.flags import Flag
from scoring.points import UNDEFINED, FormatPoints, Key, Keys, mean
from scoring.simulate import perceived_effectiveness

Answer = Mapping[str, int]
"""``{"A": 5, "B": 1, ...}``: a whole number from 1 to 5 for every option."""

LOWEST, HIGHEST = 1, 5
LONG_BASIS = 20
"""Rated options below which the person's own mean and SD are too shaky a yardstick (measurement: 3.2)."""


def check_rate_each(answer: object, option_ids: Collection[str]) -> None:
    """Raise AnswerError unless every option of the item has a whole-number rating from 1 to 5."""
    ratings = require_members("answer", answer, option_ids)
    for option, rating in ratings.items():
        # type() and not isinstance(): true is an int to Python, but not a rating.
        if type(rating) is not int or not LOWEST <= rating <= HIGHEST:
            raise AnswerError(f"answer.{option}", f"a whole number from {LOWEST} to {HIGHEST}", rating)


def rate_each_points(keys: Keys, answers: Mapping[str, Answer | None]) -> FormatPoints:
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
    given = {item: answer for item, answer in answers.items() if answer is not None}
    x = tuple(answer[option] for item, answer in given.items() for option in keys[item])
    k = tuple(value for item in given for value in keys[item].values())
    if not x:
        return FormatPoints({})
    flags = _flags(x)
    if min(k) == max(k):
        return FormatPoints(dict.fromkeys(given, UNDEFINED), flags)
    if Flag.CONSTANT_RATINGS in flags:
        return FormatPoints(dict.fromkeys(given, 0.0), flags)
    squares = [(z - kappa) ** 2 for z, kappa in zip(_standardised(x), _key_standardised(k), strict=True)]
    points: dict[str, float] = {}
    at = 0
    for item in given:
        n_options = len(keys[item])
        points[item] = 1 - mean(squares[at : at + n_options]) / 2
        at += n_options
    return FormatPoints(points, flags)


def _flags(x: tuple[float, ...]) -> frozenset[str]:
    """Return what the ratings alone give rise to."""
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
    return {option: min(HIGHEST, max(LOWEST, round(value))) for option, value in view.items()}
