"""A simulated candidate sits a form through the workflows that real people use, at a pace of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any

from scoring.formats import FORMATS
from workflows import sit
from workflows.clock import going_by, utc_now
from workflows.demo_reply import in_own_words
from workflows.sit import Place

LONGEST_AGO_H = 30.0
"""Simulated people sat within so many hours before the sample data were loaded."""
LONGEST_H = 3.0
"""Nobody takes longer, so that everybody has finished by now."""


class Pace:
    """A clock that stands still until its person has taken some time."""

    def __init__(self, start: dt.datetime) -> None:
        self.at = start

    def __call__(self) -> dt.datetime:
        """Return what time it is."""
        return self.at

    def take(self, seconds: float) -> None:
        """Let time pass."""
        self.at += dt.timedelta(seconds=seconds)


_NOTICE = "Sample data: simulated people read no notice."
"""What stands in the place of the notice."""


def sit_through(
    token: str, language: str, ability: Mapping[str, float], rng: Random, *, stops_half_way: bool = False
) -> None:
    """Sit a form from the door to the end.

    Parameters
    ----------
    token, language : str
        The link's secret, and the language chosen.
    ability : mapping
        Family -> skill, about -2 to 2.
    rng : Random
        Where answers and pace come from.
    stops_half_way : bool
        Leave after half of the items.
    """
    hours_ago = rng.uniform(LONGEST_H, LONGEST_AGO_H)
    pace = Pace(utc_now() - dt.timedelta(hours=hours_ago))
    with going_by(pace):
        here = _prepared(token, language)
        order = here.sitting.item_order
        for item_id in order[: len(order) // 2] if stops_half_way else order:
            item = here.item(item_id)
            rule = FORMATS[item["format"]]
            value = rule.simulate(rule.read_key(item), ability[item["family"]], rng)
            give(token, item, value, rng, pace)
        if not stops_half_way:
            sit.finish(token)


def _prepared(token: str, language: str) -> Place:
    sit.enter(token, accepted_language=language)
    sit.choose_language(token, language)
    sit.acknowledge_notice(token, _NOTICE)
    sit.read_charter(token)
    sit.ask_needs(token, [], "")
    return sit.practise(token)


def give(token: str, item: dict[str, Any], value: Any, rng: Random, pace: Pace) -> None:
    """Answer an item never answered before as its page would: at once, or step by step."""
    if item["format"] == "conversation":
        for number, choice in enumerate(value, start=1):
            pace.take(rng.uniform(15, 45))
            sit.choose(token, item_id=item["id"], number=number, choice=choice)
    elif item["format"] == "triage":
        _sort(token, item["id"], value, rng, pace)
    else:
        pace.take(rng.uniform(25, 75))
        text = in_own_words(item, value, rng) if item["format"] == "open_reply" else value
        sit.answer(token, item_id=item["id"], revision=1, value=text)


def _sort(token: str, item_id: str, wanted: dict[str, dict[str, Any]], rng: Random, pace: Pace) -> None:
    """Handle messages in the order wanted as far as they are there, and wait for the others."""
    here = sit.start_clock(token, item_id=item_id)
    waiting = list(wanted)
    while waiting and (inbox := here.inbox) is not None:
        pace.take(rng.uniform(15, 35))
        there = [message for message in waiting if message in inbox.visible(pace.at)]
        if not there:
            pace.take(inbox.next_arrival_s(pace.at) or 0)
            continue
        message = there[0]
        waiting.remove(message)
        content = {name: value for name, value in wanted[message].items() if name != "after"}
        here = sit.handle(token, item_id=item_id, number=inbox.number, message=message, **content)
