"""How a simulated candidate works through an inbox, for demonstrations and load tests."""

from __future__ import annotations

from random import Random
from typing import Any

from scoring.simulate import perceived_effectiveness
from scoring.triage import TriageKey
from scoring.triage_key import ALLOWED, COMBINED, ESCALATE, PRIORITIES, MessageKey
from scoring.triage_parts import FAIR, HARMFUL, OTHER, RIGHT, action_points

EFFECTIVENESS = {RIGHT: 5.0, FAIR: 3.5, OTHER: 2.5, HARMFUL: 1.0}
"""What actions earn -> the scale of option keys, on which a simulated view errs."""
RIGHT_CONTACT, OTHER_CONTACT = 5.0, 2.0


def simulate_triage(key: TriageKey, ability: float, rng: Random) -> dict[str, dict[str, Any]]:
    """Draw a plausible answer; the higher the ability, the closer to the key."""
    seen = {name: _handled(message, key, ability, rng) for name, message in key.messages.items()}
    answer: dict[str, dict[str, Any]] = {}
    while waiting := [name for name in seen if name not in answer]:
        there = [name for name in waiting if (key.messages[name].appears_after or 0) <= len(answer)]
        chosen = min(there or waiting, key=lambda name: seen[name]["priority"])
        answer[chosen] = seen[chosen]
    return answer


def _handled(message: MessageKey, key: TriageKey, ability: float, rng: Random) -> dict[str, Any]:
    """Draw what somebody does with one message."""
    worth = {str(at): EFFECTIVENESS[action_points(message, action)] for at, action in enumerate(ALLOWED)}
    view = perceived_effectiveness(worth, ability, rng)
    # Two actions are more work than one: taken only where one alone is not enough.
    apart = {
        at: seen for at, seen in view.items() if ALLOWED[int(at)] != COMBINED or message.right == COMBINED
    }
    action = ALLOWED[int(max(apart, key=apart.__getitem__))]
    urgency = perceived_effectiveness({"priority": message.priority}, ability, rng)["priority"]
    priority = min(PRIORITIES[-1], max(PRIORITIES[0], round(urgency)))
    given: dict[str, Any] = {"action": sorted(action), "priority": priority}
    if ESCALATE in action:
        trust = {one: RIGHT_CONTACT if one == message.contact else OTHER_CONTACT for one in key.contacts}
        trusted = perceived_effectiveness(trust, ability, rng)
        given |= {"holding": rng.random() < 0.5, "contact": max(trusted, key=trusted.__getitem__)}
    return given
