"""An interview and a place on its panel, as every deed around it begins: what there is, for whom."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from data import interviews, seats
from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from errors import InterviewError
from scoring.interview import Guide, Question
from workflows.access import Actor, Deed, may, reaches, require
from workflows.interview_guide import FrozenGuide, guide_of

OPEN_STATES = ("published", "closed")


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


def planned_interview(connection: Connection, interview_id: str) -> Planned:
    """Return an interview of a campaign that is published or closed.

    Raises
    ------
    InterviewError
        ``no_such_interview``: there is none, its candidate withdrew, or its campaign is over.
    """
    found = interviews.interview_by_id(connection, interview_id)
    campaign = campaign_by_id(connection, found.campaign_id) if found else None
    if found is None or found.has_withdrawn or campaign is None or campaign.state not in OPEN_STATES:
        raise _unknown()
    form = form_body(connection, campaign.form_id or "")
    guide = guide_of(form)
    if guide is None:
        raise _unknown()
    return Planned(found, campaign, form, guide)


def own_seat(connection: Connection, actor: Actor, interview_id: str) -> Seated:
    """Return the seat of the person who acts.

    Raises
    ------
    AccessError
        When the role interviews nobody.
    InterviewError
        ``no_such_interview``: also when they do not sit on its panel. Which of them is not told.
    """
    require(actor, "interview")
    seat = seats.seat_of(connection, interview_id, actor.account_id)
    if seat is None:
        raise _unknown()
    return Seated(planned_interview(connection, interview_id), seat)


def reached_interview(connection: Connection, actor: Actor, deed: Deed, interview_id: str) -> Planned:
    """Return an interview to somebody who may do this in its campaign.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``: also when it is another team's. Which of them is not told.
    """
    require(actor, deed)
    if not _is_reached(connection, actor, interview_id):
        raise _unknown()
    return planned_interview(connection, interview_id)


def reached_or_own(connection: Connection, actor: Actor, deed: Deed, interview_id: str) -> Planned:
    """Return an interview to somebody who may do this in its campaign, or sits on its panel; raises so."""
    is_open = may(actor, deed) and _is_reached(connection, actor, interview_id)
    if is_open or (may(actor, deed) and not may(actor, "interview")):
        return planned_interview(connection, interview_id)
    return own_seat(connection, actor, interview_id).planned


def as_scored(guide: FrozenGuide) -> Guide:
    """Return a guide as far as numbers go."""
    return tuple(Question(one.id, one.loadings) for one in guide.questions)


def _is_reached(connection: Connection, actor: Actor, interview_id: str) -> bool:
    found = interviews.interview_by_id(connection, interview_id)
    return found is not None and reaches(connection, actor, found.campaign_id)


def _unknown() -> InterviewError:
    return InterviewError(
        "There is no such interview, it is over, or you are not on its panel.", "no_such_interview"
    )
