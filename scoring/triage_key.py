"""What a triage item says about each of its messages: which action, priority and contact are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from errors import BadForm
from scoring.form_fields import listed, members

ESCALATE, HIDE = "escalate", "hide"
ACTIONS = ("reply_now", "reply_later", ESCALATE, HIDE, "ignore", "thank")
COMBINED = frozenset({HIDE, ESCALATE})
"""The only two actions that may be taken together."""
ALLOWED = (*(frozenset({action}) for action in ACTIONS), COMBINED)
PRIORITIES = (1, 2, 3, 4)
"""1 = now, 4 = when there is time."""


class MessageKey(NamedTuple):
    """What is right for one message."""

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
    key = members(f"{name}: key", item.get("key"))
    shown = listed(f"{name}: messages", item.get("messages"))
    if set(shown) != set(key):
        raise BadForm(f"{name}: key: expected one member for each message, and no other")
    contacts = read_contacts(item)
    read = {one: _message(f"{name}: key: {one}", key[one], shown[one], contacts) for one in shown}
    if not any(one.priority == 1 for one in read.values()):
        raise BadForm(f"{name}: key: expected at least one message of priority 1")
    return read


def read_contacts(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the ids of the people to whom a message can be passed on."""
    return tuple(listed(f"{item['id']}: contacts", item.get("contacts")))


def _message(where: str, key: object, message: Mapping[str, Any], contacts: tuple[str, ...]) -> MessageKey:
    """Read one message's key."""
    found = members(where, key)
    right, fair, harmful = (
        _actions(f"{where}: {name}", found.get(name, [])) for name in MessageKey._fields[:3]
    )
    if right not in ALLOWED:
        raise BadForm(f"{where}: right: expected one action, or hide and escalate")
    if both := harmful & (right | fair):
        raise BadForm(f"{where}: harmful: {', '.join(sorted(both))} is right or fair too")
    if found.get("priority") not in PRIORITIES or type(found["priority"]) is not int:
        raise BadForm(f"{where}: priority: expected 1 to 4, got {found.get('priority')!r:.40}")
    contact = found.get("contact")
    if contact is not None and contact not in contacts:
        raise BadForm(f"{where}: contact: expected one of {', '.join(contacts)}, got {contact!r:.40}")
    return MessageKey(right, fair, harmful, found["priority"], contact, _appears_after(where, message))


def _actions(where: str, value: object) -> frozenset[str]:
    """Read a list of actions."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one in ACTIONS for one in value):
        raise BadForm(f"{where}: expected a list of {', '.join(ACTIONS)}, got {value!r:.60}")
    return frozenset(value)


def _appears_after(where: str, message: Mapping[str, Any]) -> int | None:
    """Read after how many messages one appears; None = it is there from the start."""
    arrives = message.get("arrives")
    if arrives is None:
        return None
    handled = members(f"{where}: arrives", arrives).get("handled")
    if type(handled) is not int or handled < 0:
        raise BadForm(f"{where}: arrives: handled: expected a number of messages, got {handled!r:.40}")
    return handled
