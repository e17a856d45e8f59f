"""Marks on their way to the database: kept as a draft while they are given, stored once, never changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data.marking import markers
from data.marking.marks import Mark, MarkDraft, add_mark, drop_draft, keep_draft, marks_of_reply, reply_text
from errors import AnswerError, MarkingError
from scoring.formats.marks import check_marks
from workflows.audit.log import log_action
from workflows.marking.assignment import Seat, asks_for_mark

HOLD_MINUTES = 15
"""How long a reply stays in a marker's hands without a sign from them."""
MAX_NOTE = 1000
"""Longest note on a reply, in characters."""


def checked(seat: Seat, draft: MarkDraft, *, is_complete: bool) -> MarkDraft:
    """Return marks that may be kept, the note without what no database takes.

    Raises
    ------
    AnswerError
        When a mark is not one of the rubric's, or (complete) one is missing.
    MarkingError
        ``note_too_long``.
    """
    if not isinstance(draft.note, str) or len(draft.note) > MAX_NOTE:
        raise MarkingError(f"A note has at most {MAX_NOTE} characters.", "note_too_long")
    known = seat.dimensions
    if not is_complete and (unknown := set(draft.marks) - set(known)):
        raise AnswerError("marks", f"some of {', '.join(known)}", sorted(unknown))
    check_marks(draft.marks, known if is_complete else list(draft.marks))
    return MarkDraft(dict(draft.marks), draft.note.encode(errors="ignore").decode().replace("\0", "").strip())


def take_in_hand(
    connection: Connection, seat: Seat, answer_id: str, now: dt.datetime
) -> dt.datetime | MarkingError:
    """Take a reply in hand, or for longer.

    Returns
    -------
    datetime or MarkingError
        Until when; or why this marker may not mark it now, without telling who has it or who marked it.
    """
    return _in_hand(connection, seat, answer_id, marks_of_reply(connection, answer_id), now)


def _in_hand(
    connection: Connection, seat: Seat, answer_id: str, marks: tuple[Mark, ...], now: dt.datetime
) -> dt.datetime | MarkingError:
    me = seat.actor.account_id
    if any(mark.account_id == me for mark in marks):
        return MarkingError("You have marked this reply already.", "already_marked")
    if not asks_for_mark(marks):
        return MarkingError("This reply asks for no more marks.", "reply_gone", kept=True)
    until = now + dt.timedelta(minutes=HOLD_MINUTES)
    if not markers.take(connection, answer_id, me, now=now, expires_at=until):
        return MarkingError("Somebody else is marking this reply.", "reply_taken", kept=True)
    return until


def store(
    connection: Connection,
    seat: Seat,
    answer_id: str,
    draft: MarkDraft,
    *,
    rubric_sha256: str,
    now: dt.datetime,
) -> MarkingError | None:
    """Store complete marks for ever, in the next free place.

    Returns
    -------
    MarkingError or None
        Why they were not stored; they are then a draft, so the transaction has to be committed all the same.
        The same marks once more are no error: the first ones stay.
    """
    # Holds the reply's row on PostgreSQL: whoever submits at the same instant sees these marks, or we theirs.
    reply_text(connection, answer_id, lock=True)
    me, marks = seat.actor.account_id, marks_of_reply(connection, answer_id)
    if any((mark.account_id, mark.marks, mark.note) == (me, draft.marks, draft.note) for mark in marks):
        return None
    problem = _problem(connection, seat, answer_id, marks, rubric_sha256, now)
    if problem is not None:
        if problem.details["kept"]:
            keep_draft(connection, answer_id, me, draft, now)
        return problem
    new = Mark(answer_id, me, len(marks) + 1, draft.marks, draft.note)
    mark_id = add_mark(connection, new, rubric_sha256=rubric_sha256, now=now)
    markers.release(connection, answer_id, me)
    drop_draft(connection, answer_id, me)
    log_action(
        connection,
        seat.actor,
        "submit_marks",
        mark_id,
        now,
        campaign_id=seat.campaign.id,
        item=seat.prompt.item_id,
        place=new.place,
        rubric_sha256=rubric_sha256,
    )
    return None


def _problem(
    connection: Connection,
    seat: Seat,
    answer_id: str,
    marks: tuple[Mark, ...],
    rubric_sha256: str,
    now: dt.datetime,
) -> MarkingError | None:
    """Say why marks cannot be stored now."""
    until = _in_hand(connection, seat, answer_id, marks, now)
    if isinstance(until, MarkingError):
        return until
    if rubric_sha256 != seat.prompt.rubric_sha256:
        return MarkingError(
            "The rubric is not the one these marks were given by.", "rubric_changed", kept=True
        )
    return None
