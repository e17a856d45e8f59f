"""The models of all formats of items, and the orders in which one sitting shows items and options."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from assessments.items.conversation import Conversation, ConversationWording
from assessments.items.open_reply import OpenReply, OpenReplyWording
from assessments.items.scenario import Scenario, Wording
from assessments.items.triage import Triage, TriageWording
from domain import CLOSED_FORMATS, WORK_SAMPLES
from errors import ContentError

AnyItem = Scenario | Conversation | Triage | OpenReply
AnyWording = Wording | ConversationWording | TriageWording | OpenReplyWording
ItemModel = type[Scenario] | type[Conversation] | type[Triage] | type[OpenReply]

MODELS: Mapping[str, ItemModel] = {
    **dict.fromkeys(CLOSED_FORMATS, Scenario),
    "conversation": Conversation,
    "triage": Triage,
    "open_reply": OpenReply,
}


def item_model(data: Mapping[str, Any], *, source: str) -> ItemModel:
    """Return the model of an item's format, so that a mistake in it is told once and in its place.

    Raises
    ------
    ContentError
        When the format is missing or unknown.
    """
    name = data.get("format")
    if isinstance(name, str) and name in MODELS:
        return MODELS[name]
    got = repr(name)[:80] if isinstance(name, str | int | None) else f"a {type(name).__name__}"
    allowed = ", ".join(repr(known) for known in MODELS)
    line = f"{source}: item {data.get('id')}, field format: got {got}; allowed: {allowed}."
    raise ContentError(line, file=source, fields=("format",), mistakes=(line,))


class Orders(NamedTuple):
    """The orders in which one sitting shows items and options."""

    items: list[str]
    """Item ids: interpersonal scenes, then technical ones, each family shuffled; work samples last."""
    options: dict[str, list[str]]
    """Item id -> its option ids, shuffled; of a conversation, ``S22.A1`` -> the choices of that node."""


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
    option_lists = [pair for item_id in items for pair in _option_lists(by_id[item_id])]
    return Orders(items, {name: _shuffled(options, rng) for name, options in option_lists})


def _option_lists(item: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return what an item offers to choose from; an inbox is shown in its own order."""
    if item["format"] == "conversation":
        return [(f"{item['id']}.{node['id']}", _ids(node["choices"])) for node in item["nodes"]]
    return [(item["id"], _ids(item["options"]))] if "options" in item else []


def _ids(options: list[dict[str, Any]]) -> list[str]:
    return [option["id"] for option in options]


def _shuffled(values: list[str], rng: Random) -> list[str]:
    """Return the values in random order; not by Random.shuffle, which may change with Python."""
    return [value for _, value in sorted((rng.random(), value) for value in values)]
