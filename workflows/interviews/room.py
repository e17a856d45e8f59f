"""The interview room: one interviewer, the guide and their own sheet; and what is printed for it.

What is typed is kept as a draft, revision by revision, until the sheet is submitted for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.interviews import interviews, seats
from errors import InterviewError
from workflows.audit.log import log_action
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.transactions import reading, writing
from workflows.interviews.guide import FrozenGuide, Texts
from workflows.interviews.panel import own_seat, reached_or_own
from workflows.interviews.sheets import SheetDraft, as_body, keep_sheet, read_body, sheet_shown, store_sheet

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


@dataclass(frozen=True, slots=True)
class InterviewKit:
    """Everything a kit says; nothing that anybody wrote about the candidate."""

    campaign_title: str
    is_fictional: bool
    languages: tuple[str, ...]
    """Those in which every text of the guide exists."""
    time_zone: str
    candidate_name: str
    starts_at: dt.datetime | None
    minutes: int
    place: str
    interviewer: str | None
    """Whose kit it is; None = nobody's own, printed by who plans."""
    focus: tuple[str, ...]
    """Competencies this interviewer minds most."""
    guide: FrozenGuide
    competencies: Mapping[str, Texts]
    """Code -> name."""


def room(actor: Actor, interview_id: str) -> Room:
    """Return the room of somebody who sits on the panel.

    Raises
    ------
    AccessError, InterviewError
        ``no_such_interview``.
    """
    with reading(actor) as connection:
        seated = own_seat(connection, actor, interview_id)
        others = [
            seat
            for seat in seats.panel_of(connection, interview_id)
            if seat.account_id != actor.account_id and seat.submitted_at is None
        ]
        sheet = sheet_shown(connection, seated)
    planned = seated.planned
    return Room(
        interview_id=interview_id,
        candidate_name=planned.interview.name,
        campaign_title=planned.campaign.title,
        languages=read_settings(planned.campaign.settings).languages,
        guide=planned.guide,
        focus=seated.seat.focus,
        sheet=sheet,
        is_submitted=seated.seat.submitted_at is not None,
        is_cancelled=planned.interview.cancelled_at is not None,
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
        seated = own_seat(connection, actor, interview_id)
        draft = read_body(body, seated.planned.guide)
        if seated.seat.submitted_at is not None:
            raise InterviewError("Your sheet is in; it is not changed any more.", "already_submitted")
        stored = keep_sheet(connection, seated, revision, draft)
    if stored.revision == revision and stored.body != as_body(draft):
        raise InterviewError("Another tab has saved this sheet.", "other_tab", revision=stored.revision)
    return stored.revision


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
        seated = own_seat(connection, actor, interview_id)
        problem = store_sheet(connection, actor, seated, read_body(body, seated.planned.guide))
    if problem is not None:
        raise problem


def interview_kit(actor: Actor, interview_id: str) -> InterviewKit:
    """Return what is printed for an interview: one's own kit on its panel, or the general one; noted.

    Raises
    ------
    AccessError, InterviewError
        ``no_such_interview``, also for who neither sits on the panel nor plans interviews.
    """
    with reading(actor) as connection:
        seat = seats.seat_of(connection, interview_id, actor.account_id)
        planned = reached_or_own(connection, actor, "plan_interviews", interview_id)
    with writing(actor) as connection:
        log_action(
            connection, actor, "interview_kit", interview_id, utc_now(), campaign_id=planned.campaign.id
        )
    settings = read_settings(planned.campaign.settings)
    return InterviewKit(
        campaign_title=planned.campaign.title,
        is_fictional=planned.campaign.is_fictional,
        languages=settings.languages,
        time_zone=settings.time_zone,
        candidate_name=planned.interview.name,
        starts_at=planned.interview.starts_at,
        minutes=planned.interview.minutes,
        place=planned.interview.place,
        interviewer=seat.name if seat else None,
        focus=seat.focus if seat else (),
        guide=planned.guide,
        competencies={
            competency["code"]: competency["name"] for competency in planned.form.get("competencies", ())
        },
    )
