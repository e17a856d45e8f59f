"""Calendar files as RFC 5545 writes them: CRLF, lines of at most 75 octets, escaped text, times in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from workflows.typed_text import typed

MAX_OCTETS = 75
"""Longest line without its end (section 3.1)."""


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


def calendar_text(event: Event) -> bytes:
    """Return a calendar that holds one appointment.

    Notes
    -----
    It is published (``METHOD:PUBLISH``, RFC 5546), not sent as an invitation: it names no organiser and no
    attendees, so that no e-mail address travels with it.
    """
    ends_at = event.starts_at + dt.timedelta(minutes=event.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Entregent//Interviews//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(event.stamped_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(ends_at)}",
        f"SUMMARY:{escaped(event.summary)}",
        *([f"LOCATION:{escaped(event.location)}"] if event.location else []),
        *([f"URL:{event.url}"] if event.url else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return text as a property's value (section 3.3.11)."""
    return typed(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[bytes]:
    """Yield a line in parts of at most 75 octets, the later ones with a space before; no letter is cut."""
    part = b""
    for letter in line:
        octets = letter.encode(errors="ignore")
        if len(part) + len(octets) > MAX_OCTETS:
            yield part
            part = b" "
        part += octets
    yield part


def _utc(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
