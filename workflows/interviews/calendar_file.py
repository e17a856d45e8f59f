"""An interview for somebody's calendar, as RFC 5545 writes it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from errors import InterviewError
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import bare_address, is_email, link_of, strip_control_characters
from workflows.common.transactions import reading
from workflows.interviews.panel import Planned, reached_interview, reached_or_own
from workflows.mail.smtp_settings import mail_setup

MAX_OCTETS = 75
"""Longest line without its end (section 3.1)."""

NOBODY = "invalid:nomail"
"""An organiser without an address, as calendars write it."""
_UNITS = re.compile(r"\\.|.", re.DOTALL)
"""A letter, or an escape of two signs."""


@dataclass(frozen=True)
class Event:
    """One appointment."""

    uid: str
    sequence: int
    """Grows with every change, so that calendars replace what they hold."""
    starts_at: dt.datetime
    minutes: int
    summary: str
    location: str
    url: str | None
    is_cancelled: bool
    stamped_at: dt.datetime
    organizer: str = NOBODY
    """Who called it off, as an address (``mailto:``); only said of what is cancelled."""


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
        planned = reached_or_own(connection, actor, "plan_interviews", interview_id)
    return _file(planned, f"{planned.campaign.title} · {planned.interview.name}")


def candidate_calendar_file(actor: Actor, interview_id: str) -> bytes:
    """Return an interview as the file to send to the candidate: the post and the company, nobody's name.

    Raises
    ------
    AccessError, InterviewError
        As calendar_file; only for who plans interviews.
    """
    with reading(actor) as connection:
        planned = reached_interview(connection, actor, "plan_interviews", interview_id)
    post = read_settings(planned.campaign.settings).job_title or planned.campaign.title
    return _file(planned, f"{post} · {planned.form['company']['name']}")


def _file(planned: Planned, summary: str) -> bytes:
    interview = planned.interview
    if interview.starts_at is None:
        raise InterviewError("This interview has no date yet.", "no_date")
    return calendar_text(
        Event(
            uid=f"{interview.id}@entregent",
            sequence=interview.sequence,
            starts_at=interview.starts_at,
            minutes=interview.minutes,
            summary=summary,
            location=interview.place,
            url=link_of(interview.place),
            is_cancelled=interview.cancelled_at is not None,
            stamped_at=utc_now(),
            organizer=_organizer(planned),
        )
    )


def _organizer(planned: Planned) -> str:
    """Return who calls an interview off: the address that mail comes from, or that answers go to."""
    server = mail_setup().server
    contact = bare_address(read_settings(planned.campaign.settings).recruiter_contact)
    address = server.sender if server else contact
    return f"mailto:{address}" if is_email(address) and address.isascii() else NOBODY


def calendar_text(event: Event) -> bytes:
    """Return a calendar that holds one appointment.

    Notes
    -----
    It is published (``METHOD:PUBLISH``, RFC 5546), not sent as an invitation: it names no organiser and no
    attendees, so that no e-mail address travels with it. What is called off is cancelled (``METHOD:CANCEL``,
    section 3.2.5), which names an organiser and the appointment's newest sequence: calendars take it out.
    """
    ends_at = event.starts_at + dt.timedelta(minutes=event.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Entregent//Interviews//EN",
        f"METHOD:{'CANCEL' if event.is_cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamped_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(ends_at)}",
        f"SUMMARY:{escaped(event.summary)}",
        *([f"LOCATION:{escaped(event.location)}"] if event.location else []),
        *([f"URL:{event.url}"] if event.url else []),
        *([f"ORGANIZER:{event.organizer}"] if event.is_cancelled else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def method_of(calendar: str) -> str:
    """Return what a calendar that was written here asks for: PUBLISH or CANCEL."""
    return "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in calendar else "PUBLISH"


def escaped(text: str) -> str:
    """Return text as a property's value (section 3.3.11)."""
    return (
        strip_control_characters(text)
        .replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\n", "\\n")
    )


def folded(line: str) -> Iterator[bytes]:
    """Yield a line in parts of at most 75 octets, the later ones with a space before.

    No letter is cut, and no escape: some calendars read a line before they put its parts together.
    """
    part = b""
    for letter in _UNITS.findall(line):
        octets = letter.encode(errors="ignore")
        if len(part) + len(octets) > MAX_OCTETS:
            yield part
            part = b" "
        part += octets
    yield part


def _utc(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
