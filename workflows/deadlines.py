"""Sittings whose deadline has passed are ended by the server, so that what was kept in time counts."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from data import answers, sittings
from data.engine import reading, writing
from data.forms import form_body
from workflows.clock import utc_now
from workflows.sit_place import GRACE, Place, stage_of
from workflows.sit_settle import end_by_deadline, is_overdue


def end_overdue(is_to_stop: Callable[[], bool] = lambda: False) -> int:
    """End every sitting of an open campaign whose deadline and seconds of grace are over; return how many.

    Each in a transaction of its own, so that people who are sitting wait for one at most.

    Parameters
    ----------
    is_to_stop : callable
        Asked before each; the rest is left for the next time.

    Raises
    ------
    StorageError
        When the database could not be read or written; those ended before stay so.
    """
    with reading() as connection:
        waiting = sittings.overdue(connection, utc_now() - GRACE)
    n = 0
    for sitting_id in waiting:
        if is_to_stop():
            break
        with writing() as connection:
            n += _ended(connection, sitting_id)
    return n


def end_overdue_of(connection: Connection, campaign_id: str) -> None:
    """End the overdue sittings of a campaign, before it is closed: afterwards they stay as they are."""
    for sitting_id in sittings.overdue(connection, utc_now() - GRACE, campaign_id):
        _ended(connection, sitting_id)


def _ended(connection: Connection, sitting_id: str) -> bool:
    """End a sitting unless it has ended meanwhile, or its deadline was moved."""
    sitting = sittings.held_sitting(connection, sitting_id)
    if sitting is None:
        return False
    now = utc_now()
    given = answers.answers_of(connection, sitting.id)
    form = form_body(connection, sitting.form_id)
    here = Place(sitting, form, given, stage_of(sitting, given, now), now)
    if not is_overdue(here):
        return False
    end_by_deadline(connection, here)
    return True
