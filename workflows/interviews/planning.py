"""Planning interviews: when, where and with whom.

Nothing here holds what an interviewer wrote: only whether a sheet is in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from data.accounts import accounts
from data.campaigns.forms import form_body
from data.interviews import interviews, seats
from domain import OPEN_STATES
from errors import CampaignError, ChangedMeanwhile, InterviewError
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.common.access import (
    Actor,
    can_access_campaign,
    require_campaign_permission,
    require_permission,
)
from workflows.common.clock import is_skipped, utc_now
from workflows.common.text import MAX_PLACE, link_of, single_line
from workflows.common.transactions import reading, writing
from workflows.interviews.guide import FrozenGuide, guide_of
from workflows.interviews.panel import SeatPlan, check_panel, may_interview, set_panel

MIN_MINUTES, MAX_MINUTES = 5, 480
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class PlannedSeat:
    """Somebody on a panel."""

    account_id: str
    name: str
    focus: tuple[str, ...]
    is_submitted: bool
    is_disabled: bool
    """Their account is closed: only taking their seat away can complete the interview."""


@dataclass(frozen=True)
class PlannedInterview:
    """An interview and how far its panel is."""

    id: str
    candidate_id: str
    pseudonym: str
    name: str
    starts_at: dt.datetime | None
    minutes: int
    place: str
    link: str | None
    """The place, when it is a web address that may be made clickable."""
    seats: tuple[PlannedSeat, ...]
    is_complete: bool
    is_cancelled: bool
    is_past: bool
    """Its date is over; a planner is told, for it may be a slip."""


@dataclass(frozen=True)
class Interviewer:
    """Somebody who could sit on a panel."""

    account_id: str
    name: str
    role: str


@dataclass(frozen=True)
class InterviewState:
    """The progress of a candidate's interview: numbers only."""

    interview_id: str
    starts_at: dt.datetime | None
    n_seats: int
    n_submitted: int
    is_complete: bool
    is_cancelled: bool


class Shown(NamedTuple):
    """An interview as a form shows it; nothing at all where none is planned."""

    starts_at: dt.datetime | None = None
    minutes: int = 0
    place: str = ""
    panel: frozenset[tuple[str, tuple[str, ...]]] = frozenset()
    """Account and what that person minds."""
    is_cancelled: bool = False


class _Meeting(NamedTuple):
    starts_at: dt.datetime | None
    minutes: int
    place: str


def planned(actor: Actor, campaign_id: str) -> tuple[PlannedInterview, ...]:
    """Return a campaign's interviews by date, cancelled ones too, but none of people who withdrew."""
    now = utc_now()
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "plan_interviews", campaign_id)
        rows = interviews.interviews_of_campaign(connection, campaign_id)
        panels = seats.panels_of_campaign(connection, campaign_id)
        complete = seats.complete_of_campaign(connection, campaign_id)
    return tuple(
        PlannedInterview(
            id=interview.id,
            candidate_id=interview.candidate_id,
            pseudonym=interview.pseudonym,
            name=interview.name,
            starts_at=interview.starts_at,
            minutes=interview.minutes,
            place=interview.place,
            link=link_of(interview.place),
            seats=_seats(panels.get(interview.id, ())),
            is_complete=interview.id in complete,
            is_cancelled=interview.cancelled_at is not None,
            is_past=interview.starts_at is not None and interview.starts_at < now,
        )
        for interview in rows
    )


def _seats(panel: Sequence[seats.Seat]) -> tuple[PlannedSeat, ...]:
    return tuple(
        PlannedSeat(seat.account_id, seat.name, seat.focus, seat.submitted_at is not None, seat.is_disabled)
        for seat in panel
    )


def possible_interviewers(actor: Actor) -> tuple[Interviewer, ...]:
    """Return who could sit on a panel, by name."""
    require_permission(actor, "plan_interviews")
    with reading(actor) as connection:
        everyone = accounts.all_accounts(connection)
    return tuple(
        Interviewer(account.id, account.name, account.role) for account in everyone if may_interview(account)
    )


def interview_of(actor: Actor, campaign_id: str, candidate_id: str) -> InterviewState | None:
    """Return how far a candidate's interview is, or None; for whoever may read sheets once all are in.

    Raises
    ------
    AccessError
    CampaignError
        ``details["why"]`` is ``unknown`` when this candidate is not in this campaign.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_interviews", campaign_id)
        person = interviews.interviewee(connection, candidate_id)
        if person is None or person.campaign_id != campaign_id:
            raise CampaignError("This candidate is not in this campaign.", why="unknown")
        interview = interviews.interview_of_candidate(connection, candidate_id)
        if interview is None or interview.has_withdrawn:
            return None
        panel = seats.panel_of(connection, interview.id)
        is_complete = seats.is_complete(connection, interview.id)
    return InterviewState(
        interview_id=interview.id,
        starts_at=interview.starts_at,
        n_seats=len(panel),
        n_submitted=sum(seat.submitted_at is not None for seat in panel),
        is_complete=is_complete,
        is_cancelled=interview.cancelled_at is not None,
    )


def plan(
    actor: Actor,
    campaign_id: str,
    candidate_id: str,
    *,
    starts_at: dt.datetime | None,
    minutes: int,
    place: str,
    panel: Sequence[SeatPlan],
    shown: Shown | None = None,
) -> str:
    """Plan a candidate's interview, or plan it anew; a cancelled one is on again.

    Parameters
    ----------
    starts_at : datetime or None
        With a time zone; None: not settled yet. A date in the past is taken: interviews may be entered late.
    minutes : int
        5 to 480.
    place : str
        An address or a link, at most 300 characters; may be empty.
    panel : sequence of SeatPlan
        1 to 6 people, each once. Who is left out is taken from the panel, unless their sheet is in.
    shown : Shown, optional
        The interview as the form was drawn from it; what was planned otherwise meanwhile is not overwritten.

    Returns
    -------
    str
        Id of the interview; the same one when it is planned anew.

    Raises
    ------
    AccessError, UnknownCampaign, WrongState
    ChangedMeanwhile
        The interview is no longer the one that was shown.
    InterviewError
        ``no_guide``, ``not_in_campaign``, ``try_out``, ``withdrawn``, ``minutes``, ``place_too_long``,
        ``date_without_zone``, ``date_out_of_range``, and as check_panel and set_panel. Nothing was changed.
    """
    require_permission(actor, "plan_interviews")
    meeting = _checked(starts_at, minutes, place)
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "plan_interviews", campaign_id)
        check_panel(panel, _guide(connection, campaign_id))
        _check_interviewee(connection, campaign_id, candidate_id)
        interview = interviews.interview_of_candidate(connection, candidate_id)
        if shown is not None and shown != _current(connection, interview):
            raise ChangedMeanwhile("Somebody planned this interview otherwise meanwhile.")
        if interview is None:
            interview_id = interviews.add_interview(connection, candidate_id, **meeting._asdict(), now=now)
            deed = "plan_interview"
        else:
            interview_id, deed = interview.id, "change_interview"
            interviews.hold_interview(connection, interview_id)
            _move(connection, interview, meeting)
        set_panel(connection, actor, interview_id, campaign_id, panel, now)
        log_action(connection, actor, deed, interview_id, now, campaign_id=campaign_id, n=len(panel))
    return interview_id


def shown_as(planned: PlannedInterview | None) -> Shown:
    """Return what a form drawn from this interview shows, for ``plan`` to compare."""
    if planned is None:
        return Shown()
    panel = frozenset((seat.account_id, seat.focus) for seat in planned.seats)
    return Shown(planned.starts_at, planned.minutes, planned.place, panel, planned.is_cancelled)


def cancel(actor: Actor, interview_id: str) -> None:
    """Call an interview off; what was written is kept and read by nobody else, until it is on again.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``; ``complete``: once every sheet is in, nobody can take an interview away.
    """
    require_permission(actor, "plan_interviews")
    now = utc_now()
    with writing(actor) as connection:
        interviews.hold_interview(connection, interview_id)
        interview = interviews.interview_by_id(connection, interview_id)
        if interview is None or not can_access_campaign(connection, actor, interview.campaign_id):
            raise InterviewError("There is no such interview.", "no_such_interview")
        if seats.is_complete(connection, interview_id):
            raise InterviewError("Every sheet is in: this interview was held.", "complete")
        if interview.cancelled_at is not None:
            return
        interviews.change_interview(
            connection, interview_id, cancelled_at=now, sequence=interview.sequence + 1
        )
        log_action(
            connection, actor, "cancel_interview", interview_id, now, campaign_id=interview.campaign_id
        )


def _current(connection: Connection, interview: interviews.Interview | None) -> Shown:
    if interview is None:
        return Shown()
    panel = frozenset(
        (seat.account_id, tuple(seat.focus)) for seat in seats.panel_of(connection, interview.id)
    )
    return Shown(
        interview.starts_at, interview.minutes, interview.place, panel, interview.cancelled_at is not None
    )


def _checked(starts_at: dt.datetime | None, minutes: int, place: str) -> _Meeting:
    if type(minutes) is not int or not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise InterviewError(f"An interview takes {MIN_MINUTES} to {MAX_MINUTES} minutes.", "minutes")
    if len(text := single_line(place)) > MAX_PLACE:
        raise InterviewError(f"A place has at most {MAX_PLACE} characters.", "place_too_long")
    if starts_at is not None:
        if starts_at.tzinfo is None:
            raise InterviewError("The date needs a time zone.", "date_without_zone")
        if is_skipped(starts_at):
            raise InterviewError("Clocks skip this hour on that day.", "date_gap")
        if starts_at.year not in YEARS:
            raise InterviewError("The date is not of this century.", "date_out_of_range")
        starts_at = starts_at.astimezone(dt.UTC)
    return _Meeting(starts_at, minutes, text)


def _guide(connection: Connection, campaign_id: str) -> FrozenGuide:
    campaign = in_state(connection, campaign_id, *OPEN_STATES)
    guide = guide_of(form_body(connection, campaign.form_id)) if campaign.form_id else None
    if guide is None:
        raise InterviewError("This campaign holds no interviews.", "no_guide")
    return guide


def _check_interviewee(connection: Connection, campaign_id: str, candidate_id: str) -> None:
    person = interviews.interviewee(connection, candidate_id)
    if person is None or person.campaign_id != campaign_id:
        raise InterviewError("This candidate is not in this campaign.", "not_in_campaign")
    if person.is_try_out:
        raise InterviewError("A try-out is nobody to interview.", "try_out")
    if person.has_withdrawn:
        raise InterviewError("This candidate has withdrawn.", "withdrawn")


def _move(connection: Connection, interview: interviews.Interview, meeting: _Meeting) -> None:
    """Give an interview another date or place, or put a cancelled one on again; calendars count both."""
    if interview.cancelled_at is None and meeting == (
        interview.starts_at,
        interview.minutes,
        interview.place,
    ):
        return
    new = {**meeting._asdict(), "cancelled_at": None, "sequence": interview.sequence + 1}
    interviews.change_interview(connection, interview.id, **new)
