"""Retention: how long data are kept, who is due to be erased, and the nightly purge.

A person's file ends with the offer or rejection that stands; without one, on the day by which the campaign
promised an answer, or with their own later deadline; at their withdrawal, when that comes first. From then on
the campaign's months are counted, or as many as the person agreed to. [gdpr] articles 5(1)(e) and 17.

Between two erasures it rests, so that whoever writes meanwhile finds the database free most of the time; and
it can be told to stop there. What it has erased by then is erased, the rest is still due.
"""

from __future__ import annotations

import calendar
import datetime as dt
import time
from collections.abc import Callable
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import structlog

from data.candidates.progress import is_anybody_sitting
from data.common.engine import reading, writing
from data.privacy import erasure
from data.privacy.erasure import Facts, everybodys_facts, facts_of
from errors import CandidateError, StorageError
from workflows.audit.log import SERVER
from workflows.campaigns.campaign_settings import MAX_RETENTION_MONTHS
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.privacy.erasure import Why, clear_bytes, erase

FINAL = ("offer", "reject")
"""Verdicts that end somebody's file."""

RESTS_TIMES = 3.0
"""It rests so many times as long as an erasure took: three quarters of the time nobody waits for it."""
IDLE_AFTER = dt.timedelta(minutes=15)
"""Without anything done for so long, whoever has a form open counts as gone."""
MAY_HOLD_BYTES = dt.timedelta(days=3)
"""For how long after an erasure the file is taken to hold its bytes, unless it was cleared since."""

Rest = Callable[[float], object]
"""Waits so many seconds; true: it was told to stop."""

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
    """The result of a purge, done or counted."""

    n_erased: int
    n_held: int
    """Due, but a request of theirs has no answer yet."""
    n_failed: int
    """Due, but the database could not be written; tried again by the next purge."""
    n_left: int
    """Due, and not tried: the purge was told to stop."""


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
    months = read_settings(facts.settings).retention_months
    # Who withdraws was told the campaign's months, and hears of no other post.
    agreed = 0 if facts.withdrawn_at is not None else facts.agreed_months or 0
    last = months_later(end, min(max(months, agreed), MAX_RETENTION_MONTHS))
    at = dt.datetime.combine(last, dt.time(), _zone(facts)).astimezone(dt.UTC)
    why: Why = "retention" if facts.withdrawn_at is None else "withdrawn"
    return Due(facts.candidate_id, facts.campaign_id, at, why, facts.is_waiting)


def _end(facts: Facts) -> dt.date | None:
    """Return the day from which months are counted, in the campaign's time zone."""
    zone = _zone(facts)
    ends = [] if facts.withdrawn_at is None else [facts.withdrawn_at.astimezone(zone).date()]
    if facts.verdict in FINAL and facts.decided_at is not None:
        ends.append(facts.decided_at.astimezone(zone).date())
    elif (answer_by := read_settings(facts.settings).answer_by) is not None:
        own = [] if facts.deadline_at is None else [facts.deadline_at.astimezone(zone).date()]
        ends.append(max([answer_by, *own]))
    return min(ends, default=None)


def _zone(facts: Facts) -> ZoneInfo:
    return ZoneInfo(read_settings(facts.settings).time_zone)


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
    return tuple(person for person in map(due_of, everybody) if person is not None and person.at <= now)


def purge(now: dt.datetime, *, dry_run: bool = False, by: str = SERVER, rest: Rest = time.sleep) -> Purged:
    """Erase everybody whose time is over.

    Parameters
    ----------
    now : datetime
        UTC; by when their time must be over. What is erased is noted at the hour it is.
    dry_run : bool
        Count only.
    by : str
        Who stands in the record.
    rest : callable
        Waits between two erasures.

    Raises
    ------
    StorageError
        The database cannot be read.
    """
    ended = who_is_due(now)
    ready = [person for person in ended if not person.is_held]
    n_held = len(ended) - len(ready)
    if dry_run:
        return Purged(len(ready), n_held, 0, 0)
    n_erased = n_failed = n_tried = 0
    for person in ready:
        began = time.perf_counter()
        outcome = _erase_due(person, by)
        n_erased += outcome == "erased"
        n_failed += outcome == "failed"
        n_tried += 1
        if n_tried < len(ready) and rest(RESTS_TIMES * (time.perf_counter() - began)):
            break
    return Purged(n_erased, n_held, n_failed, len(ready) - n_tried)


def _erase_due(person: Due, by: str) -> Literal["erased", "no longer due", "failed"]:
    try:
        with writing() as connection:
            facts = facts_of(connection, person.candidate_id)
            # What was read before may have changed: an agreement, a request, a decision, another purge.
            if facts is None or due_of(facts) != person:
                return "no longer due"
            erase(connection, person.candidate_id, utc_now(), person.why, by=by)
    except CandidateError:
        return "no longer due"
    except StorageError:
        _log.warning("not_erased", candidate=person.candidate_id)
        return "failed"
    return "erased"


def holds_bytes(now: dt.datetime, cleared_at: dt.datetime | None = None) -> bool:
    """Tell whether the database's file may still hold bytes of somebody erased.

    Parameters
    ----------
    now, cleared_at : datetime
        UTC; when it was cleared last, as far as is known.
    """
    if not erasure.keeps_bytes():
        return False
    since = now - MAY_HOLD_BYTES
    with reading() as connection:
        return erasure.erased_since(connection, since if cleared_at is None else max(since, cleared_at))


def clear_when_idle(
    now: dt.datetime, *, at_any_rate: bool = False, is_over: Callable[[], object] = lambda: False
) -> bool:
    """Take what was deleted out of the database's file, unless somebody sits; tell whether it is out.

    The file is written anew for that, and writers wait meanwhile.

    Parameters
    ----------
    now : datetime
        UTC.
    at_any_rate : bool
        Also while somebody sits.
    is_over : callable
        Asked again and again; true: the file is left as it was.
    """
    try:
        with reading() as connection:
            if not at_any_rate and is_anybody_sitting(connection, now - IDLE_AFTER):
                return False
        clear_bytes(is_over)
    except StorageError:
        _log.warning("bytes_not_cleared")
        return False
    return True


def last_quiet_hour(now: dt.datetime, hour: int, zone: str) -> dt.datetime:
    """Return when it was this hour last, in UTC.

    Parameters
    ----------
    now : datetime
        UTC.
    hour : int
        0 to 23. Where clocks skip it, when it would have been; where it comes twice, the first time.
    zone : str
        A zone's name, as Europe/Paris.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    days = (today - dt.timedelta(days=back) for back in (0, 1))
    return next(
        at for day in days if (at := dt.datetime.combine(day, dt.time(hour), place).astimezone(dt.UTC)) <= now
    )
