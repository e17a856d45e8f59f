"""The panel of an interview: its members, and what each of them may do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from sqlalchemy import Connection

from data.accounts.accounts import Account, account_by_id
from data.campaigns.campaigns import Campaign, all_campaigns, campaign_by_id
from data.campaigns.forms import Form, form_body
from data.interviews import interviews, seats
from data.interviews.interviews import Interview, interviews_of_account
from data.interviews.seats import own_submissions
from data.interviews.sheets import drafted
from domain import OPEN_STATES, Role
from errors import InterviewError
from scoring.interview.interview import Guide, Question
from workflows.audit.log import AuditAction, log_action
from workflows.common.access import (
    PERMISSIONS,
    Actor,
    Permission,
    can_access_campaign,
    has_permission,
    require_permission,
)
from workflows.common.stored_settings import read_settings
from workflows.common.text import link_of
from workflows.common.transactions import reading
from workflows.interviews.guide import FrozenGuide, guide_of

MAX_PANEL = 6

SheetState = Literal["planned", "draft", "submitted"]


class Planned(NamedTuple):
    """An interview with what its campaign asks."""

    interview: interviews.Interview
    campaign: Campaign
    form: Form
    guide: FrozenGuide


class Seated(NamedTuple):
    """An interviewer in front of an interview."""

    planned: Planned
    seat: seats.Seat


@dataclass(frozen=True)
class SeatPlan:
    """A member to be seated on a panel, with the competencies they mind most."""

    account_id: str
    focus: tuple[str, ...] = ()


@dataclass(frozen=True)
class MyInterview:
    """An interview on whose panel somebody sits. They meet the person, so they are told the name."""

    id: str
    campaign_id: str
    campaign_title: str
    candidate_name: str
    starts_at: dt.datetime | None
    time_zone: str | None
    """Of the campaign, in which its hours are told; None: it has settled none."""
    minutes: int
    place: str
    link: str | None
    """The place, when it is a web address that may be made clickable."""
    state: SheetState
    """Of their own sheet."""
    is_complete: bool
    """Every sheet is in: the panel may talk."""
    is_cancelled: bool


def my_interviews(actor: Actor) -> tuple[MyInterview, ...]:
    """Return the interviews on whose panel the person who acts sits, by date."""
    require_permission(actor, "interview")
    me = actor.account_id
    with reading(actor) as connection:
        own_interviews = interviews_of_account(connection, me)
        campaigns = (
            {campaign.id: campaign for campaign in all_campaigns(connection)} if own_interviews else {}
        )
        complete = seats.complete_of_account(connection, me)
        begun, submitted = drafted(connection, me), own_submissions(connection, me)

    def state(interview: Interview) -> SheetState:
        if interview.id in submitted:
            return "submitted"
        return "draft" if interview.id in begun else "planned"

    return tuple(
        MyInterview(
            id=interview.id,
            campaign_id=interview.campaign_id,
            campaign_title=campaigns[interview.campaign_id].title,
            candidate_name=interview.name,
            starts_at=interview.starts_at,
            time_zone=read_settings(campaigns[interview.campaign_id].settings).time_zone,
            minutes=interview.minutes,
            place=interview.place,
            link=link_of(interview.place),
            state=state(interview),
            is_complete=interview.id in complete,
            is_cancelled=interview.cancelled_at is not None,
        )
        for interview in own_interviews
    )


def may_interview(account: Account) -> bool:
    """Tell whether somebody could sit on a panel: an open account whose role interviews."""
    return account.disabled_at is None and cast("Role", account.role) in PERMISSIONS["interview"]


def check_panel(panel: Sequence[SeatPlan], guide: FrozenGuide) -> None:
    """Refuse a panel that no interview can have.

    Raises
    ------
    InterviewError
        ``panel_size``, ``seated_twice``, ``unknown_focus``.
    """
    if not 1 <= len(panel) <= MAX_PANEL:
        raise InterviewError(f"A panel has 1 to {MAX_PANEL} interviewers.", "panel_size", n=len(panel))
    if len({member.account_id for member in panel}) < len(panel):
        raise InterviewError("The same person sits on the panel twice.", "seated_twice")
    competencies = {competency for question in guide.questions for competency in question.loadings}
    if unknown := {code for member in panel for code in member.focus} - competencies:
        raise InterviewError(
            "No question of the guide is about this competency.", "unknown_focus", focus=sorted(unknown)
        )


def set_panel(
    connection: Connection,
    actor: Actor,
    interview_id: str,
    campaign_id: str,
    panel: Sequence[SeatPlan],
    now: dt.datetime,
) -> None:
    """Make a checked panel the panel of an interview whose row is held.

    Raises
    ------
    InterviewError
        ``not_an_interviewer``: no such account, it is disabled, or its role interviews nobody; ``complete``:
        nobody can be added any more; ``sheet_is_in``: whose sheet is in stays.
    """
    before = {seat.account_id: seat for seat in seats.panel_of(connection, interview_id)}
    new_ids = {member.account_id for member in panel}
    added, gone = new_ids - set(before), set(before) - new_ids
    _check_added(connection, interview_id, added)
    if any(before[account_id].submitted_at for account_id in gone):
        raise InterviewError("Somebody whose sheet is in stays on the panel.", "sheet_is_in")
    for member in panel:
        seats.seat(connection, interview_id, member.account_id, member.focus, now)
    for account_id in gone:
        seats.unseat(connection, interview_id, account_id, now)
    completes = bool(gone) and seats.is_complete(connection, interview_id)
    changes: tuple[tuple[AuditAction, Collection[str]], ...] = (
        ("seat_interviewer", added),
        ("unseat_interviewer", gone),
    )
    for deed, account_ids in changes:
        for account_id in sorted(account_ids):
            # That taking a seat away let everybody read the sheets must be seen later.
            effect = {"completes": completes} if account_id in gone else {}
            details = {"interview": interview_id} | effect
            log_action(connection, actor, deed, account_id, now, campaign_id=campaign_id, **details)


def _check_added(connection: Connection, interview_id: str, added: Collection[str]) -> None:
    """Refuse newcomers who cannot interview, or who would come to read what others wrote."""
    for account_id in added:
        account = account_by_id(connection, account_id)
        if account is None or not may_interview(account):
            raise InterviewError("This account cannot interview.", "not_an_interviewer", account=account_id)
    if added and seats.is_complete(connection, interview_id):
        raise InterviewError("Every sheet is in: nobody can be added any more.", "complete")


def planned_interview(connection: Connection, interview_id: str) -> Planned:
    """Return an interview of a campaign that is published or closed.

    Raises
    ------
    InterviewError
        ``no_such_interview``: there is none, its candidate withdrew, or its campaign is over.
    """
    interview = interviews.interview_by_id(connection, interview_id)
    campaign = campaign_by_id(connection, interview.campaign_id) if interview else None
    if interview is None or interview.has_withdrawn or campaign is None or campaign.state not in OPEN_STATES:
        raise _unknown()
    form = form_body(connection, campaign.form_id or "")
    guide = guide_of(form)
    if guide is None:
        raise _unknown()
    return Planned(interview, campaign, form, guide)


def own_seat(connection: Connection, actor: Actor, interview_id: str) -> Seated:
    """Return the seat of the person who acts.

    Raises
    ------
    AccessError
        When the role interviews nobody.
    InterviewError
        ``no_such_interview``: also when they do not sit on its panel. Which of them is not told.
    """
    require_permission(actor, "interview")
    seat = seats.seat_of(connection, interview_id, actor.account_id)
    if seat is None:
        raise _unknown()
    return Seated(planned_interview(connection, interview_id), seat)


def reached_interview(connection: Connection, actor: Actor, deed: Permission, interview_id: str) -> Planned:
    """Return an interview to somebody who may do this in its campaign.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``: also when it is another team's. Which of them is not told.
    """
    require_permission(actor, deed)
    if not _is_reached(connection, actor, interview_id):
        raise _unknown()
    return planned_interview(connection, interview_id)


def reached_or_own(connection: Connection, actor: Actor, deed: Permission, interview_id: str) -> Planned:
    """Return an interview to somebody who may do this in its campaign, or sits on its panel; raises so."""
    is_open = has_permission(actor, deed) and _is_reached(connection, actor, interview_id)
    if is_open or (has_permission(actor, deed) and not has_permission(actor, "interview")):
        return planned_interview(connection, interview_id)
    return own_seat(connection, actor, interview_id).planned


def _is_reached(connection: Connection, actor: Actor, interview_id: str) -> bool:
    interview = interviews.interview_by_id(connection, interview_id)
    return interview is not None and can_access_campaign(connection, actor, interview.campaign_id)


def _unknown() -> InterviewError:
    return InterviewError(
        "There is no such interview, it is over, or you are not on its panel.", "no_such_interview"
    )


def as_scored(guide: FrozenGuide) -> Guide:
    """Return a guide as far as numbers go."""
    return tuple(Question(question.id, question.loadings) for question in guide.questions)
