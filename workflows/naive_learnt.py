"""What a machine earns that has learnt from the other scenes how keyed options are worded.

Leave one scenario out: the model that answers a scene has never seen it. It learns how far each option lies
above the mean key of its scene, from words or from style (length, commas, connectives).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assessments.model import Language
from workflows.naive import LEARNT_LIMIT, STRATEGIES, Item, NaiveResult, Scores, points_of, summarise


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
