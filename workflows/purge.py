"""The purge: everybody whose time is over is erased, one small transaction each, beside people who sit.

Between two erasures it rests, so that whoever writes meanwhile finds the database free most of the time; and
it can be told to stop there. What it has erased by then is erased, the rest is still due.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import NamedTuple

import structlog

from data import erasure
from data.engine import reading, writing
from data.progress import is_anybody_sitting
from data.retention import facts_of
from errors import CandidateError, StorageError
from workflows.clock import utc_now
from workflows.erasure import clear_bytes, erase
from workflows.record import SERVER
from workflows.retention import Due, due_of, who_is_due

RESTS_TIMES = 3.0
"""It rests so many times as long as an erasure took: three quarters of the time nobody waits for it."""
IDLE_AFTER = dt.timedelta(minutes=15)
"""Without anything done for so long, whoever has a form open counts as gone."""
MAY_HOLD_BYTES = dt.timedelta(days=3)
"""For how long after an erasure the file is taken to hold its bytes, unless it was cleared since."""

Rest = Callable[[float], object]
"""Waits so many seconds; true: it was told to stop."""

_log = structlog.get_logger()


class Purged(NamedTuple):
    """What a purge did, or would do."""

    n_erased: int
    n_held: int
    """Due, but a request of theirs has no answer yet."""
    n_failed: int
    """Due, but the database could not be written; tried again by the next purge."""
    n_left: int
    """Due, and not tried: the purge was told to stop."""


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
    ready = [one for one in ended if not one.is_held]
    n_held = len(ended) - len(ready)
    if dry_run:
        return Purged(len(ready), n_held, 0, 0)
    n_erased = n_tried = 0
    for one in ready:
        began = time.perf_counter()
        n_erased += _erased(one, by)
        n_tried += 1
        if n_tried < len(ready) and rest(RESTS_TIMES * (time.perf_counter() - began)):
            break
    return Purged(n_erased, n_held, n_tried - n_erased, len(ready) - n_tried)


def _erased(one: Due, by: str) -> bool:
    try:
        with writing() as connection:
            facts = facts_of(connection, one.candidate_id)
            # What was read before may have changed: an agreement, a request, a decision, another purge.
            if facts is None or due_of(facts) != one:
                return False
            erase(connection, one.candidate_id, utc_now(), one.why, by=by)
    except (StorageError, CandidateError):
        _log.warning("not_erased", candidate=one.candidate_id)
        return False
    return True


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
