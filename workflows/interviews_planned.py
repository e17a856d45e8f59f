"""The interviews of a campaign as whoever plans them sees them, and who could sit on a panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data import accounts, interviews, seats
from errors import CampaignError
from workflows.access import Actor, require, require_in
from workflows.clock import utc_now
from workflows.interview_panel import may_interview
from workflows.meeting_link import link_of
from workflows.transactions import reading


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
    """How far a candidate's interview is: numbers only."""

    interview_id: str
    starts_at: dt.datetime | None
    n_seats: int
    n_submitted: int
    is_complete: bool
    is_cancelled: bool


def planned(actor: Actor, campaign_id: str) -> tuple[PlannedInterview, ...]:
    """Return a campaign's interviews by date, cancelled ones too, but none of people who withdrew."""
    now = utc_now()
    with reading(actor) as connection:
        require_in(connection, actor, "plan_interviews", campaign_id)
        found = interviews.interviews_of_campaign(connection, campaign_id)
        panels = seats.panels_of_campaign(connection, campaign_id)
        complete = seats.complete_of_campaign(connection, campaign_id)
    return tuple(
        PlannedInterview(
            id=one.id,
            candidate_id=one.candidate_id,
            pseudonym=one.pseudonym,
            name=one.name,
            starts_at=one.starts_at,
            minutes=one.minutes,
            place=one.place,
            link=link_of(one.place),
            seats=_seats(panels.get(one.id, ())),
            is_complete=one.id in complete,
            is_cancelled=one.cancelled_at is not None,
            is_past=one.starts_at is not None and one.starts_at < now,
        )
        for one in found
    )


def possible_interviewers(actor: Actor) -> tuple[Interviewer, ...]:
    """Return who could sit on a panel, by name."""
    require(actor, "plan_interviews")
    with reading(actor) as connection:
        everyone = accounts.all_accounts(connection)
    return tuple(Interviewer(one.id, one.name, one.role) for one in everyone if may_interview(one))


def interview_of(actor: Actor, campaign_id: str, candidate_id: str) -> InterviewState | None:
    """Return how far a candidate's interview is, or None; for whoever may read sheets once all are in.

    Raises
    ------
    AccessError
    CampaignError
        ``details["why"]`` is ``unknown`` when this candidate is not in this campaign.
    """
    with reading(actor) as connection:
        require_in(connection, actor, "see_interviews", campaign_id)
        person = interviews.interviewee(connection, candidate_id)
        if person is None or person.campaign_id != campaign_id:
            raise CampaignError("This candidate is not in this campaign.", why="unknown")
        found = interviews.interview_of_candidate(connection, candidate_id)
        if found is None or found.has_withdrawn:
            return None
        panel = seats.panel_of(connection, found.id)
        is_complete = seats.is_complete(connection, found.id)
    return InterviewState(
        interview_id=found.id,
        starts_at=found.starts_at,
        n_seats=len(panel),
        n_submitted=sum(one.submitted_at is not None for one in panel),
        is_complete=is_complete,
        is_cancelled=found.cancelled_at is not None,
    )


def _seats(panel: Sequence[seats.Seat]) -> tuple[PlannedSeat, ...]:
    return tuple(
        PlannedSeat(one.account_id, one.name, one.focus, one.submitted_at is not None, one.is_disabled)
        for one in panel
    )
