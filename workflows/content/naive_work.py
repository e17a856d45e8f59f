"""Naive strategies in work samples: the points of somebody who reads none of them.

Conversations: each habit of wording at every node, and along the path it leads to. Inboxes: one thing done
with every message. Open replies: how far the marks of the samples follow their number of words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import atanh, nan, sqrt, tanh
from statistics import StatisticsError, correlation, mean
from typing import Any

from assessments.lint.lint_item import LENGTH_CORRELATION, MIN_SAMPLES
from domain import Language
from scoring.formats.conversation import END
from scoring.formats.formats import FORMATS
from scoring.formats.triage_key import ALLOWED, ESCALATE, PRIORITIES
from scoring.formats.words import count_words
from workflows.content.naive import (
    STRATEGIES,
    Item,
    NaiveResult,
    Scores,
    option_scores,
    strategy_results,
    summarise,
)

NODES, PATHS, INBOX, SAMPLES = "nodes", "paths", "inbox", "samples"


def node_items(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Return every node of the conversations of a form as an item in which one option is chosen.

    The points of a node are those of such an item, so whatever is tried on closed items can be tried here.
    """
    return [
        {
            "id": f"{item['id']}.{node['id']}",
            "format": "mcq",
            "key": {choice["id"]: item["key"][choice["id"]] for choice in node["choices"]},
            "options": node["choices"],
        }
        for item in items
        if item["format"] == "conversation"
        for node in item["nodes"]
    ]


def conversation_results(items: Sequence[Item], language: Language) -> list[NaiveResult]:
    """Return what every habit earns at the nodes of a form's conversations, and on the paths it takes."""
    talks = [item for item in items if item["format"] == "conversation"]
    if not talks:
        return []
    nodes = [row._replace(group=NODES) for row in strategy_results(node_items(talks), language)]
    return [*nodes, *(_paths(talks, name, score, language) for name, score in _habits(language).items())]


def inbox_results(items: Sequence[Item]) -> list[NaiveResult]:
    """Return what doing one and the same thing with every message earns, whatever it is."""
    boxes = [item for item in items if item["format"] == "triage"]
    if not boxes:
        return []
    return [
        summarise(
            f"{' and '.join(sorted(action))}, priority {priority}",
            "en",
            [_inbox_points(box, action, priority) for box in boxes],
        )._replace(group=INBOX)
        for action in ALLOWED
        for priority in PRIORITIES
    ]


def sample_results(items: Sequence[Item]) -> list[NaiveResult]:
    """Return how marks go with the number of words, over the samples of each language."""
    results = []
    for language in ("en", "fr"):
        pairs = [
            (count_words(sample["text"]), _total(item["key"], sample["marks"]))
            for item in items
            if item["format"] == "open_reply"
            for sample in item["samples"]
            if sample["language"] == language
        ]
        if len(pairs) >= MIN_SAMPLES:
            results.append(_correlated(pairs, language))
    return results


def _habits(language: Language) -> Mapping[str, Callable[[Sequence[Any]], Scores]]:
    """Return habits that score the choices of a node; the first and the last one are as on paper."""

    def by_text(strategy: Callable[[str, Language], float]) -> Callable[[Sequence[Any]], Scores]:
        return lambda choices: option_scores({"options": choices}, strategy, language)

    return {name: by_text(strategy) for name, strategy in STRATEGIES.items()} | {
        "first": lambda choices: {choice["id"]: -float(i) for i, choice in enumerate(choices)},
        "last": lambda choices: {choice["id"]: float(i) for i, choice in enumerate(choices)},
    }


def _paths(
    talks: Sequence[Item], name: str, habit: Callable[[Sequence[Any]], Scores], language: Language
) -> NaiveResult:
    points = [_path_points(talk, habit) for talk in talks]
    return summarise(name, language, points)._replace(group=PATHS)


def _path_points(talk: Item, habit: Callable[[Sequence[Any]], Scores]) -> float:
    """Return the expected points of the path a habit takes; choices it likes alike are equally likely."""
    rule = FORMATS["conversation"]
    keys = {talk["id"]: rule.read_key(talk)}
    nodes = {node["id"]: node["choices"] for node in talk["nodes"]}

    def walk(node: str, path: list[str]) -> float:
        if node == END:
            return rule.points(keys, {talk["id"]: path}).points[talk["id"]]
        scores = habit(nodes[node])
        liked = [choice for choice, score in scores.items() if score == max(scores.values())]
        return mean(walk(talk["next"][choice], [*path, choice]) for choice in liked)

    return walk(next(iter(nodes)), [])


def _inbox_points(box: Item, action: frozenset[str], priority: int) -> float:
    """Return the points of one action for all messages, in the order shown, averaged over contacts."""
    rule = FORMATS["triage"]
    keys = {box["id"]: rule.read_key(box)}
    contacts = [contact["id"] for contact in box["contacts"]] if ESCALATE in action else [None]
    done = [
        {name: {"action": sorted(action), "priority": priority, "contact": contact} for name in _shown(box)}
        for contact in contacts
    ]
    return mean(rule.points(keys, {box["id"]: answer}).points[box["id"]] for answer in done)


def _shown(box: Item) -> list[str]:
    """Return the messages in the order of the page, a late one right after those handled before it."""
    order = [message["id"] for message in box["messages"] if message["arrives"] is None]
    for message in box["messages"]:
        if message["arrives"] is not None:
            order.insert(message["arrives"]["handled"], message["id"])
    return order


def _total(weights: Mapping[str, float], marks: Mapping[str, float]) -> float:
    return sum(weights[name] * mark for name, mark in marks.items()) / sum(weights.values())


def _correlated(pairs: Sequence[tuple[int, float]], language: Language) -> NaiveResult:
    """Return Pearson's r with its 95 % interval by Fisher's transformation; NaN where either is constant."""
    try:
        r = correlation([words for words, _ in pairs], [marks for _, marks in pairs])
    except StatisticsError:
        return NaiveResult("words and marks (r)", language, nan, nan, nan, len(pairs), True, SAMPLES)
    half = 1.959964 / sqrt(len(pairs) - 3)
    low, high = (tanh(atanh(r) + side * half) if abs(r) < 1 else r for side in (-1, 1))
    is_met = abs(r) <= LENGTH_CORRELATION
    return NaiveResult("words and marks (r)", language, r, low, high, len(pairs), is_met, SAMPLES)
