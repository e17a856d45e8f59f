"""Locks: a queue of threads, first come, first served; and locks by name in the database.

The queue: a lock of the system goes to whoever asks at the right moment. A thread that lets go and asks again
at once, as a purge does, gets it nearly every time, and the others wait.

Locks by name: two transactions that read the same and then write past each other break a rule that each of
them kept.
"""

from __future__ import annotations

import threading
from collections import deque

from sqlalchemy import Connection, text


class Turns:
    """Hands a turn from each thread to the one that has waited longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def n_waiting(self) -> int:
        """Return how many threads wait for their turn."""
        return len(self._waiting)

    def acquire(self, timeout: float) -> bool:
        """Wait for a turn, at most so many seconds; False: it did not come."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        try:
            mine.wait(timeout)
        except BaseException:
            if self._has_come(mine):
                self.release()
            raise
        return self._has_come(mine)

    def release(self) -> None:
        """Hand the turn to who has waited longest; nobody who comes only now can be quicker."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    def _has_come(self, mine: threading.Event) -> bool:
        """Tell whether a turn was handed over; who has none leaves the queue."""
        with self._lock:
            if mine.is_set():
                return True
            self._waiting.remove(mine)
            return False


ACCOUNTS = "accounts"
"""Name of the lock on who has an account, in which role, and whether it is open."""


def hold_alone(connection: Connection, name: str) -> None:
    """Hold the lock of a name until the transaction ends; to be asked for before anything is read.

    SQLite has one writer at a time anyway. On PostgreSQL whoever comes second waits, and then reads what the
    first has written.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def people_of(campaign_id: str) -> str:
    """Return the name of the lock on who is invited to a campaign."""
    return f"people of {campaign_id}"
