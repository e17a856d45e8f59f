"""The state of a sitting: where its candidate stands, read from the database each time.

So a reload, a second tab, another device or a killed server all lead to the same state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from sqlalchemy import Connection

from data.campaigns.forms import Form, form_body
from data.sitting import answers, sittings
from data.sitting.answers import Answer, Draft, Step
from data.sitting.sittings import Sitting
from errors import AnswerError, LinkExpired, LinkRevoked, LinkUnknown, LinkUnopened
from workflows.common.clock import utc_now
from workflows.common.stored_settings import StoredSettings, read_settings
from workflows.sitting import work_samples
from workflows.sitting.work_samples import Conversation, Inbox, conversation_of, time_factor

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
class SittingState:
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

    @cached_property
    def settings(self) -> StoredSettings:
        """What the campaign has settled."""
        return read_settings(self.sitting.campaign_settings)

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


def stage_of(sitting: Sitting, stored: dict[str, Answer], now: dt.datetime) -> Stage:
    """Return what a candidate has to do next, or why there is nothing."""
    return _ended(sitting, now) or _preparing(sitting) or _answering(sitting, stored)


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


def _answering(sitting: Sitting, stored: dict[str, Answer]) -> Stage:
    return "review" if all(item_id in stored for item_id in sitting.item_order) else "scene"


def link_holder(connection: Connection, token: str, *, hold: bool = False) -> sittings.Invited:
    """Return whose link this is, also once its time is over.

    Raises
    ------
    LinkUnknown, LinkRevoked
        When it is nobody's, or no longer.
    """
    invited = sittings.invited_by(connection, token, hold=hold)
    if invited is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    if invited.revoked_at is not None:
        raise LinkRevoked("This link was replaced or closed.", settings=invited.campaign_settings)
    return invited


def refuse_unopened(invited: sittings.Invited) -> None:
    """Raise LinkUnopened when nobody has done anything with this link: opening its address is not enough.

    Raises
    ------
    LinkUnopened
        Its page asks for a first action.
    """
    if invited.opened_at is None:
        language = invited.sitting.language if invited.sitting else invited.language
        raise LinkUnopened(
            "Nothing was done with this link yet.", settings=invited.campaign_settings, language=language
        )


def invited_candidate(
    connection: Connection, token: str, now: dt.datetime, *, hold: bool = False
) -> sittings.Invited:
    """Return whom a link invites.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired
        When it opens nothing.
    """
    invited = link_holder(connection, token, hold=hold)
    if now > invited.expires_at and invited.sitting is None:
        raise LinkExpired("This link has expired.", at=invited.expires_at, settings=invited.campaign_settings)
    return invited


def read_state(connection: Connection, token: str, *, hold: bool = False) -> SittingState:
    """Read where a candidate stands; with ``hold`` nobody else changes it until the transaction ends."""
    now = utc_now()
    invited = invited_candidate(connection, token, now, hold=hold)
    refuse_unopened(invited)
    sitting = invited.sitting
    if sitting is None:
        raise LinkUnopened("Nothing was begun yet.", settings=invited.campaign_settings)
    form = form_body(connection, sitting.form_id)
    stored = answers.answers_of(connection, sitting.id)
    return SittingState(sitting, form, stored, stage_of(sitting, stored, now), now)


def load_current_item(
    connection: Connection, state: SittingState, showing: str | None = None
) -> SittingState:
    """Return the state with what the item in hand needs: steps, needs ticked, draft; closed items need none.

    Parameters
    ----------
    showing : str, optional
        The item the page went back to; without it, or where it cannot be reopened, the first open one is in
        hand.
    """
    item_id = _in_hand(state, showing)
    format_name = state.item(item_id)["format"] if item_id is not None else None
    state = replace(state, shown=item_id, steps=(), needs=frozenset(), draft=None)
    if item_id is None or format_name is None:
        return state
    if format_name == "open_reply":
        return replace(state, draft=answers.draft_of(connection, state.sitting.id, item_id))
    if format_name == "conversation":
        return replace(state, steps=answers.steps_of(connection, state.sitting.id, item_id))
    if format_name == "triage":
        needs = frozenset(sittings.needs_of(connection, state.sitting.id))
        steps, put_by = inbox_steps(connection, state, item_id)
        return replace(state, steps=steps, put_by=put_by, needs=needs)
    return state


def inbox_steps(
    connection: Connection, state: SittingState, item_id: str
) -> tuple[tuple[Step, ...], dt.timedelta]:
    """Return the steps made in an inbox, timed by the clock of now, and by how much it was put meanwhile."""
    stored = answers.steps_of(connection, state.sitting.id, item_id)
    put_by = work_samples.put_since(state.sitting.id, item_id, stored, state.at)
    return work_samples.shift_steps(stored, put_by), put_by


def _in_hand(state: SittingState, showing: str | None) -> str | None:
    if state.stage not in AT_SCENES:
        return None
    if showing is not None and state.has(showing) and state.can_reopen(showing):
        return showing
    return next(iter(state.open_items), None)
