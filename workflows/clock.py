"""What time it is for all the product does: the server's time, or that of a simulated candidate's own day.

Nothing else asks the machine what time it is, so whoever moves this clock moves the whole product.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Clock = Callable[[], dt.datetime]


def machine_time() -> dt.datetime:
    """Return the time of the machine, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place that asks


server_clock: Clock = machine_time
"""What every thread goes by that has no clock of its own."""

_own_clock: ContextVar[Clock | None] = ContextVar("own_clock", default=None)


def utc_now() -> dt.datetime:
    """Return the time that this thread goes by."""
    return (_own_clock.get() or server_clock)()


@contextmanager
def going_by(clock: Clock) -> Iterator[None]:
    """Let this thread go by another clock: in sample data minutes pass that nobody waits."""
    before = _own_clock.set(clock)
    try:
        yield
    finally:
        _own_clock.reset(before)
