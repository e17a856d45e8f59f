"""rate_each: the candidate rates every option from 1 to 5; only the shape of the ratings counts."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
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
    x = [float(answer[option]) for item, answer in given.items() for option in keys[item]]
    k = [float(value) for item in given for value in keys[item].values()]
    if not x:
        return FormatPoints({})
    flags = _flags(x)
    if min(k) == max(k):
        return FormatPoints(dict.fromkeys(given, UNDEFINED), flags)
    if Flag.CONSTANT_RATINGS in flags:
        return FormatPoints(dict.fromkeys(given, 0.0), flags)
    z, kappa = _standardiser(x), _standardiser(k)
    return FormatPoints(
        {item: _points(keys[item], answer, z, kappa) for item, answer in given.items()}, flags
    )


def _flags(x: list[float]) -> frozenset[str]:
    """Return what the ratings alone give rise to."""
    constant = {Flag.CONSTANT_RATINGS} if min(x) == max(x) else set()
    short = {Flag.SHORT_BASIS} if len(x) < LONG_BASIS else set()
    return frozenset(constant | short)


def _standardiser(values: list[float]) -> tuple[float, float]:
    """Return mean and population SD of values that are not all the same."""
    centre = mean(values)
    return centre, math.sqrt(mean([(value - centre) ** 2 for value in values]))


def _points(key: Key, answer: Answer, z: tuple[float, float], kappa: tuple[float, float]) -> float:
    """Return one item's points, given mean and SD of the person's ratings and of their key."""
    (x_mean, x_sd), (k_mean, k_sd) = z, kappa
    squares = [
        ((answer[option] - x_mean) / x_sd - (value - k_mean) / k_sd) ** 2 for option, value in key.items()
    ]
    return 1 - mean(squares) / 2


def simulate_rate_each(key: Key, ability: float, rng: Random) -> dict[str, int]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    view = perceived_effectiveness(key, ability, rng)
    return {option: min(HIGHEST, max(LOWEST, round(value))) for option, value in view.items()}
