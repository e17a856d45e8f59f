"""Where a candidate stands: worked out from what is stored, never remembered by the page.

So a reload, a second tab, another device or a killed server all lead to the same place.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from data.answers import Answer
from data.drafts import Draft
from data.forms import Form
from data.sittings import Sitting
from data.steps import Step
from errors import AnswerError, EntregentError
from workflows.conversation import Conversation, conversation_of
from workflows.inbox import Inbox, time_factor

Stage = Literal[
    "door",
    "language",
    "notice",
    "charter",
    "needs",
    "practice",
    "scene",
    "review",
    "end",
    "withdrawn",
    "late",
    "closed",
]
AT_SCENES: tuple[Stage, ...] = ("scene", "review")
OVER: tuple[Stage, ...] = ("end", "withdrawn", "late", "closed")
GRACE = dt.timedelta(seconds=10)
"""How long after the deadline what was sent in time may still arrive: it then counts like the rest."""
ANSWERED_ONCE = ("conversation", "triage")
"""Formats without a way back: what was chosen has had its consequences."""


@dataclass(frozen=True)
class Place:
    """Where a candidate stands, with all that a page needs to draw it."""

    sitting: Sitting
    form: Form
    answers: dict[str, Answer]
    stage: Stage
    at: dt.datetime
    """The server's time at which this was so."""
    shown: str | None = None
    """The item in hand: the first open one, or the one the page asked for; None outside the scenes."""
    steps: tuple[Step, ...] = ()
    """What was done inside the item in hand, where it goes by steps."""
    put_by: dt.timedelta = dt.timedelta()
    """By how much the clock was put since the inbox in hand was opened: its steps are stored without that."""
    needs: frozenset[str] = frozenset()
    """What the candidate ticked; read for an inbox in hand only."""
    draft: Draft | None = None
    """What was typed of the open reply in hand and not sent."""

    @property
    def open_items(self) -> list[str]:
        """Items of this sitting never shown and left, in their order."""
        return [item_id for item_id in self.sitting.item_order if item_id not in self.answers]

    @property
    def conversation(self) -> Conversation | None:
        """The conversation in hand as its steps have left it; None: something else is in hand."""
        item = self._in_hand("conversation")
        return conversation_of(item, (step.body["choice"] for step in self.steps)) if item else None

    @property
    def inbox(self) -> Inbox | None:
        """The inbox in hand as its steps have left it; None: something else is in hand."""
        item = self._in_hand("triage")
        return Inbox(item, self.steps, time_factor(self.needs)) if item else None

    def has(self, item_id: str) -> bool:
        """Tell whether the form has such an item."""
        return any(item["id"] == item_id for item in self.form["items"])

    def item(self, item_id: str) -> dict[str, Any]:
        """Return an item of the form.

        Raises
        ------
        AnswerError
            When the form has no such item.
        """
        for item in self.form["items"]:
            if item["id"] == item_id:
                return item
        raise AnswerError("item", "an item of this form", item_id)

    def next_revision(self, item_id: str) -> int:
        """Return the revision that the next answer to this item will have."""
        newest = self.answers.get(item_id)
        return newest.revision + 1 if newest else 1

    def has_value(self, item_id: str) -> bool:
        """Tell whether an item was answered, not only skipped."""
        newest = self.answers.get(item_id)
        return newest is not None and newest.value is not None

    def can_reopen(self, item_id: str) -> bool:
        """Tell whether an item can be answered, or answered differently, from the review."""
        return not (self.item(item_id)["format"] in ANSWERED_ONCE and self.has_value(item_id))

    def choice_order(self, item_id: str, node_id: str) -> list[str]:
        """Return the choices of a conversation's node as this sitting shows them."""
        drawn = self.sitting.option_orders.get(f"{item_id}.{node_id}")
        nodes = {node["id"]: node for node in self.item(item_id)["nodes"]}
        return drawn or [choice["id"] for choice in nodes[node_id]["choices"]]

    def _in_hand(self, format_name: str) -> dict[str, Any] | None:
        item = self.item(self.shown) if self.shown is not None else None
        return item if item and item["format"] == format_name else None


def place_of(problem: EntregentError) -> Place | None:
    """Return where the candidate stood when a deed was refused; None when not even that could be read."""
    found = problem.details.get("place")
    return found if isinstance(found, Place) else None


def stage_of(sitting: Sitting, given: dict[str, Answer], now: dt.datetime) -> Stage:
    """Return what a candidate has to do next, or why there is nothing."""
    return _ended(sitting, now) or _preparing(sitting) or _answering(sitting, given)


def _ended(sitting: Sitting, now: dt.datetime) -> Stage | None:
    if sitting.withdrawn_at is not None:
        return "withdrawn"
    if sitting.finished_at is not None:
        return "end"
    if sitting.deadline_at is not None and now > sitting.deadline_at + GRACE:
        return "late"
    return None if sitting.campaign_state == "published" else "closed"


def _preparing(sitting: Sitting) -> Stage | None:
    steps: tuple[tuple[dt.datetime | None, Stage], ...] = (
        (sitting.language_chosen_at, "language"),
        (sitting.notice_acknowledged_at, "notice"),
        (sitting.charter_read_at, "charter"),
        (sitting.needs_asked_at, "needs"),
        (sitting.practised_at, "practice"),
    )
    return next((stage for done_at, stage in steps if done_at is None), None)


def _answering(sitting: Sitting, given: dict[str, Answer]) -> Stage:
    return "review" if all(item_id in given for item_id in sitting.item_order) else "scene"
