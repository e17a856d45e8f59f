"""How long somebody's data are kept, and who is due.

A person's file ends with the offer or rejection that stands; without one, on the day by which the campaign
promised an answer, or with their own later deadline; at their withdrawal, when that comes first. From then on
the campaign's months are counted, or as many as the person agreed to. [gdpr] articles 5(1)(e) and 17.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from data.engine import reading
from data.retention import Facts, everybodys_facts, facts_of
from workflows.campaign_settings import MAX_RETENTION_MONTHS, RETENTION_MONTHS
from workflows.erasure import Why

FINAL = ("offer", "reject")
"""Verdicts that end somebody's file."""


class Due(NamedTuple):
    """When somebody is to be erased."""

    candidate_id: str
    campaign_id: str
    at: dt.datetime
    """The beginning of the day in the campaign's time zone, UTC."""
    why: Why
    is_held: bool
    """Whether a request of theirs still waits for its answer: they are not erased before it has one."""


def due(candidate_id: str) -> Due | None:
    """Return when somebody is to be erased as things stand; None: no date can be said, or they are gone."""
    with reading() as connection:
        facts = facts_of(connection, candidate_id)
    return None if facts is None else due_of(facts)


def due_of(facts: Facts) -> Due | None:
    """Return when somebody is to be erased; None while the campaign has settled no date."""
    end = _end(facts)
    if end is None:
        return None
    months = facts.settings.get("retention_months") or RETENTION_MONTHS
    # Who withdraws was told the campaign's months, and hears of no other post.
    agreed = 0 if facts.withdrawn_at is not None else facts.agreed_months or 0
    last = months_later(end, min(max(months, agreed), MAX_RETENTION_MONTHS))
    at = dt.datetime.combine(last, dt.time(), _zone(facts)).astimezone(dt.UTC)
    why: Why = "retention" if facts.withdrawn_at is None else "withdrawn"
    return Due(facts.candidate_id, facts.campaign_id, at, why, facts.is_waiting)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later; the month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def who_is_due(now: dt.datetime) -> tuple[Due, ...]:
    """Return everybody whose time is over, also those who are held by a request; by id.

    Raises
    ------
    StorageError
        The database cannot be read.
    """
    with reading() as connection:
        everybody = everybodys_facts(connection)
    return tuple(one for one in map(due_of, everybody) if one is not None and one.at <= now)


def _end(facts: Facts) -> dt.date | None:
    """Return the day from which months are counted, in the campaign's time zone."""
    zone = _zone(facts)
    ends = [] if facts.withdrawn_at is None else [facts.withdrawn_at.astimezone(zone).date()]
    if facts.verdict in FINAL and facts.decided_at is not None:
        ends.append(facts.decided_at.astimezone(zone).date())
    elif (answer_by := facts.settings.get("answer_by")) is not None:
        own = [] if facts.deadline_at is None else [facts.deadline_at.astimezone(zone).date()]
        ends.append(max([dt.date.fromisoformat(answer_by), *own]))
    return min(ends, default=None)


def _zone(facts: Facts) -> ZoneInfo:
    return ZoneInfo(facts.settings.get("time_zone") or "Europe/Paris")
