"""An interview for somebody's calendar: one file for the panel, another for the candidate."""

from __future__ import annotations

from data.engine import reading
from errors import InterviewError
from workflows.access import Actor
from workflows.calendar_lines import Event, calendar_text
from workflows.clock import utc_now
from workflows.interview_seat import Planned, reached_interview, reached_or_own
from workflows.meeting_link import link_of


def calendar_file(actor: Actor, interview_id: str) -> bytes:
    """Return an interview as a calendar file, with the candidate's name.

    For who sits on the panel, and who plans interviews.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``, ``no_date``.
    """
    with reading() as connection:
        found = reached_or_own(connection, actor, "plan_interviews", interview_id)
    return _file(found, f"{found.campaign.title} · {found.interview.name}")


def candidate_calendar_file(actor: Actor, interview_id: str) -> bytes:
    """Return an interview as the file to send to the candidate: the post and the company, nobody's name.

    Raises
    ------
    AccessError, InterviewError
        As calendar_file; only for who plans interviews.
    """
    with reading() as connection:
        found = reached_interview(connection, actor, "plan_interviews", interview_id)
    post = found.campaign.settings.get("job_title") or found.campaign.title
    return _file(found, f"{post} · {found.form['company']['name']}")


def _file(found: Planned, summary: str) -> bytes:
    one = found.interview
    if one.starts_at is None:
        raise InterviewError("This interview has no date yet.", "no_date")
    return calendar_text(
        Event(
            uid=f"{one.id}@entregent",
            sequence=one.sequence,
            starts_at=one.starts_at,
            minutes=one.minutes,
            summary=summary,
            location=one.place,
            url=link_of(one.place),
            is_cancelled=one.cancelled_at is not None,
            stamped_at=utc_now(),
        )
    )
