"""The interview room: one interviewer, the guide and their own sheet; nothing of anybody else's.

What is typed is kept as a draft, revision by revision, until the sheet is submitted for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data import interviews, seats
from errors import InterviewError
from workflows.access import Actor
from workflows.interview_guide import FrozenGuide
from workflows.interview_seat import own_seat
from workflows.sheet_body import (
    MAX_EVIDENCE,
    MIN_EVIDENCE,
    RECOMMENDATIONS,
    DraftAnswer,
    SheetDraft,
    as_body,
    read_body,
)
from workflows.sheet_store import keep_sheet, sheet_shown, store_sheet
from workflows.transactions import reading, writing

__all__ = [
    "MAX_EVIDENCE",
    "MAX_REVISION",
    "MIN_EVIDENCE",
    "RECOMMENDATIONS",
    "DraftAnswer",
    "Room",
    "SheetDraft",
    "room",
    "save_sheet",
    "submit_sheet",
]

MAX_REVISION = 2**31 - 1


@dataclass(frozen=True)
class Room:
    """Everything an interviewer has before them."""

    interview_id: str
    candidate_name: str
    campaign_title: str
    languages: tuple[str, ...]
    """Of the campaign: those in which every text of the guide exists."""
    guide: FrozenGuide
    focus: tuple[str, ...]
    """Competencies this interviewer minds most."""
    sheet: SheetDraft
    """The draft, or what was submitted."""
    is_submitted: bool
    is_cancelled: bool
    n_waiting: int
    """Sheets of others that are still to come: a number only."""


def room(actor: Actor, interview_id: str) -> Room:
    """Return the room of somebody who sits on the panel.

    Raises
    ------
    AccessError, InterviewError
        ``no_such_interview``.
    """
    with reading(actor) as connection:
        here = own_seat(connection, actor, interview_id)
        others = [
            one
            for one in seats.panel_of(connection, interview_id)
            if one.account_id != actor.account_id and one.submitted_at is None
        ]
        sheet = sheet_shown(connection, here)
    found = here.planned
    return Room(
        interview_id=interview_id,
        candidate_name=found.interview.name,
        campaign_title=found.campaign.title,
        languages=tuple(found.campaign.settings.get("languages", ("fr", "en"))),
        guide=found.guide,
        focus=here.seat.focus,
        sheet=sheet,
        is_submitted=here.seat.submitted_at is not None,
        is_cancelled=found.interview.cancelled_at is not None,
        n_waiting=len(others),
    )


def save_sheet(actor: Actor, interview_id: str, *, revision: int, body: Mapping[str, Any]) -> int:
    """Keep a sheet as far as it is, unless a later revision is there.

    Parameters
    ----------
    revision : int
        From 1; one more than the last that this tab saw.
    body : mapping
        As read_body takes it.

    Returns
    -------
    int
        The revision that is kept now. Higher than the one sent: another tab saved later, and its text is the
        one that is kept. The same revision with the same content is no error, however often it is sent.

    Raises
    ------
    AccessError, AnswerError
    InterviewError
        ``no_such_interview``, ``malformed``, ``too_long``; ``already_submitted``; ``other_tab``: another text
        was kept under this very revision (``revision`` says under which). What was kept before stays.
    """
    if type(revision) is not int or not 1 <= revision <= MAX_REVISION:
        raise InterviewError("A revision is a whole number from 1.", "malformed", field="revision")
    with writing(actor) as connection:
        here = own_seat(connection, actor, interview_id)
        draft = read_body(body, here.planned.guide)
        if here.seat.submitted_at is not None:
            raise InterviewError("Your sheet is in; it is not changed any more.", "already_submitted")
        kept = keep_sheet(connection, here, revision, draft)
    if kept.revision == revision and kept.body != as_body(draft):
        raise InterviewError("Another tab has saved this sheet.", "other_tab", revision=kept.revision)
    return kept.revision


def submit_sheet(actor: Actor, interview_id: str, *, body: Mapping[str, Any]) -> None:
    """Store a complete sheet for ever; on any failure what was given is kept as a draft.

    Raises
    ------
    AccessError, AnswerError
    InterviewError
        ``no_such_interview``, ``malformed``, ``too_long``; ``incomplete`` (see complete_sheet) and
        ``cancelled``, both kept; ``already_submitted``: another sheet is in, which stays. The same sheet once
        more is no error: its acknowledgement may have been lost.
    """
    with writing(actor) as connection:
        # Held on PostgreSQL: the panel must not change while this sheet may complete it.
        interviews.hold_interview(connection, interview_id)
        here = own_seat(connection, actor, interview_id)
        problem = store_sheet(connection, actor, here, read_body(body, here.planned.guide))
    if problem is not None:
        raise problem
