"""Simulated curves: what each level of skill earns on each item on average, before anybody has sat a form.

Simulated candidates answer every item once, with the formats' own ways of simulating; a smooth curve through
their points says what a skill is worth on an item, without the chance in single answers. Shapes: n simulated
candidates, J items in the form's order.
"""

from __future__ import annotations

from random import Random
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import INTERVIEW
from errors import BadForm
from scoring.formats.formats import FORMATS, person_points
from scoring.formats.marks import MARKERS, MOST_MARKERS, needs_third
from scoring.formats.open_reply import MarkedReply, OpenReplyKey, Sample, simulate_marks
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.formats.words import count_words
from scoring.interview.interview import HIGHEST, LOWEST, rating_points
from scoring.scores.item_error import is_technical

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ANSWERS, FEWEST = 12_000, 400
"""Answers simulated, and fewest candidates: with few items each has to be known well."""
SPREAD = 1.2
"""SD of their skills: as wide as the widest that is taken to be possible (expected_share.SPREADS)."""
DEGREE = 3
"""Of the polynomial in skill."""
RATING_AT_AVERAGE, RATING_BY_SKILL, RATING_NOISE = 3.0, 0.6, 0.7
"""A rating in an interview: 3 + .6 x skill on average, with an SD of .7 around it, then a whole number."""


class Curves(NamedTuple):
    """The points that each skill earns on each item on average, and the chance around them."""

    coefficients: Array
    """(DEGREE + 1, J): of 1, skill, skill^2 ...; skill in SD of people, average 0."""
    chance: Array
    """(J,): variance of one candidate's points around the curve."""
    is_technical: Mask
    """(J,): whether the skill is that with tools, and not that with people."""

    def at(self, people: Array, tools: Array) -> Array:
        """Return the points expected of candidates with these two skills, each (n,), as (n, J)."""
        skill = np.where(self.is_technical, tools[:, None], people[:, None])
        total = np.zeros(skill.shape)
        # Horner's rule, from the highest power down.
        for coefficient in self.coefficients[::-1]:
            total = total * skill + coefficient
        return total


def simulated_curves(scheme: Scheme, rng: Random, n: int | None = None) -> Curves:
    """Let simulated candidates answer a form, and draw the curve of each item.

    Parameters
    ----------
    scheme : Scheme
        With the questions of the interview, where there is one. Weights play no part: the curves serve all.
    rng : random.Random
        The only source of chance.
    n : int, optional
        Simulated candidates; by default as many as make 12,000 answers, 400 or more.

    Returns
    -------
    Curves
        An item asks for skill with tools where more than half of its loading is technical, and for skill
        with people elsewhere. Written replies are samples of the form, marked by two simulated markers, or
        three where two differ. A rating in the interview is 3 + .6 x skill, with noise of SD .7, rounded to 1
        to 5, by one interviewer. An item that cannot tell answers apart has a flat curve at 0.

    Raises
    ------
    BadForm
        When a written reply has no sample from which it could be simulated.
    """
    answered = tuple(item._replace(key=_light(item)) for item in scheme.items)
    n = n or max(FEWEST, ANSWERS // len(answered))
    people, tools = _skills(n, rng), _skills(n, rng)
    technical = np.array([is_technical(item) for item in answered])
    points = np.nan_to_num([_points(answered, *skills, rng) for skills in zip(people, tools, strict=True)])
    fitted = np.empty((DEGREE + 1, len(answered)))
    for skill, columns in ((people, ~technical), (tools, technical)):
        powers = np.vander(np.array(skill), DEGREE + 1, increasing=True)
        fitted[:, columns] = np.linalg.lstsq(powers, points[:, columns], rcond=None)[0]
    curves = Curves(fitted, np.zeros(len(answered)), technical)
    residual = np.square(points - curves.at(np.array(people), np.array(tools))).sum(axis=0)
    # A polynomial takes a degree of freedom for each of its coefficients.
    return curves._replace(chance=residual / (n - DEGREE - 1))


def _skills(n: int, rng: Random) -> list[float]:
    """Return normal skills in random order, spread evenly: quantiles, not draws."""
    normal = NormalDist(0, SPREAD)
    skills = [normal.inv_cdf((at + 0.5) / n) for at in range(n)]
    rng.shuffle(skills)
    return skills


def _light(item: SchemeItem) -> Any:
    """Return a key whose samples are numbers in place of texts: words are counted once, not for everybody."""
    key = item.key
    if not isinstance(key, OpenReplyKey):
        return key
    fitting = [sample for sample in key.samples if count_words(sample.text) <= key.max_words]
    if not fitting:
        raise BadForm(f"{item.id}: samples: a reply cannot be simulated without them")
    return key._replace(samples=tuple(Sample(str(at), sample.marks) for at, sample in enumerate(fitting)))


def _points(items: tuple[SchemeItem, ...], people: float, tools: float, rng: Random) -> list[float]:
    """Return the points of one simulated candidate, item by item."""
    keys: dict[str, dict[str, Any]] = {}
    answers: dict[str, Any] = {}
    rated: dict[str, float] = {}
    for item in items:
        skill = tools if is_technical(item) else people
        if item.format == INTERVIEW:
            rated[item.id] = rating_points(_rating(skill, rng))
        else:
            keys.setdefault(item.format, {})[item.id] = item.key
            answers[item.id] = _answer(item, skill, rng)
    earned = person_points(keys, answers).points | rated
    return [earned.get(item.id, np.nan) for item in items]


def _rating(skill: float, rng: Random) -> int:
    """Draw one interviewer's rating of one question."""
    expected = RATING_AT_AVERAGE + RATING_BY_SKILL * skill
    return min(HIGHEST, max(LOWEST, round(rng.gauss(expected, RATING_NOISE))))


def _answer(item: SchemeItem, skill: float, rng: Random) -> Any:
    """Return an answer as it is scored: a written reply with its marks."""
    rule = FORMATS[item.format]
    answer = rule.simulate(item.key, skill, rng)
    if not rule.is_marked:
        return answer
    marks = simulate_marks(item.key, answer, rng, MOST_MARKERS)
    return MarkedReply(answer, marks if needs_third(marks[:MARKERS]) else marks[:MARKERS])
