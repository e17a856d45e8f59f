"""What time it is for the suite: a morning of its own, whatever day the machine has."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from workflows.common.clock import going_by, machine_time

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
"""When every test takes place; dates in tests are counted from here."""
STEP = dt.timedelta(milliseconds=1)


class SuiteClock:
    """A clock that is a little later each time somebody looks, and stands still once it was set.

    What is done later is later, as in life; how long a test takes is no matter.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._going = NOW
        self._set: dt.datetime | None = None
        self._put = dt.timedelta()
        self.asked_by: set[str] = set()
        """Where the time was asked for: file and function."""

    def __call__(self) -> dt.datetime:
        """Return what time it is."""
        self._note_who_asks()
        with self._lock:
            if self._set is not None:
                return self._set + self._put
            self._going += STEP
            return self._going + self._put

    def steady_s(self) -> float:
        """Return the seconds that passed, which putting the clock does not change."""
        return (self._set or self._going).timestamp()

    def of_the_machine(self) -> dt.datetime:
        """Return the machine's time, as a server beside the suite does."""
        self._note_who_asks()
        return machine_time()

    def _note_who_asks(self) -> None:
        asks = sys._getframe(3).f_code  # asks, utc_now, the clock, here
        self.asked_by.add(f"{Path(asks.co_filename).name} {asks.co_qualname}")

    def move_to(self, moment: dt.datetime) -> None:
        """Set it; it stands still from here on."""
        self._set = moment

    def shift(self, by: dt.timedelta | float) -> None:
        """Set it ahead, by seconds or a duration; it stands still from here on."""
        passed = by if isinstance(by, dt.timedelta) else dt.timedelta(seconds=by)
        self._set = (self._set or self._going) + passed

    def put(self, by: dt.timedelta) -> None:
        """Put the clock ahead or back, as an operator does or a network's time: no time passes."""
        self._put += by

    def go_on(self) -> None:
        """Let it go on from where it was before anybody set it."""
        self._set, self._put = None, dt.timedelta()


CLOCK = SuiteClock()


@contextmanager
def like_the_server() -> Iterator[None]:
    """Go by the machine's clock, as a server does that runs beside the suite."""
    with going_by(CLOCK.of_the_machine):
        yield
