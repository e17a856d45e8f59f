"""Failures counted in memory: for doors whose opening must leave no trace in the database."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, deque
from threading import Lock


class Tries:
    """Counts failures by who failed, for as long as the process lives.

    Parameters
    ----------
    most : int
        Failures after which somebody has to wait.
    window : timedelta
        How long a failure counts.
    most_kept : int
        How many people are remembered; whoever failed longest ago is forgotten first.
    """

    def __init__(self, most: int, window: dt.timedelta, *, most_kept: int = 10_000) -> None:
        self._most, self._window, self._most_kept = most, window, most_kept
        self._failures: OrderedDict[str, deque[dt.datetime]] = OrderedDict()
        self._lock = Lock()

    def count(self, who: str, now: dt.datetime) -> bool:
        """Note a failure; tell whether there were too many before it."""
        with self._lock:
            failed = self._failures.setdefault(who, deque(maxlen=self._most))
            self._failures.move_to_end(who)
            is_too_many = len(failed) == self._most and abs(now - failed[0]) < self._window
            if not is_too_many:
                failed.append(now)
            while len(self._failures) > self._most_kept:
                self._failures.popitem(last=False)
            return is_too_many

    def forget(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._failures.clear()
