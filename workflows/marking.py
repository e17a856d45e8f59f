"""The marking desk: one prompt, its rubric, and replies of which nothing tells who wrote them.

A marker sees no name, no pseudonym, no number, no time, and nobody else's marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from data import markers, marking_locks
from data.mark_drafts import MarkDraft, keep_draft
from errors import MarkingError
from workflows.access import Actor, require
from workflows.clock import utc_now
from workflows.marking_desk import Desk, PromptToMark, Reply, desk_of, prompts_of
from workflows.marking_queue import find, queue_at
from workflows.marking_seat import seat_at, trained_seat
from workflows.marking_store import HOLD_MINUTES, MAX_NOTE, checked, store, take_in_hand
from workflows.own_marks import OwnMark, marked
from workflows.transactions import reading, writing

__all__ = [
    "HOLD_MINUTES",
    "MAX_NOTE",
    "Desk",
    "Kept",
    "OwnMark",
    "PromptToMark",
    "Reply",
    "desk",
    "leave",
    "marked",
    "next_reply",
    "open_reply",
    "prompts",
    "save_marks",
    "submit",
]


@dataclass(frozen=True)
class Kept:
    """An acknowledgement that clicks were kept."""

    saved_at: dt.datetime
    held_until: dt.datetime


def prompts(actor: Actor) -> tuple[PromptToMark, ...]:
    """Return every prompt this person is appointed to mark."""
    require(actor, "mark")
    now = utc_now()
    with reading(actor) as connection:
        campaigns = markers.campaigns_of(connection, actor.account_id)
        return tuple(
            one for campaign_id in campaigns for one in prompts_of(connection, actor, campaign_id, now)
        )


def desk(actor: Actor, campaign_id: str, item_id: str) -> Desk:
    """Return a prompt's desk, with a reply only if this marker holds one."""
    now = utc_now()
    with reading(actor) as connection:
        seat = seat_at(connection, actor, campaign_id, item_id)
        if not seat.is_trained:
            return desk_of(connection, seat, None, None)
        queue = queue_at(connection, seat, now)
        in_hand = queue.in_hand[0] if queue.in_hand else None
        until = queue.held[in_hand].expires_at if in_hand else None
        return desk_of(connection, seat, queue, in_hand, until)


def next_reply(actor: Actor, campaign_id: str, item_id: str) -> Desk:
    """Take the reply in hand, or the next of the queue; ``reply`` None: nothing is left for this marker."""
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        queue = queue_at(connection, seat, now)
        for answer_id in (*queue.in_hand, *queue.waiting):
            # Somebody else may have taken or marked it since the queue was read.
            until = take_in_hand(connection, seat, answer_id, now)
            if not isinstance(until, MarkingError):
                return desk_of(connection, seat, queue, answer_id, until)
        return desk_of(connection, seat, queue, None)


def open_reply(actor: Actor, campaign_id: str, item_id: str, code: str) -> Desk:
    """Take the reply of a code in hand.

    Raises
    ------
    AccessError, MarkingError
        ``not_appointed``, ``no_such_prompt``, ``not_trained``, ``reply_gone``, ``already_marked``,
        ``reply_taken``.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        until = take_in_hand(connection, seat, answer_id, now)
        if isinstance(until, MarkingError):
            raise until
        return desk_of(connection, seat, queue_at(connection, seat, now), answer_id, until)


def save_marks(
    actor: Actor, campaign_id: str, item_id: str, code: str, *, marks: Mapping[str, int], note: str = ""
) -> Kept:
    """Keep what was clicked so far, and the reply in hand for longer.

    Raises
    ------
    AccessError, AnswerError, MarkingError
        As open_reply, and ``note_too_long``. With ``details["kept"]`` the marks were kept all the same.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        draft = checked(seat, MarkDraft(marks, note), is_complete=False)
        until = take_in_hand(connection, seat, answer_id, now)
        if not isinstance(until, MarkingError) or until.details["kept"]:
            keep_draft(connection, answer_id, actor.account_id, draft, now)
    if isinstance(until, MarkingError):
        raise until
    return Kept(now, until)


def submit(
    actor: Actor,
    campaign_id: str,
    item_id: str,
    code: str,
    *,
    marks: Mapping[str, int],
    note: str = "",
    rubric_sha256: str,
) -> None:
    """Store marks for ever.

    Parameters
    ----------
    rubric_sha256 : str
        Of the rubric the marker had before them.

    Raises
    ------
    AccessError, AnswerError, MarkingError
        As save_marks, and ``rubric_changed``. With ``details["kept"]`` the marks are kept as a draft.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        given = checked(seat, MarkDraft(marks, note), is_complete=True)
        problem = store(connection, seat, answer_id, given, rubric_sha256=rubric_sha256, now=now)
    if problem is not None:
        raise problem


def leave(actor: Actor, campaign_id: str, item_id: str, code: str) -> None:
    """Put a reply back; what was clicked stays."""
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, utc_now())
        marking_locks.release(connection, answer_id, actor.account_id)
