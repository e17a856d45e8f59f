"""What time it is for a sitting: the server's time, or the time of a simulated candidate's own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Clock = Callable[[], dt.datetime]


def _server() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_clock: ContextVar[Clock] = ContextVar("clock", default=_server)


def utc_now() -> dt.datetime:
    """Return the time that sittings go by."""
    return _clock.get()()


@contextmanager
def going_by(clock: Clock) -> Iterator[None]:
    """Let the sittings of this thread go by another clock: in sample data minutes pass that nobody waits."""
    before = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(before)
