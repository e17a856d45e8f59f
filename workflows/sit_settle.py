"""An inbox whose time is over becomes an answer, from the steps that came in time: nothing sent is lost.

It happens at the next touch: when the page is opened, with any deed that has the inbox in hand, and at the
latest when the candidate finishes. So whoever is scored has it settled.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from data import answers
from data.answers import Answer
from workflows.inbox import Inbox
from workflows.sit_place import Place, stage_of
from workflows.sit_read import take_in_hand


def is_due(here: Place) -> bool:
    """Tell whether the inbox in hand has to become an answer now."""
    inbox = here.inbox
    if here.shown is None or inbox is None or not inbox.is_started or here.has_value(here.shown):
        return False
    is_over = here.stage == "late" or inbox.is_over(here.at)
    return is_over and not (here.shown in here.answers and closing_value(inbox) is None)


def settled(connection: Connection, here: Place, showing: str | None = None) -> Place:
    """Take an item in hand; if it is an inbox whose time is over, store its answer and go on to the next."""
    here = take_in_hand(connection, here, showing)
    inbox = here.inbox
    if here.shown is None or inbox is None or not is_due(here):
        return here
    here = give(connection, here, here.shown, closing_value(inbox), at=inbox.steps[-1].made_at)
    return take_in_hand(connection, here, showing)


def settle_all(connection: Connection, here: Place) -> Place:
    """Store the answer of every inbox that was begun, whether its time is over or not: the sitting ends."""
    for item in here.form["items"]:
        if item["format"] == "triage" and not here.has_value(item["id"]):
            inbox = take_in_hand(connection, here, item["id"]).inbox
            if inbox is not None and inbox.handled:
                here = give(connection, here, item["id"], inbox.handled, at=inbox.steps[-1].made_at)
    return here


def closing_value(inbox: Inbox) -> dict[str, dict[str, Any]] | None:
    """Return the answer that the steps make; None: nothing was handled, so the inbox was seen and skipped."""
    return inbox.handled or None


def give(
    connection: Connection, here: Place, item_id: str, value: Any, *, at: dt.datetime | None = None
) -> Place:
    """Store the next answer to an item; return the place with it."""
    new = Answer(item_id, here.next_revision(item_id), value, here.sitting.language, at or here.at)
    answers.record(connection, here.sitting.id, new)
    given = {**here.answers, item_id: new}
    return replace(here, answers=given, stage=stage_of(here.sitting, given, here.at))
