"""The key of an inbox: what is right for each message, and what handling it earns part by part.

A message earns up to 2 for the action, 1 for the priority, and loses up to .5 for a wrong contact; the order
in which urgent messages are handled earns up to 4 for the whole inbox.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from errors import BadForm
from scoring.formats.points import read_by_id, read_object

ESCALATE, HIDE = "escalate", "hide"
ACTIONS = ("reply_now", "reply_later", ESCALATE, HIDE, "ignore", "thank")
COMBINED = frozenset({HIDE, ESCALATE})
"""The only two actions that may be taken together."""
ALLOWED = (*(frozenset({action}) for action in ACTIONS), COMBINED)
PRIORITIES = (1, 2, 3, 4)
"""1 = now, 4 = when there is time."""


class MessageKey(NamedTuple):
    """The key of one message."""

    right: frozenset[str]
    """One action, or hide and escalate where only both together are right."""
    fair: frozenset[str]
    harmful: frozenset[str]
    priority: int
    contact: str | None
    """To whom an escalation goes; None = to nobody, so that every escalation goes to the wrong one."""
    appears_after: int | None = None
    """Messages handled when it appears, for a message that is not there from the start."""


def read_messages(item: Mapping[str, Any]) -> dict[str, MessageKey]:
    """Read the messages' keys of a frozen item, in the order in which the messages are shown.

    Raises
    ------
    BadForm
        Names the message and the field.
    """
    name = item["id"]
    key = read_object(f"{name}: key", item.get("key"))
    messages = read_by_id(f"{name}: messages", item.get("messages"))
    if set(messages) != set(key):
        raise BadForm(f"{name}: key: expected one member for each message, and no other")
    contacts = read_contacts(item)
    keys = {
        message_id: _message(f"{name}: key: {message_id}", key[message_id], message, contacts)
        for message_id, message in messages.items()
    }
    if not any(message_key.priority == 1 for message_key in keys.values()):
        raise BadForm(f"{name}: key: expected at least one message of priority 1")
    return keys


def read_contacts(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the ids of the people to whom a message can be passed on."""
    return tuple(read_by_id(f"{item['id']}: contacts", item.get("contacts")))


def _message(where: str, key: object, message: Mapping[str, Any], contacts: tuple[str, ...]) -> MessageKey:
    """Read one message's key."""
    content = read_object(where, key)
    right, fair, harmful = (
        _actions(f"{where}: {name}", content.get(name, [])) for name in ("right", "fair", "harmful")
    )
    if right not in ALLOWED:
        raise BadForm(f"{where}: right: expected one action, or hide and escalate")
    if both := harmful & (right | fair):
        raise BadForm(f"{where}: harmful: {', '.join(sorted(both))} is right or fair too")
    if content.get("priority") not in PRIORITIES or type(content["priority"]) is not int:
        raise BadForm(f"{where}: priority: expected 1 to 4, got {content.get('priority')!r:.40}")
    contact = content.get("contact")
    if contact is not None and contact not in contacts:
        raise BadForm(f"{where}: contact: expected one of {', '.join(contacts)}, got {contact!r:.40}")
    return MessageKey(right, fair, harmful, content["priority"], contact, _appears_after(where, message))


def _actions(where: str, value: object) -> frozenset[str]:
    """Read a list of actions."""
    if not isinstance(value, list) or not all(
        isinstance(action, str) and action in ACTIONS for action in value
    ):
        raise BadForm(f"{where}: expected a list of {', '.join(ACTIONS)}, got {value!r:.60}")
    return frozenset(value)


def _appears_after(where: str, message: Mapping[str, Any]) -> int | None:
    """Read after how many messages handled a message appears; None = it is there from the start."""
    arrives = message.get("arrives")
    if arrives is None:
        return None
    handled = read_object(f"{where}: arrives", arrives).get("handled")
    if type(handled) is not int or handled < 0:
        raise BadForm(f"{where}: arrives: handled: expected a number of messages, got {handled!r:.40}")
    return handled


RIGHT, FAIR, OTHER, HARMFUL = 2.0, 1.0, 0.0, -1.0
PRIORITY_EXACT, PRIORITY_ONE_OFF = 1.0, 0.5
WRONG_CONTACT = -0.5
MESSAGE_FLOOR = -1.0
"""The least that one message can cost."""
MESSAGE_MAXIMUM = RIGHT + PRIORITY_EXACT
ORDER_MAXIMUM = 4.0
ORDER_AT_RANDOM = 2.0
"""Taken for the order part of somebody who handles messages in any order."""

FIRST = 6
"""A message of priority 1 counts for the order when it is among so many handled first."""
LATE_FIRST = 3
"""The same for a message that appears later, counted from there."""


class MessageParts(NamedTuple):
    """The points of one message, in three parts that add up to its total."""

    action: float
    """-1 (harmful) to 2 (right)."""
    priority: float
    """0, .5 (one off) or 1 (exact)."""
    contact: float
    """0, or what passing it on to the wrong contact took away: less than .5 where the floor of -1 holds."""

    @property
    def total(self) -> float:
        """Return -1 to 3."""
        return self.action + self.priority + self.contact


class TriageParts(NamedTuple):
    """The points of a whole inbox; unanswered messages are absent and earn 0."""

    messages: Mapping[str, MessageParts]
    order: float
    """0 to 4."""

    @property
    def action(self) -> float:
        """Return the sum over messages, at most 2 each."""
        return math.fsum(message.action for message in self.messages.values())

    @property
    def priority(self) -> float:
        """Return the sum over messages, at most 1 each."""
        return math.fsum(message.priority for message in self.messages.values())

    @property
    def contact(self) -> float:
        """Return the sum over messages, at most 0."""
        return math.fsum(message.contact for message in self.messages.values())

    @property
    def total(self) -> float:
        """Return T, not clipped at 0."""
        return math.fsum(message.total for message in self.messages.values()) + self.order


def triage_parts(messages: Mapping[str, MessageKey], answer: Mapping[str, Mapping[str, Any]]) -> TriageParts:
    """Score a checked answer, whose members stand in the order in which they were handled."""
    earned = {name: message_parts(messages[name], handling) for name, handling in answer.items()}
    return TriageParts(earned, _order_points(messages, answer))


def message_parts(key: MessageKey, handling: Mapping[str, Any]) -> MessageParts:
    """Score what was done with one message.

    Parameters
    ----------
    key : MessageKey
    handling : mapping
        ``action``, ``priority`` and, escalated, ``contact``, checked.
    """
    chosen = frozenset(handling["action"])
    action = action_points(key, chosen)
    off = abs(handling["priority"] - key.priority)
    priority = PRIORITY_EXACT if off == 0 else PRIORITY_ONE_OFF if off == 1 else 0.0
    is_lost = ESCALATE in chosen and handling.get("contact") != key.contact
    # A wrong contact takes away .5, and no more than leaves the message at its floor of -1.
    contact = max(MESSAGE_FLOOR - action - priority, WRONG_CONTACT) if is_lost else 0.0
    return MessageParts(action, priority, contact)


def action_points(key: MessageKey, chosen: frozenset[str]) -> float:
    """Return what the chosen action earns; a combination earns its better part unless a part is harmful."""
    if chosen & key.harmful:
        return HARMFUL
    if chosen >= key.right:
        return RIGHT
    # Half of a right combination is worth as much as a fair action.
    return FAIR if chosen & (key.right | key.fair) else OTHER


def _order_points(messages: Mapping[str, MessageKey], answer: Mapping[str, Mapping[str, Any]]) -> float:
    """Return 4 x the share of the messages of priority 1 that were handled in time."""
    urgent = [name for name, key in messages.items() if key.priority == 1]
    places = {name: place for place, name in enumerate(answer, start=1)}
    in_time = sum(
        name in places and places[name] <= _last_place(messages[name], answer[name]) for name in urgent
    )
    return ORDER_MAXIMUM * in_time / len(urgent)


def _last_place(key: MessageKey, handling: Mapping[str, Any]) -> int:
    """Return the last place at which a message is handled in time, 1 = first."""
    if key.appears_after is None:
        return FIRST
    # With a clock it appeared when it did, which the answer says; without one, where the key says.
    return handling.get("after", key.appears_after) + LATE_FIRST


# A form is read at every message a candidate handles; what chance earns in it stays the same.
@lru_cache(maxsize=1024)
def expected_message(key: MessageKey, contacts: tuple[str, ...]) -> float:
    """Return what a message earns on average when action, priority and contact are drawn at random.

    Each of the seven actions, four priorities and all contacts is equally likely; the floor is applied to
    each draw.
    """
    earned = [
        message_parts(key, {"action": action, "priority": priority, "contact": contact}).total
        for action in ALLOWED
        for priority in PRIORITIES
        for contact in contacts
    ]
    return math.fsum(earned) / len(earned)
