"""An interview for somebody's calendar: one file for the panel, another for the candidate."""

from __future__ import annotations

from errors import InterviewError
from workflows.access import Actor
from workflows.calendar_lines import NOBODY, Event, calendar_text
from workflows.clock import utc_now
from workflows.email_address import bare_address, is_email
from workflows.interview_seat import Planned, reached_interview, reached_or_own
from workflows.meeting_link import link_of
from workflows.smtp_settings import mail_setup
from workflows.transactions import reading


def calendar_file(actor: Actor, interview_id: str) -> bytes:
    """Return an interview as a calendar file, with the candidate's name.

    For who sits on the panel, and who plans interviews.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``, ``no_date``.
    """
    with reading(actor) as connection:
        found = reached_or_own(connection, actor, "plan_interviews", interview_id)
    return _file(found, f"{found.campaign.title} · {found.interview.name}")


def candidate_calendar_file(actor: Actor, interview_id: str) -> bytes:
    """Return an interview as the file to send to the candidate: the post and the company, nobody's name.

    Raises
    ------
    AccessError, InterviewError
        As calendar_file; only for who plans interviews.
    """
    with reading(actor) as connection:
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
            organizer=_organizer(found),
        )
    )


def _organizer(found: Planned) -> str:
    """Return who calls an interview off: the address that mail comes from, or that answers go to."""
    server = mail_setup().server
    contact = bare_address(str(found.campaign.settings.get("recruiter_contact") or ""))
    address = server.sender if server else contact
    return f"mailto:{address}" if is_email(address) and address.isascii() else NOBODY
