"""Naive strategies: the points of somebody who reads no scene and follows a habit of wording instead.

Each strategy scores options by their text alone; answers follow from the scores in every format, equally good
ones counted alike, and points come from the very functions that score candidates (1 = the key, 0 = chance).

Leave one scenario out: the model that answers a scene has never seen it. It learns how far each option lies
above the mean key of its scene, from words or from style (length, commas, connectives).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from math import nan, sqrt
from statistics import mean, stdev
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from domain import Language
from scoring.formats.formats import FORMATS

Item = Mapping[str, Any]
"""One item of a frozen form."""
Scores = dict[str, float]
"""Option -> how good a strategy thinks it is."""

STRATEGY_LIMIT = 0.10
LEARNT_LIMIT = 0.15


class NaiveResult(NamedTuple):
    """The points of a strategy in one language of one form."""

    strategy: str
    language: Language
    mean: float
    """Chance-corrected points over items."""
    ci_low: float
    ci_high: float
    n_items: int
    is_met: bool
    """The target holds: a learnt strategy stays below .15; a habit below .10, or not clearly above 0."""
    group: str = "items"
    """What it was tried on: closed items, or a kind of work sample."""


def _has(english: str, french: str) -> Callable[[str, Language], float]:
    """Return a strategy that prefers options whose text matches a pattern."""
    patterns = {"en": re.compile(english, re.IGNORECASE), "fr": re.compile(french, re.IGNORECASE)}
    return lambda text, language: float(bool(patterns[language].search(text)))


def _lacks(english: str, french: str) -> Callable[[str, Language], float]:
    """Return a strategy that prefers options whose text does not match a pattern."""
    matches = _has(english, french)
    return lambda text, language: 1 - matches(text, language)


STRATEGIES: Mapping[str, Callable[[str, Language], float]] = {
    "shortest": lambda text, language: -len(text),
    "longest": lambda text, language: len(text),
    "most commas": lambda text, language: text.count(","),
    "fewest commas": lambda text, language: -text.count(","),
    "two-part action": _has(r"\b(and|then)\b|;", r"\b(et|puis)\b|;"),
    "tell, ask, call, say": _has(
        r"\b(tell|ask|call|say|phone)\b", r"\b(dire|demander|appeler|indiquer|préciser|téléphoner)\b"
    ),
    "acknowledges": _has(
        r"\b(acknowledge|thank|recogni[sz]e|apologi[sz]e|sorry)\b",
        r"\b(reconnaître|remercier|s’excuser|excuses|désolée?s?|merci)\b",
    ),
    "avoids hide, leave, let, accept": _lacks(
        r"\b(hide|leave|let|accept)\b", r"\b(masquer|laisser|accepter)\b"
    ),
    "cites no rule": _lacks(r"\b(rules?|charter)\b", r"\b(règles?|charte)\b"),
    "cites a rule": _has(r"\b(rules?|charter)\b", r"\b(règles?|charte)\b"),
    "gives a time": _has(
        r"\b\d{1,2} ?(am|pm)\b|\b(today|tomorrow|tonight|noon|week|month|day|hours?|minutes?)\b",
        r"\b\d{1,2}\sh\b|aujourd’hui|\b(demain|ce soir|midi|semaine|mois|jours?|heures?|minutes?)\b",
    ),
    "gives a reason": _has(
        r"\b(because|since|so that)\b|, as (?!soon|well|you know)", r"\b(car|puisque?|parce|afin|pour que)\b"
    ),
    "gives no reason": _lacks(
        r"\b(because|since|so that)\b|, as (?!soon|well|you know)", r"\b(car|puisque?|parce|afin|pour que)\b"
    ),
    "goes private": _has(r"\b(private|privately)\b", r"\b(privé|privée)\b"),
    "sends or thanks first": _has(r"^(send|thank)\b", r"^(envoyer|remercier)\b"),
}


def strategy_results(items: Sequence[Item], language: Language) -> list[NaiveResult]:
    """Return what every strategy earns on the items of a form in one language."""
    results = []
    for name, strategy in STRATEGIES.items():
        scores = {item["id"]: option_scores(item, strategy, language) for item in items}
        results.append(summarise(name, language, points_of(items, scores)))
    return results


def option_scores(item: Item, strategy: Callable[[str, Language], float], language: Language) -> Scores:
    """Return a strategy's score of every option of an item."""
    return {option["id"]: strategy(option["text"][language], language) for option in item["options"]}


def points_of(items: Sequence[Item], scores: Mapping[str, Scores]) -> list[float]:
    """Return the points of every item, answered by scores; ties are averaged over."""
    keys = {name: {item["id"]: item["key"] for item in items if item["format"] == name} for name in FORMATS}
    rated = {item_id: _ratings(scores[item_id]) for item_id in keys["rate_each"]}
    points = dict(FORMATS["rate_each"].points(keys["rate_each"], rated).points) if rated else {}
    for item in items:
        if item["format"] != "rate_each":
            points[item["id"]] = _expected_points(item, scores[item["id"]])
    return [points[item["id"]] for item in items]


def summarise(
    strategy: str, language: Language, points: Sequence[float], *, limit: float = STRATEGY_LIMIT
) -> NaiveResult:
    """Return mean and 95 % interval over items, and whether the target holds.

    One item has no interval (NaN), and only the mean decides. A learnt strategy must stay below its limit; a
    habit may exceed it while its interval includes 0, because among so many habits some do so by chance.
    """
    centre = mean(points)
    n = len(points)
    half = _t_975(n - 1) * stdev(points) / sqrt(n) if n > 1 else nan
    is_learnt = limit == LEARNT_LIMIT
    is_met = centre < limit if is_learnt else centre <= limit or centre - half <= 0
    return NaiveResult(strategy, language, centre, centre - half, centre + half, n, is_met)


def _expected_points(item: Item, scores: Scores) -> float:
    rule = FORMATS[item["format"]]
    answers = _ANSWERS[item["format"]](scores)
    key = {item["id"]: item["key"]}
    return mean(rule.points(key, {item["id"]: answer}).points[item["id"]] for answer in answers)


def _best_worst(scores: Scores) -> list[dict[str, str]]:
    top, bottom = _at(scores, max(scores.values())), _at(scores, min(scores.values()))
    pairs = permutations(scores, 2)
    return [{"best": best, "worst": worst} for best, worst in pairs if best in top and worst in bottom]


def _mcq(scores: Scores) -> list[str]:
    return _at(scores, max(scores.values()))


def _multi_select(scores: Scores) -> list[list[str]]:
    centre = mean(scores.values())
    return [[option for option, score in scores.items() if score > centre]]


def _rank(scores: Scores) -> list[list[Any]]:
    groups = [_at(scores, level) for level in sorted(set(scores.values()), reverse=True)]
    return [[group[0] if len(group) == 1 else group for group in groups]]


_ANSWERS: Mapping[str, Callable[[Scores], list[Any]]] = {
    "best_worst": _best_worst,
    "mcq": _mcq,
    "multi_select": _multi_select,
    "rank": _rank,
}


def _ratings(scores: Scores) -> dict[str, int]:
    """Spread the levels of the scores evenly from 1 to 5; one level only is a 3."""
    levels = sorted(set(scores.values()))
    if len(levels) == 1:
        return dict.fromkeys(scores, 3)
    steps = len(levels) - 1
    return {option: 1 + round(4 * levels.index(score) / steps) for option, score in scores.items()}


def _at(scores: Scores, level: float) -> list[str]:
    return [option for option, score in scores.items() if score == level]


_T_975 = (nan, 12.7062, 4.3027)
"""The expansion is within .01 from 4 degrees on and within .06 at 3, but not below."""


def _t_975(degrees: int) -> float:
    """Student's t at .975: exact for 1 and 2 degrees, else by its expansion around the normal quantile."""
    if degrees < len(_T_975):
        return _T_975[degrees]
    z, v = 1.959964, degrees
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / v + second / v**2 + third / v**3


def learnt_results(items: Sequence[Item], language: Language) -> list[NaiveResult]:
    """Return what a learner of words and a learner of style earn on the items of a form."""
    words = [_texts(item, language) for item in items]
    style = [_style(item, language) for item in items]
    return [
        summarise("learnt from words", language, _left_out(items, words, _word_model), limit=LEARNT_LIMIT),
        summarise("learnt from style", language, _left_out(items, style, _style_model), limit=LEARNT_LIMIT),
    ]


def _left_out(items: Sequence[Item], features: Sequence[Sequence[Any]], model: Any) -> list[float]:
    """Return the points of every item, answered by a model trained on all the others."""
    scores: dict[str, Scores] = {}
    for left, item in enumerate(items):
        others = [i for i in range(len(items)) if i != left]
        fitted = model().fit(
            [row for i in others for row in features[i]],
            [target for i in others for target in _targets(items[i])],
        )
        predicted = fitted.predict(list(features[left]))
        ids = [option["id"] for option in item["options"]]
        scores[item["id"]] = dict(zip(ids, map(float, predicted), strict=True))
    return points_of(items, scores)


def _word_model() -> Any:
    return make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), Ridge(alpha=1.0))


def _style_model() -> Any:
    return make_pipeline(StandardScaler(), Ridge(alpha=1.0))


def _texts(item: Item, language: Language) -> list[str]:
    return [option["text"][language] for option in item["options"]]


def _style(item: Item, language: Language) -> list[list[float]]:
    """Every strategy's view of each option, relative to the other options of its scene."""
    texts = _texts(item, language)
    seen = np.array([[strategy(text, language) for strategy in STRATEGIES.values()] for text in texts], float)
    return (seen - seen.mean(axis=0)).tolist()


def _targets(item: Item) -> list[float]:
    values = [item["key"][option["id"]] for option in item["options"]]
    centre = sum(values) / len(values)
    return [value - centre for value in values]
