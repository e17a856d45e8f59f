"""The clock that the whole product goes by, and hours as people type them.

Nothing else asks the machine what time it is, so whoever moves this clock moves the whole product.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal
from zoneinfo import ZoneInfo

Clock = Callable[[], dt.datetime]


def machine_time() -> dt.datetime:
    """Return the time of the machine, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place that asks


server_clock: Clock = machine_time
"""What every thread goes by that has no clock of its own."""

steady_clock: Callable[[], float] = time.monotonic
"""Seconds that pass, from a beginning nobody knows: nobody can set it, and it ends with the process."""

_own_clock: ContextVar[Clock | None] = ContextVar("own_clock", default=None)


def utc_now() -> dt.datetime:
    """Return the time that this thread goes by."""
    return (_own_clock.get() or server_clock)()


def steady_s() -> float | None:
    """Return seconds of which only differences mean something; None: this thread goes by a clock of its own.

    Putting the machine's clock right does not change them.
    """
    return steady_clock() if _own_clock.get() is None else None


@contextmanager
def going_by(clock: Clock) -> Iterator[None]:
    """Let this thread go by another clock: in sample data minutes pass that nobody waits."""
    before = _own_clock.set(clock)
    try:
        yield
    finally:
        _own_clock.reset(before)


Oddity = Literal["gap", "fold"]


def oddity(local: dt.datetime, zone: str) -> Oddity | None:
    """Tell what is odd about an hour on the clock of a place.

    Parameters
    ----------
    local : datetime
        Without a zone, as somebody typed it.
    zone : str
        A zone's name, as Europe/Paris.

    Returns
    -------
    "gap", "fold" or None
        Clocks go forward and skip it; they go back and show it twice; neither.
    """
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return None
    # The offset falls by going back: the same hour comes again later.
    return "fold" if (first or dt.timedelta()) > (second or dt.timedelta()) else "gap"


def on_the_clock(local: dt.datetime, zone: str) -> dt.datetime:
    """Return the instant, in its zone, at which the clock of a place shows an hour: of two the second."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=1)


def is_skipped(at: dt.datetime) -> bool:
    """Tell whether a time with a zone is one that its clock never shows."""
    return isinstance(at.tzinfo, ZoneInfo) and oddity(at.replace(tzinfo=None), at.tzinfo.key) == "gap"
