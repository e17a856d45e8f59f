"""The order in which one sitting shows items and options, drawn once from its seed and stored."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple


class Orders(NamedTuple):
    """What a sitting shows first, second, third."""

    items: list[str]
    """Item ids: the interpersonal scenes, then the technical ones, each family shuffled."""
    options: dict[str, list[str]]
    """Item id -> its option ids, shuffled."""


def draw_orders(form: Mapping[str, Any], seed: str) -> Orders:
    """Draw the orders of one sitting.

    The same form and seed give the same orders on every machine: Python keeps ``Random.random()`` stable
    across versions, so the shuffle is built on it alone.
    """
    rng = Random(seed)
    items: list[str] = []
    for family in ("interpersonal", "technical"):
        items += _shuffled([item["id"] for item in form["items"] if item["family"] == family], rng)
    by_id = {item["id"]: [option["id"] for option in item["options"]] for item in form["items"]}
    return Orders(items, {item_id: _shuffled(by_id[item_id], rng) for item_id in items})


def _shuffled(values: list[str], rng: Random) -> list[str]:
    return [value for _, value in sorted((rng.random(), value) for value in values)]
