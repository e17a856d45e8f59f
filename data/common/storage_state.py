"""The state of storage: why a step could not be stored, until something is stored again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from threading import Lock
from typing import Literal

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

Reason = Literal["full", "locked", "read_only", "too_slow", "busy", "disk", "out_of_reach"]
"""``full``: no space. ``locked``: somebody else keeps a lock. ``too_slow``: a statement or its answer took
too long. ``busy``: all connections are in use. ``disk``: reading or writing the file failed."""

QUIET_S = 60.0
"""A failure nobody has met again for so long is over once the database can be written to."""
LOCKED_S = 5.0
"""A lock that is held longer is in people's way, whether or not one of them has met it yet."""

_TRIED: frozenset[Reason] = frozenset({"locked", "read_only", "out_of_reach"})
"""What is over as soon as the lock could be had; the others show only when something is stored."""
_SQLITE: dict[int, Reason] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CORRUPT: "disk",
}
_POSTGRESQL: dict[str, Reason] = {
    "53100": "full",
    "55P03": "locked",
    "40P01": "locked",
    "40001": "locked",
    "25006": "read_only",
    "57014": "too_slow",
    "53300": "busy",
}
_log = structlog.get_logger()


def reason_of(error: Exception) -> Reason:
    """Tell why a database could not be used, by the driver's code: its message may quote a row."""
    if isinstance(error, NoConnectionLeft):
        return "busy"
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        # The lowest byte is the kind; the others say more of it.
        return _SQLITE.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF, "out_of_reach")
    if isinstance(origin, TimeoutError):
        return "too_slow"
    return _POSTGRESQL.get(getattr(origin, "sqlstate", None) or "", "out_of_reach")


class StorageState:
    """The latest reason why a step was not stored, if the latest of them were not.

    Parameters
    ----------
    clock : callable
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._reason: Reason | None = None
        self._failed_at = 0.0
        self._locked_since: float | None = None

    def failed(self, reason: Reason, *, is_write: bool) -> None:
        """Note, and write into the log, that a step could not be stored or something not be read."""
        _log.warning("not_stored" if is_write else "not_read", reason=reason)
        if is_write:
            with self._lock:
                self._reason, self._failed_at = reason, self._clock()

    def stored(self) -> None:
        """Note that a step was stored."""
        with self._lock:
            self._reason = self._locked_since = None

    def judge(self, tried: Reason | None) -> Reason | None:
        """Return why nothing can be stored now, or None.

        Parameters
        ----------
        tried : str or None
            What was in the way when writing was tried a moment ago. A lock may be a colleague's who is just
            writing: it counts once somebody was refused for want of it, or it is held for long.
        """
        with self._lock:
            now = self._clock()
            if tried == "locked":
                if self._locked_since is None:
                    self._locked_since = now
                return self._reason or ("locked" if now - self._locked_since >= LOCKED_S else None)
            self._locked_since = None
            if tried is None and (self._reason in _TRIED or now - self._failed_at >= QUIET_S):
                self._reason = None
            return tried or self._reason


STATE = StorageState()
"""That of this process's database."""
