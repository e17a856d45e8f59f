"""The format triage: the messages of an inbox are handled, each with an action, a priority and a contact.

What is right for a message, and what an answer earns on it, is in scoring.formats.triage_key.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from errors import AnswerError, BadForm
from scoring.formats.points import FormatPoints, perceived_effectiveness, points_per_item, require_option
from scoring.formats.triage_key import (
    ACTIONS,
    ALLOWED,
    COMBINED,
    ESCALATE,
    FAIR,
    HARMFUL,
    MESSAGE_MAXIMUM,
    ORDER_AT_RANDOM,
    ORDER_MAXIMUM,
    OTHER,
    PRIORITIES,
    RIGHT,
    MessageKey,
    TriageParts,
    action_points,
    expected_message,
    read_contacts,
    read_messages,
    triage_parts,
)
from scoring.scores.bounds import DECIMALS

Answer = Mapping[str, Mapping[str, Any]]
"""``{"M1": {"action": ["escalate"], "holding": true, "priority": 1, "contact": "after_sales"}, ...}`` in the
order in which the messages were handled; absent = unanswered. A message that appears later may say
``"after"``: how many had been handled when it appeared."""

REQUIRED = ("action", "priority")
OPTIONAL = ("contact", "holding", "after")
TOLERANCE = 1e-9
"""Of the chance value a form stores with nine decimals."""


class TriageKey(NamedTuple):
    """The messages of an inbox with what is right for each."""

    messages: Mapping[str, MessageKey]
    contacts: tuple[str, ...]
    chance: float
    """What answering at random earns on average."""

    @property
    def maximum(self) -> float:
        """Return what the key's own answer earns: 3 per message, and 4 for the order."""
        return MESSAGE_MAXIMUM * len(self.messages) + ORDER_MAXIMUM


def read_triage_key(item: Mapping[str, Any]) -> TriageKey:
    """Read the messages of a frozen item, and check the chance value that it stores.

    Raises
    ------
    BadForm
        Names the message and the field.
    """
    messages, contacts = read_messages(item), read_contacts(item)
    chance = _chance_total(messages, contacts)
    stored = item.get("chance", chance)
    if type(stored) not in (int, float) or not abs(stored - chance) <= TOLERANCE:
        raise BadForm(
            f"{item['id']}: chance: expected {chance}, which follows from the key, got {stored!r:.40}"
        )
    return TriageKey(messages, contacts, stored)


def expected_total(item: Mapping[str, Any]) -> float:
    """Return E, the total that answering a frozen item at random earns on average, to 9 decimals.

    Action (six single ones, hide with escalate), priority and contact are drawn uniformly for every message;
    2 is taken for the order.
    """
    return _chance_total(read_messages(item), read_contacts(item))


def _chance_total(messages: Mapping[str, MessageKey], contacts: tuple[str, ...]) -> float:
    """Return E: the sum over messages of what chance earns on each, and the order at random."""
    by_message = [expected_message(key, contacts) for key in messages.values()]
    return round(math.fsum(by_message) + ORDER_AT_RANDOM, DECIMALS)


def parts_of(key: TriageKey, answer: Answer) -> TriageParts:
    """Return what a checked answer earns, message by message and part by part."""
    return triage_parts(key.messages, answer)


def check_triage(answer: object, key: TriageKey) -> None:
    """Raise AnswerError unless every message answered has an action, a priority and, escalated, a contact."""
    if not isinstance(answer, dict):
        raise AnswerError("answer", "an object of messages in the order handled", answer)
    for place, (name, handling) in enumerate(answer.items(), start=1):
        require_option("answer", name, key.messages)
        check_message(f"answer.{name}", handling, key)
        _check_after(f"answer.{name}.after", handling, key.messages[name], place)


def check_message(field: str, handling: object, key: TriageKey) -> None:
    """Raise AnswerError unless this can be done with a message, whichever it is."""
    if not isinstance(handling, dict):
        raise AnswerError(field, f"an object with {' and '.join(REQUIRED)}", handling)
    if missing := [name for name in REQUIRED if name not in handling]:
        raise AnswerError(f"{field}.{missing[0]}", f"each of {', '.join(REQUIRED)}", None)
    if unknown := [name for name in handling if name not in REQUIRED + OPTIONAL]:
        raise AnswerError(field, f"only {', '.join(REQUIRED + OPTIONAL)}", unknown[0])
    _check_action(f"{field}.action", handling["action"])
    # type() and not isinstance(): true is an int to Python, but not a priority.
    if type(handling["priority"]) is not int or handling["priority"] not in PRIORITIES:
        raise AnswerError(f"{field}.priority", "a whole number from 1 (now) to 4", handling["priority"])
    _check_escalation(field, handling, key)


def _check_action(field: str, action: object) -> None:
    """Raise unless this is one action, or the two that may be combined."""
    if not isinstance(action, list):
        raise AnswerError(field, "a list of one action, or hide and escalate", action)
    for part in action:
        require_option(field, part, ACTIONS)
    if frozenset(action) not in ALLOWED or len(set(action)) != len(action):
        raise AnswerError(field, "one action, or hide and escalate", action)


def _check_escalation(field: str, handling: Mapping[str, Any], key: TriageKey) -> None:
    """Raise unless contact and holding reply stand exactly where a message is escalated."""
    contact, holding = handling.get("contact"), handling.get("holding", False)
    if type(holding) is not bool:
        raise AnswerError(f"{field}.holding", "true or false", holding)
    if ESCALATE in handling["action"]:
        require_option(f"{field}.contact", contact, key.contacts)
        return
    if contact is not None:
        raise AnswerError(f"{field}.contact", "nobody, unless the message is escalated", contact)
    if holding:
        raise AnswerError(f"{field}.holding", "false, unless the message is escalated", holding)


def _check_after(field: str, handling: Mapping[str, Any], message: MessageKey, place: int) -> None:
    """Raise unless a message that appears later did so before it was handled."""
    if "after" not in handling:
        return
    after = handling["after"]
    if message.appears_after is None:
        raise AnswerError(field, "nothing: this message is there from the start", after)
    if type(after) is not int or not 0 <= after < place:
        raise AnswerError(field, f"a number of messages handled before, under {place}", after)


def triage_points(keys: Mapping[str, TriageKey], answers: Mapping[str, Answer | None]) -> FormatPoints:
    """Score inboxes by what was earned above chance.

    Parameters
    ----------
    keys : mapping of item id to key
    answers : mapping of item id to answer
        Checked answers; None = skipped, which an inbox without any message answered is not.

    Returns
    -------
    FormatPoints
        (T - E) / (maximum - E), at most 1, not clipped below.
    """
    return points_per_item(_share_above_chance, keys, answers)


def _share_above_chance(key: TriageKey, answer: Answer) -> float:
    """Return what one inbox earned above chance, as a share of what can be earned above it."""
    return (parts_of(key, answer).total - key.chance) / (key.maximum - key.chance)


EFFECTIVENESS = {RIGHT: 5.0, FAIR: 3.5, OTHER: 2.5, HARMFUL: 1.0}
"""What actions earn -> the scale of option keys, on which a simulated view errs."""
RIGHT_CONTACT, OTHER_CONTACT = 5.0, 2.0


def simulate_triage(key: TriageKey, ability: float, rng: Random) -> dict[str, dict[str, Any]]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    handlings = {
        name: _simulated_handling(message, key, ability, rng) for name, message in key.messages.items()
    }
    # Of the messages that have appeared, the most urgent one comes next.
    answer: dict[str, dict[str, Any]] = {}
    while waiting := [name for name in handlings if name not in answer]:
        present = [name for name in waiting if (key.messages[name].appears_after or 0) <= len(answer)]
        chosen = min(present or waiting, key=lambda name: handlings[name]["priority"])
        answer[chosen] = handlings[chosen]
    return answer


def _simulated_handling(message: MessageKey, key: TriageKey, ability: float, rng: Random) -> dict[str, Any]:
    """Draw what somebody does with one message."""
    worth = {str(at): EFFECTIVENESS[action_points(message, action)] for at, action in enumerate(ALLOWED)}
    view = perceived_effectiveness(worth, ability, rng)
    # Two actions are more work than one: taken only where one alone is not enough.
    considered = {
        at: value for at, value in view.items() if ALLOWED[int(at)] != COMBINED or message.right == COMBINED
    }
    action = ALLOWED[int(max(considered, key=considered.__getitem__))]
    urgency = perceived_effectiveness({"priority": message.priority}, ability, rng)["priority"]
    priority = min(PRIORITIES[-1], max(PRIORITIES[0], round(urgency)))
    handling: dict[str, Any] = {"action": sorted(action), "priority": priority}
    if ESCALATE in action:
        trust = {
            contact: RIGHT_CONTACT if contact == message.contact else OTHER_CONTACT
            for contact in key.contacts
        }
        trusted = perceived_effectiveness(trust, ability, rng)
        handling |= {"holding": rng.random() < 0.5, "contact": max(trusted, key=trusted.__getitem__)}
    return handling
