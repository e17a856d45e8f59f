"""A conversation as its steps have left it: which post is on screen, how the crowd feels, how it ended.

Mood, flags and endings are story: they decide what is shown, never a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

Item = Mapping[str, Any]
Ending = Literal["T1", "T2", "T3", "T4"]
"""Repaired, contained, smouldering, out of hand."""
END = "END"
LOWEST_MOOD, HIGHEST_MOOD = -5, 5


class Turn(NamedTuple):
    """A node that was on screen and the choice made there, as the form words them."""

    node: Mapping[str, Any]
    choice: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a path through a conversation has led to."""

    turns: tuple[Turn, ...]
    node: Mapping[str, Any] | None
    """What is on screen; None: the conversation has ended."""
    mood: int
    """Of the crowd, -5 to 5."""
    flags: frozenset[str]
    """What choices left behind that nobody has cleared."""

    @property
    def path(self) -> tuple[str, ...]:
        """Choices made so far, as the answer holds them."""
        return tuple(turn.choice["id"] for turn in self.turns)

    @property
    def number(self) -> int:
        """Number of the next step, from 1."""
        return len(self.turns) + 1

    @property
    def ending(self) -> Ending | None:
        """How it ended; None while it goes on."""
        if self.node is not None:
            return None
        if "deleted" in self.flags or self.mood <= -4:
            return "T4"
        if self.mood <= -2:
            return "T3"
        return "T1" if self.mood >= 2 and not self.flags else "T2"

    def offers(self, choice: str) -> bool:
        """Tell whether a choice is one of those on screen."""
        return self.node is not None and any(one["id"] == choice for one in self.node["choices"])


def conversation_of(item: Item, path: Iterable[str]) -> Conversation:
    """Return what a path leads to.

    Parameters
    ----------
    item : mapping
        A conversation of a frozen form.
    path : iterable of choice ids
        From the first node on, each a choice of the node the one before led to.
    """
    nodes = {node["id"]: node for node in item["nodes"]}
    node: Mapping[str, Any] | None = item["nodes"][0]
    turns: list[Turn] = []
    mood: int = item["mood"]
    flags: set[str] = set()
    for choice_id in path:
        if node is None:
            raise ValueError(f"{item['id']}: {choice_id} comes after the end")
        choice = next(one for one in node["choices"] if one["id"] == choice_id)
        turns.append(Turn(node, choice))
        mood = max(LOWEST_MOOD, min(HIGHEST_MOOD, mood + choice["mood"]))
        flags = (flags | {choice["flag"]}) - {None, choice["clears"]}
        node = nodes.get(item["next"][choice_id])
    return Conversation(tuple(turns), node, mood, frozenset(flags))
