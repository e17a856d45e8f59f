"""The format conversation: post after post is answered, and each choice decides which comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from errors import AnswerError, BadForm
from scoring.formats.points import (
    SKIPPED,
    UNDEFINED,
    FormatPoints,
    Key,
    height,
    mean,
    perceived_effectiveness,
    points_per_item,
    read_by_id,
    read_numbers,
    read_object,
    require_option,
    tells_apart,
)

Answer = Sequence[str]
"""``["A1b", "A2c", "A5d"]``: the choices made, from the first node on."""

END = "END"
"""Where a choice leads that closes the conversation."""


class ConversationKey(NamedTuple):
    """The nodes of a conversation, what each choice is worth and where it leads."""

    first: str
    nodes: Mapping[str, Key]
    """Node id -> (choice id -> effectiveness, 1 to 5)."""
    next: Mapping[str, str]
    """Choice id -> node id, or END."""


def read_conversation_key(item: Mapping[str, Any]) -> ConversationKey:
    """Read nodes, key and ways of a frozen item.

    Raises
    ------
    BadForm
        When a choice has no key or leads nowhere, or when a path never ends.
    """
    name = item["id"]
    key = read_numbers(f"{name}: key", item.get("key"), lowest=1, highest=5)
    choices = {
        node: list(read_by_id(f"{name}: nodes: {node}: choices", content.get("choices")))
        for node, content in read_by_id(f"{name}: nodes", item.get("nodes")).items()
    }
    offered = [choice for node in choices.values() for choice in node]
    # A choice belongs to one node only: the key and the ways name it without the node.
    if len(set(offered)) != len(offered) or set(offered) != set(key):
        raise BadForm(f"{name}: key: expected one number for each choice of the nodes, and no other")
    ways = read_object(f"{name}: next", item.get("next"))
    if set(ways) != set(key):
        raise BadForm(f"{name}: next: expected where each choice leads, and no other")
    for choice, node in ways.items():
        if node not in (END, *choices):
            raise BadForm(f"{name}: next: {choice}: expected a node or {END}, got {node!r:.40}")
    _require_an_end(name, choices, ways)
    nodes = {node: {choice: key[choice] for choice in offered} for node, offered in choices.items()}
    return ConversationKey(next(iter(nodes)), nodes, ways)


def _require_an_end(name: str, choices: Mapping[str, Sequence[str]], ways: Mapping[str, str]) -> None:
    """Raise when a path could run in circles: nodes are struck off once all their ways lead out."""
    remaining = dict(choices)
    while ending := [
        node
        for node, offered in remaining.items()
        if not any(ways[choice] in remaining for choice in offered)
    ]:
        for node in ending:
            del remaining[node]
    if remaining:
        raise BadForm(f"{name}: next: a path through {', '.join(remaining)} may never reach {END}")


def check_conversation(answer: object, key: ConversationKey) -> None:
    """Raise AnswerError unless the answer is a path of choices from the first node on.

    A path that has not reached END stopped: it passes, and counts as skipped (see has_ended).
    """
    if not isinstance(answer, list) or not answer:
        raise AnswerError("answer", "a list of choices from the first node on", answer)
    node = key.first
    for at, choice in enumerate(answer):
        if node == END:
            raise AnswerError(f"answer[{at}]", "nothing more: the conversation has ended", choice)
        require_option(f"answer[{at}]", choice, key.nodes[node])
        node = key.next[choice]


def has_ended(answer: Answer, key: ConversationKey) -> bool:
    """Tell whether a path that passes the check has reached END."""
    return bool(answer) and key.next[answer[-1]] == END


def any_node_tells(key: ConversationKey) -> bool:
    """Say whether some node of a conversation can tell choices apart."""
    return any(tells_apart(node) for node in key.nodes.values())


def visited(answer: Answer, key: ConversationKey) -> list[str]:
    """Return the node of each choice of a path that passes the check."""
    return [key.first, *(key.next[choice] for choice in answer[:-1])]


def conversation_points(
    keys: Mapping[str, ConversationKey], answers: Mapping[str, Answer | None]
) -> FormatPoints:
    """Score paths by how far each choice stands above the average choice of its node.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped.

    Returns
    -------
    FormatPoints
        Mean over the nodes visited of (k - mean k) / (max k - mean k), at most 1: a slip that is repaired is
        credited for the repair. A path that stopped before END counts as skipped. NaN where the choices of a
        node on the path all have one key.
    """
    stopped = frozenset(
        item for item, answer in answers.items() if answer is not None and not has_ended(answer, keys[item])
    )
    ended = {item: answer for item, answer in answers.items() if item not in stopped}
    scored = points_per_item(_mean_height, keys, ended)
    earned = {item: SKIPPED if any_node_tells(keys[item]) else UNDEFINED for item in sorted(stopped)}
    return scored._replace(points=scored.points | earned, skipped=stopped)


def _mean_height(key: ConversationKey, answer: Answer) -> float:
    """Return the mean height of the choices of one path that reached the end."""
    nodes = visited(answer, key)
    return mean([height(key.nodes[node], choice) for node, choice in zip(nodes, answer, strict=True)])


def simulate_conversation(key: ConversationKey, ability: float, rng: Random) -> list[str]:
    """Draw a plausible path to the end; the higher the ability, the closer to the key at every node."""
    path: list[str] = []
    node = key.first
    while node != END:
        view = perceived_effectiveness(key.nodes[node], ability, rng)
        path.append(max(view, key=view.__getitem__))
        node = key.next[path[-1]]
    return path
