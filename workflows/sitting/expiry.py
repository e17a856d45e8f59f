"""What time ends becomes an answer: an inbox whose clock ran out, and all that was kept at the deadline.

An inbox is settled from the steps that came in time, at the next touch: when the page is opened, with any
deed that has it in hand, and at the latest when the sitting ends. A sitting whose deadline has passed is
ended at the next touch too, or by the server (``workflows/sitting/expiry.py``): replies that were kept while
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


def is_due(here: SittingState) -> bool:
    """Tell whether the inbox in hand has to become an answer now, or the whole sitting is to end."""
    return is_overdue(here) or _is_inbox_due(here)


def is_overdue(here: SittingState) -> bool:
    """Tell whether a sitting of an open campaign is past its deadline and was not ended so far."""
    return (
        here.stage == "late"
        and here.sitting.ended_by_deadline_at is None
        and here.sitting.campaign_state == "published"
    )


def _is_inbox_due(here: SittingState) -> bool:
    inbox = here.inbox
    if here.shown is None or inbox is None or not inbox.is_started or here.has_value(here.shown):
        return False
    return inbox.is_over(here.at) and not (here.shown in here.answers and closing_value(inbox) is None)


def close_expired_inbox(
    connection: Connection, here: SittingState, showing: str | None = None
) -> SittingState:
    """Take an item in hand; if it is an inbox whose time is over, store its answer and go on to the next.

    A sitting that is overdue ends.
    """
    if is_overdue(here):
        return end_by_deadline(connection, here)
    here = load_current_item(connection, here, showing)
    inbox = here.inbox
    if here.shown is None or inbox is None or not _is_inbox_due(here):
        return here
    here = save_answer(connection, here, here.shown, closing_value(inbox), at=inbox.steps[-1].made_at)
    return load_current_item(connection, here, showing)


def close_all_inboxes(connection: Connection, here: SittingState) -> SittingState:
    """Store the answer of every inbox that was begun, whether its time is over or not: the sitting ends."""
    for item in here.form["items"]:
        if item["format"] == "triage" and not here.has_value(item["id"]):
            inbox = load_current_item(connection, here, item["id"]).inbox
            if inbox is not None and inbox.handled:
                here = save_answer(connection, here, item["id"], inbox.handled, at=inbox.steps[-1].made_at)
    return here


def end_by_deadline(connection: Connection, here: SittingState) -> SittingState:
    """End an overdue sitting, held by this transaction, from what was kept in time; return the place then.

    Inboxes that were opened become answers, and so do written replies that were kept while they were typed:
    one that was sent already stands, one that is too long is cut after its last permitted word. Whoever has
    then answered or skipped everything has finished, at the deadline; the others keep what they have.
    """
    for item in here.form["items"]:
        if item["id"] in here.sitting.item_order and item["format"] == "triage":
            here = _inbox_at_deadline(connection, here, item)
    here, n_replies = _replies_at_deadline(connection, here)
    answers.drop_drafts(connection, here.sitting.id)
    ended: dict[str, Any] = {"ended_by_deadline_at": here.at}
    if not here.open_items:
        ended["finished_at"] = here.sitting.deadline_at
    sittings.change(connection, here.sitting.id, **ended)
    log_action_by(
        connection, SERVER, "end_by_deadline", here.sitting.candidate_id, here.at,
        campaign_id=here.sitting.campaign_id, finished=not here.open_items, n_replies=n_replies,
    )  # fmt: skip
    sitting = replace(here.sitting, **ended)
    return replace(here, sitting=sitting, stage=stage_of(sitting, here.answers, here.at), shown=None)


def _inbox_at_deadline(connection: Connection, here: SittingState, item: dict[str, Any]) -> SittingState:
    """Store what was done in an inbox that was opened; opened and left as it was, it is skipped."""
    inbox = Inbox(item, answers.steps_of(connection, here.sitting.id, item["id"]), None)
    value = closing_value(inbox)
    if not inbox.is_started or here.has_value(item["id"]) or (value is None and item["id"] in here.answers):
        return here
    return save_answer(connection, here, item["id"], value, at=inbox.steps[-1].made_at)


def _replies_at_deadline(connection: Connection, here: SittingState) -> tuple[SittingState, int]:
    """Store the replies that were kept and not sent; return the place with them, and how many there were."""
    n = 0
    for item_id, kept in answers.drafts_of(connection, here.sitting.id).items():
        text = kept.text.strip()
        before = here.answers.get(item_id)
        is_superseded = before is not None and (
            before.value is not None or before.answered_at >= kept.saved_at
        )
        if is_superseded or not count_words(text):
            continue
        text = first_words(text, here.item(item_id)["max_words"])
        here = save_answer(connection, here, item_id, text, at=kept.saved_at)
        n += 1
    return here, n


def closing_value(inbox: Inbox) -> dict[str, dict[str, Any]] | None:
    """Return the answer that the steps make; None: nothing was handled, so the inbox was seen and skipped."""
    return inbox.handled or None


def save_answer(
    connection: Connection, here: SittingState, item_id: str, value: Any, *, at: dt.datetime | None = None
) -> SittingState:
    """Store the next answer to an item; return the place with it."""
    new = Answer(item_id, here.next_revision(item_id), value, here.sitting.language, at or here.at)
    answers.record(connection, here.sitting.id, new)
    given = {**here.answers, item_id: new}
    return replace(here, answers=given, stage=stage_of(here.sitting, given, here.at))


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
        waiting = sittings.overdue(connection, utc_now() - GRACE)
    n = 0
    for sitting_id in waiting:
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
    given = answers.answers_of(connection, sitting.id)
    form = form_body(connection, sitting.form_id)
    here = SittingState(sitting, form, given, stage_of(sitting, given, now), now)
    if not is_overdue(here):
        return False
    end_by_deadline(connection, here)
    return True
