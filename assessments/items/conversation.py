"""A branching conversation: posts, choices, and where each choice leads.

A choice is named by its node and a letter (``A1b``); the conversation starts at the node of the first key.
Mood, flags and endings are story, never score.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from assessments.content.mistakes import FieldMistakes
from assessments.items.model import Item, Key, Overlay, StemPart, Strict, Text
from assessments.items.scenario import Mistakes, differing_ids, unknown_ids, unknown_in_overlays
from domain import Ending

NodeId = Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}$")]
ChoiceId = Annotated[str, Field(pattern=r"^[A-Z]\d{1,2}[a-e]$")]
Mood = Annotated[int, Field(ge=-5, le=5)]
Flag = Annotated[str, Field(pattern=r"^[a-z_]+$")]
"""Repaired, contained, smouldering, out of hand."""
END = "END"


class Choice(Strict):
    """One thing to do, and what is seen after it."""

    text: Text
    outcome: Text


class Node(Strict):
    """One moment of the conversation: its posts, and the choices."""

    posts: Annotated[tuple[StemPart, ...], Field(min_length=1)]
    choices: dict[ChoiceId, Choice]


class ConversationWording(Strict):
    """The texts of a conversation that the candidate reads."""

    title: Text
    stem: Annotated[tuple[StemPart, ...], Field(min_length=1)]
    nodes: dict[NodeId, Node]

    def choices(self) -> dict[str, Choice]:
        """Return the choices of all nodes by their id."""
        return {choice: text for node in self.nodes.values() for choice, text in node.choices.items()}


class Conversation(Item):
    """A thread in which each choice decides what happens next."""

    format: Literal["conversation"]
    key: Annotated[dict[ChoiceId, Key], Field(min_length=1)]
    next: dict[ChoiceId, NodeId | Literal["END"]]
    mood: Mood
    """Of the crowd at the start, -5 to +5; never shown as a number."""
    moods: dict[ChoiceId, Mood]
    """How much each choice changes it."""
    flags: dict[ChoiceId, Flag] = Field(default_factory=dict)
    """What a choice leaves behind, e.g. a promise."""
    clears: dict[ChoiceId, Flag] = Field(default_factory=dict)
    rationale: dict[ChoiceId, Text]
    endings: dict[Ending, Text]
    overlays: tuple[Overlay, ...] = ()
    wording: ConversationWording
    adapted: dict[str, ConversationWording] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        if mistakes := [*_naming(self), *_choices_of_other_nodes(self), *_endings(self), *_flags(self)]:
            raise FieldMistakes(mistakes)
        if mistakes := _graph_mistakes(self.next, nodes_of(self.key)):
            raise FieldMistakes(mistakes)
        return self


def node_of(choice: str) -> str:
    """Return the node a choice belongs to."""
    return choice[:-1]


def nodes_of(key: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return node -> its part of the key, in the key's order; the first is where the conversation starts."""
    nodes: dict[str, dict[str, float]] = {}
    for choice, value in key.items():
        nodes.setdefault(node_of(choice), {})[choice] = value
    return nodes


def _naming(item: Conversation) -> Mistakes:
    named = {"rationale": set(item.rationale), "next": set(item.next), "moods": set(item.moods)}
    worded = {"wording": item.wording} | {f"adapted.{name}": text for name, text in item.adapted.items()}
    named |= {f"{place}.nodes": set(text.choices()) for place, text in worded.items()}
    return [
        *differing_ids(named, item.key, what="choices"),
        *unknown_ids({"flags": item.flags, "clears": item.clears}, item.key, what="choices"),
        *unknown_in_overlays(item.overlays, item.key),
    ]


def _choices_of_other_nodes(item: Conversation) -> Mistakes:
    worded = {"wording": item.wording} | {f"adapted.{name}": text for name, text in item.adapted.items()}
    return [
        (f"{place}.nodes.{node_id}.choices.{choice}", f"belongs to node {node_of(choice)}")
        for place, text in worded.items()
        for node_id, node in text.nodes.items()
        for choice in node.choices
        if node_of(choice) != node_id
    ]


def _endings(item: Conversation) -> Mistakes:
    missing = sorted(set(get_args(Ending)) - set(item.endings))
    return [("endings", f"lacks {', '.join(missing)}")] if missing else []


def _flags(item: Conversation) -> Mistakes:
    raised = set(item.flags.values())
    return [
        (f"clears.{choice}", f"clears the flag {flag!r}, which no choice raises")
        for choice, flag in item.clears.items()
        if flag not in raised
    ]


def _graph_mistakes(following: Mapping[str, str], nodes: Mapping[str, object]) -> Mistakes:
    """Return what keeps some path from going on to an END.

    Where every next exists and no path comes back to a node, every path reaches END: there is nowhere else
    to go.
    """
    nowhere = [
        (f"next.{choice}", f"leads to {node}, which is no node")
        for choice, node in following.items()
        if node != END and node not in nodes
    ]
    if nowhere:
        return nowhere
    leads = {node: {following[choice] for choice in following if node_of(choice) == node} for node in nodes}
    if loop := _loop(leads):
        return [("next", f"comes back to a node already seen: {' - '.join(loop)}")]
    start = next(iter(nodes))
    reached = _reached(start, leads)
    return [
        ("next", f"no choice leads to node {node} from {start}, the first")
        for node in nodes
        if node not in reached
    ]


def _reached(start: str, leads: Mapping[str, set[str]]) -> set[str]:
    """Return the nodes to which some path from the start leads, the start included."""
    reached, waiting = {start}, [start]
    while waiting:
        new = leads[waiting.pop()] - reached - {END}
        reached |= new
        waiting += sorted(new)
    return reached


def _loop(leads: Mapping[str, set[str]]) -> list[str]:
    """Return a path that comes back to where it was; empty when there is none."""
    # Nodes from which no path comes back: each is gone through once, however many paths lead to it.
    closed: set[str] = set()

    def walk(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node == END or node in closed:
            return []
        for following in sorted(leads[node]):
            if loop := walk(following, [*path, node]):
                return loop
        closed.add(node)
        return []

    return next((loop for node in leads if (loop := walk(node, []))), [])
