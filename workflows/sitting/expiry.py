"""Inboxes whose time has run out and sittings past their deadline, ended from what was stored in time.

An inbox is settled from the steps that came in time, at the next touch: when the page is opened, with any
action that has it in hand, and at the latest when the sitting ends. A sitting whose deadline has passed is
ended at the next touch too, or by the server (``end_overdue``): replies that were kept while
they were typed are answers, and whoever has answered everything has finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from data.campaigns.forms import form_body
from data.common.engine import reading, writing
from data.sitting import answers, sittings
from data.sitting.answers import Answer
from scoring.formats.words import count_words, first_words
from workflows.audit.log import SERVER, log_action_by
from workflows.common.clock import utc_now
from workflows.sitting.state import GRACE, SittingState, load_current_item, stage_of
from workflows.sitting.work_samples import Inbox


def is_due(state: SittingState) -> bool:
    """Tell whether the inbox in hand has to become an answer now, or the whole sitting is to end."""
    return is_overdue(state) or _is_inbox_due(state)


def is_overdue(state: SittingState) -> bool:
    """Tell whether a sitting of an open campaign is past its deadline and not ended yet."""
    return (
        state.stage == "late"
        and state.sitting.ended_by_deadline_at is None
        and state.sitting.campaign_state == "published"
    )


def _is_inbox_due(state: SittingState) -> bool:
    inbox = state.inbox
    if state.shown is None or inbox is None or not inbox.is_started or state.has_value(state.shown):
        return False
    return inbox.is_over(state.at) and not (state.shown in state.answers and closing_value(inbox) is None)


def close_expired_inbox(
    connection: Connection, state: SittingState, showing: str | None = None
) -> SittingState:
    """Take an item in hand; if it is an inbox whose time is over, store its answer and go on to the next.

    A sitting that is overdue ends.
    """
    if is_overdue(state):
        return end_by_deadline(connection, state)
    state = load_current_item(connection, state, showing)
    inbox = state.inbox
    if state.shown is None or inbox is None or not _is_inbox_due(state):
        return state
    state = save_answer(connection, state, state.shown, closing_value(inbox), at=inbox.steps[-1].made_at)
    return load_current_item(connection, state, showing)


def close_all_inboxes(connection: Connection, state: SittingState) -> SittingState:
    """Store the answer of every inbox that was begun, whether its time is over or not: the sitting ends."""
    for item in state.form["items"]:
        if item["format"] == "triage" and not state.has_value(item["id"]):
            inbox = load_current_item(connection, state, item["id"]).inbox
            if inbox is not None and inbox.handled:
                state = save_answer(connection, state, item["id"], inbox.handled, at=inbox.steps[-1].made_at)
    return state


def end_by_deadline(connection: Connection, state: SittingState) -> SittingState:
    """End an overdue sitting, held by this transaction, from what was kept in time; return the state then.

    Inboxes that were opened become answers, and so do written replies that were kept while they were typed:
    one that was sent already stands, one that is too long is cut after its last permitted word. Whoever has
    then answered or skipped everything has finished, at the deadline; the others keep what they have.
    """
    for item in state.form["items"]:
        if item["id"] in state.sitting.item_order and item["format"] == "triage":
            state = _inbox_at_deadline(connection, state, item)
    state, n_replies = _replies_at_deadline(connection, state)
    answers.drop_drafts(connection, state.sitting.id)
    ended: dict[str, Any] = {"ended_by_deadline_at": state.at}
    if not state.open_items:
        ended["finished_at"] = state.sitting.deadline_at
    sittings.change(connection, state.sitting.id, **ended)
    log_action_by(
        connection, SERVER, "end_by_deadline", state.sitting.candidate_id, state.at,
        campaign_id=state.sitting.campaign_id, finished=not state.open_items, n_replies=n_replies,
    )  # fmt: skip
    sitting = replace(state.sitting, **ended)
    return replace(state, sitting=sitting, stage=stage_of(sitting, state.answers, state.at), shown=None)


def _inbox_at_deadline(connection: Connection, state: SittingState, item: dict[str, Any]) -> SittingState:
    """Store what was done in an inbox that was opened; opened and left as it was, it is skipped."""
    inbox = Inbox(item, answers.steps_of(connection, state.sitting.id, item["id"]), None)
    value = closing_value(inbox)
    if not inbox.is_started or state.has_value(item["id"]) or (value is None and item["id"] in state.answers):
        return state
    return save_answer(connection, state, item["id"], value, at=inbox.steps[-1].made_at)


def _replies_at_deadline(connection: Connection, state: SittingState) -> tuple[SittingState, int]:
    """Store the replies that were kept and not sent; return the state with them, and how many there were."""
    n = 0
    for item_id, draft in answers.drafts_of(connection, state.sitting.id).items():
        text = draft.text.strip()
        before = state.answers.get(item_id)
        is_superseded = before is not None and (
            before.value is not None or before.answered_at >= draft.saved_at
        )
        if is_superseded or not count_words(text):
            continue
        text = first_words(text, state.item(item_id)["max_words"])
        state = save_answer(connection, state, item_id, text, at=draft.saved_at)
        n += 1
    return state, n


def closing_value(inbox: Inbox) -> dict[str, dict[str, Any]] | None:
    """Return the answer that the steps make; None: nothing was handled, so the inbox was seen and skipped."""
    return inbox.handled or None


def save_answer(
    connection: Connection, state: SittingState, item_id: str, value: Any, *, at: dt.datetime | None = None
) -> SittingState:
    """Store the next answer to an item; return the state with it."""
    new = Answer(item_id, state.next_revision(item_id), value, state.sitting.language, at or state.at)
    answers.record(connection, state.sitting.id, new)
    stored = {**state.answers, item_id: new}
    return replace(state, answers=stored, stage=stage_of(state.sitting, stored, state.at))


def end_overdue(is_to_stop: Callable[[], bool] = lambda: False) -> int:
    """End every sitting of an open campaign whose deadline and seconds of grace are over; return how many.

    Each in a transaction of its own, so that people who are sitting wait for one at most.

    Parameters
    ----------
    is_to_stop : callable
        Asked before each; the rest is left for the next time.

    Raises
    ------
    StorageError
        When the database could not be read or written; those ended before stay so.
    """
    with reading() as connection:
        overdue = sittings.overdue(connection, utc_now() - GRACE)
    n = 0
    for sitting_id in overdue:
        if is_to_stop():
            break
        with writing() as connection:
            n += _ended(connection, sitting_id)
    return n


def end_overdue_of(connection: Connection, campaign_id: str) -> None:
    """End the overdue sittings of a campaign, before it is closed: afterwards they stay as they are."""
    for sitting_id in sittings.overdue(connection, utc_now() - GRACE, campaign_id):
        _ended(connection, sitting_id)


def _ended(connection: Connection, sitting_id: str) -> bool:
    """End a sitting unless it has ended meanwhile, or its deadline was moved."""
    sitting = sittings.held_sitting(connection, sitting_id)
    if sitting is None:
        return False
    now = utc_now()
    stored = answers.answers_of(connection, sitting.id)
    form = form_body(connection, sitting.form_id)
    state = SittingState(sitting, form, stored, stage_of(sitting, stored, now), now)
    if not is_overdue(state):
        return False
    end_by_deadline(connection, state)
    return True
