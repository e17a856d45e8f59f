"""What one answer to a triage item earns, part by part: action, priority, contact, order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from scoring.triage_key import ALLOWED, ESCALATE, PRIORITIES, MessageKey

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
    """What was earned on one message; the three add up to its total."""

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
    """What was earned on the whole item; unanswered messages are absent and earn 0."""

    messages: Mapping[str, MessageParts]
    order: float
    """0 to 4."""

    @property
    def action(self) -> float:
        """Return the sum over messages, at most 2 each."""
        return math.fsum(one.action for one in self.messages.values())

    @property
    def priority(self) -> float:
        """Return the sum over messages, at most 1 each."""
        return math.fsum(one.priority for one in self.messages.values())

    @property
    def contact(self) -> float:
        """Return the sum over messages, at most 0."""
        return math.fsum(one.contact for one in self.messages.values())

    @property
    def total(self) -> float:
        """Return T, not clipped at 0."""
        return math.fsum(one.total for one in self.messages.values()) + self.order


def triage_parts(messages: Mapping[str, MessageKey], answer: Mapping[str, Mapping[str, Any]]) -> TriageParts:
    """Score a checked answer, whose members stand in the order in which they were handled."""
    earned = {name: message_parts(messages[name], given) for name, given in answer.items()}
    return TriageParts(earned, _order(messages, answer))


def message_parts(key: MessageKey, given: Mapping[str, Any]) -> MessageParts:
    """Score what was done with one message."""
    chosen = frozenset(given["action"])
    action = action_points(key, chosen)
    off = abs(given["priority"] - key.priority)
    priority = PRIORITY_EXACT if off == 0 else PRIORITY_ONE_OFF if off == 1 else 0.0
    is_lost = ESCALATE in chosen and given.get("contact") != key.contact
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


def _order(messages: Mapping[str, MessageKey], answer: Mapping[str, Mapping[str, Any]]) -> float:
    """Return 4 x the share of the messages of priority 1 that were handled in time."""
    urgent = [name for name, key in messages.items() if key.priority == 1]
    places = {name: place for place, name in enumerate(answer, start=1)}
    in_time = sum(
        name in places and places[name] <= _last_place(messages[name], answer[name]) for name in urgent
    )
    return ORDER_MAXIMUM * in_time / len(urgent)


def _last_place(key: MessageKey, given: Mapping[str, Any]) -> int:
    """Return the last place at which a message is handled in time, 1 = first."""
    if key.appears_after is None:
        return FIRST
    return given.get("after", key.appears_after) + LATE_FIRST


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
