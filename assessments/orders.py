"""The order in which one sitting shows items and options, drawn once from its seed and stored."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple


class Orders(NamedTuple):
    """What a sitting shows first, second, third."""

    items: list[str]
    """Item ids: interpersonal scenes, then technical ones, each family shuffled; work samples last."""
    options: dict[str, list[str]]
    """Item id -> its option ids, shuffled; of a conversation, ``S22.A1`` -> the choices of that node."""


WORK_SAMPLES = ("conversation", "open_reply", "triage")
"""In this order, each kind as the form has it: the one with a clock comes last."""


def draw_orders(form: Mapping[str, Any], seed: str) -> Orders:
    """Draw the orders of one sitting.

    The same form and seed give the same orders on every machine: Python keeps ``Random.random()`` stable
    across versions, so the shuffle is built on it alone.
    """
    rng = Random(seed)
    items: list[str] = []
    for family in ("interpersonal", "technical"):
        scenes = (item for item in form["items"] if item["format"] not in WORK_SAMPLES)
        items += _shuffled([item["id"] for item in scenes if item["family"] == family], rng)
    for kind in WORK_SAMPLES:
        items += [item["id"] for item in form["items"] if item["format"] == kind]
    by_id = {item["id"]: item for item in form["items"]}
    listed = [pair for item_id in items for pair in _listed(by_id[item_id])]
    return Orders(items, {name: _shuffled(options, rng) for name, options in listed})


def _listed(item: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return what an item offers to choose from; an inbox is shown in its own order."""
    if item["format"] == "conversation":
        return [(f"{item['id']}.{node['id']}", _ids(node["choices"])) for node in item["nodes"]]
    return [(item["id"], _ids(item["options"]))] if "options" in item else []


def _ids(listed: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in listed]


def _shuffled(values: list[str], rng: Random) -> list[str]:
    return [value for _, value in sorted((rng.random(), value) for value in values)]
