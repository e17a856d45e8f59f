"""How long somebody's data are kept, and the purge of those whose time is over.

A person's file ends with the offer or rejection that stands; without one, on the day by which the campaign
promised an answer, or with their own later deadline; at their withdrawal, when that comes first. From then on
the campaign's months are counted, or as many as the person agreed to. [gdpr] articles 5(1)(e) and 17.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

import structlog

from data import erasure
from data.engine import reading, writing
from data.retention import Facts, everybodys_facts, facts_of
from errors import CandidateError, StorageError
from workflows.campaign_settings import MAX_RETENTION_MONTHS, RETENTION_MONTHS
from workflows.erasure import Why, clear_bytes, erase
from workflows.record import SERVER

FINAL = ("offer", "reject")
"""Verdicts that end somebody's file."""
_FILE_MAY_HOLD_BYTES = dt.timedelta(days=3)
"""For how long after an erasure every purge clears the file again, in case it was in use."""

_log = structlog.get_logger()


class Due(NamedTuple):
    """When somebody is to be erased."""

    candidate_id: str
    campaign_id: str
    at: dt.datetime
    """The beginning of the day in the campaign's time zone, UTC."""
    why: Why
    is_held: bool
    """Whether a request of theirs still waits for its answer: they are not erased before it has one."""


class Purged(NamedTuple):
    """What a purge did, or would do."""

    n_erased: int
    n_held: int
    """Due, but a request of theirs has no answer yet."""
    n_failed: int
    """Due, but the database could not be written; tried again by the next purge."""
    is_cleared: bool
    """Whether the bytes are out of the database's file too."""


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


def purge(now: dt.datetime, *, dry_run: bool = False, by: str = SERVER) -> Purged:
    """Erase everybody whose time is over, one transaction each, and rid the file of the bytes.

    Parameters
    ----------
    now : datetime
        UTC.
    dry_run : bool
        Count only.
    by : str
        Who stands in the record.

    Raises
    ------
    StorageError
        The database cannot be read.
    """
    with reading() as connection:
        ended = [
            one for one in map(due_of, everybodys_facts(connection)) if one is not None and one.at <= now
        ]
    ready = [one for one in ended if not one.is_held]
    n_held = len(ended) - len(ready)
    if dry_run:
        return Purged(len(ready), n_held, 0, is_cleared=False)
    n_erased = sum(_erased(one, now, by) for one in ready)
    return Purged(n_erased, n_held, len(ready) - n_erased, is_cleared=_cleared(now))


def _erased(one: Due, now: dt.datetime, by: str) -> bool:
    try:
        with writing() as connection:
            facts = facts_of(connection, one.candidate_id)
            # What was read before may have changed: an agreement, a request, a decision, another purge.
            if facts is None or due_of(facts) != one:
                return False
            erase(connection, one.candidate_id, now, one.why, by=by)
    except (StorageError, CandidateError):
        _log.warning("not_erased", candidate=one.candidate_id)
        return False
    return True


def _cleared(now: dt.datetime) -> bool:
    with reading() as connection:
        if not erasure.erased_since(connection, now - _FILE_MAY_HOLD_BYTES):
            return True
    try:
        clear_bytes()
    except StorageError:
        _log.warning("bytes_not_cleared")
        return False
    return True


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
