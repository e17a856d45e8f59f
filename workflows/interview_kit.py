"""What is printed for an interview: the guide, when and where, and what one interviewer minds most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from data import seats
from workflows.access import Actor
from workflows.clock import utc_now
from workflows.interview_guide import FrozenGuide, Texts
from workflows.interview_seat import reached_or_own
from workflows.record import note
from workflows.transactions import reading, writing


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
        note(connection, actor, "interview_kit", interview_id, utc_now(), campaign_id=planned.campaign.id)
    settings = planned.campaign.settings
    return InterviewKit(
        campaign_title=planned.campaign.title,
        is_fictional=planned.campaign.is_fictional,
        languages=tuple(settings.get("languages", ("fr", "en"))),
        time_zone=str(settings.get("time_zone", "Europe/Paris")),
        candidate_name=planned.interview.name,
        starts_at=planned.interview.starts_at,
        minutes=planned.interview.minutes,
        place=planned.interview.place,
        interviewer=seat.name if seat else None,
        focus=seat.focus if seat else (),
        guide=planned.guide,
        competencies={one["code"]: one["name"] for one in planned.form.get("competencies", ())},
    )
