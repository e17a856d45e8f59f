"""A line to PostgreSQL on which nobody waits for ever: not for the server, a statement or somebody's lock.

The server itself ends statements and waiting for locks that take too long. One that is frozen, or a machine
that is gone without a word, ends nothing: then the line is given up here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, event

CONNECT_S = 4
"""For a server to let us in."""
REST_S = 2.0
"""After a server did not let somebody in within its time, others do not wait for it for so long."""
PING_S = 2.0
"""For a line that rested to show that it still is one."""
LOCK_MS = 5_000
"""As long as a writer waits on SQLite."""
STATEMENT_MS = 20_000
"""Many times what the slowest statement of a page takes."""
BEYOND_S = 2.0
"""The server is given so much more to say that a statement took too long."""
CONNECT = {
    "connect_timeout": CONNECT_S,
    # A machine that is gone does not say so: the system asks it, and gives up.
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""Options of libpq."""
_Got = TypeVar("_Got")


class NoAnswer(psycopg.OperationalError):
    """The server did not answer within its time; the line was closed, and what was under way is undone."""


class BoundedLine(psycopg.Connection[Any]):
    """psycopg's connection, which gives up a server that does not answer."""

    patience_s: float | None = None
    """Seconds for an answer; None: as long as it takes."""

    def wait(self, gen: Generator[Any, Any, _Got], *how: Any, **more: Any) -> _Got:
        """Wait for an answer.

        Raises
        ------
        NoAnswer
            When none came in time; the connection is closed.
        """
        if self.patience_s is None:
            return super().wait(gen, *how, **more)
        try:
            return super().wait(_until(gen, time.monotonic() + self.patience_s), *how, **more)
        except NoAnswer:
            self.close()
            raise

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """Wait so long for answers inside."""
        before, self.patience_s = self.patience_s, seconds
        try:
            yield
        finally:
            self.patience_s = before


def _until(gen: Generator[Any, Any, _Got], end: float) -> Generator[Any, Any, _Got]:
    """Go along with what waits for the server, which is sent 0 now and then while nothing comes."""
    try:
        awaited = next(gen)
        while True:
            ready = yield awaited
            if not ready and time.monotonic() >= end:
                raise NoAnswer("The database server did not answer in time.")
            awaited = gen.send(ready)
    except StopIteration as done:
        return done.value


def bound_lines_of(engine: Engine) -> None:
    """Let every connection of an engine be such a line."""
    event.listen(engine, "do_connect", _Door().connect)
    event.listen(engine, "connect", _prepare)
    # Asked of each line that rested; SQLAlchemy then opens another in its place.
    engine.dialect.do_ping = _pinging(engine.dialect.do_ping)  # type: ignore[method-assign]


@contextmanager
def unbounded(connection: Connection) -> Iterator[None]:
    """Let statements and locks inside take as long as they need: for changes of the tables themselves.

    Who uses it commits inside.
    """
    line = connection.connection.driver_connection
    if not isinstance(line, BoundedLine):
        yield
        return
    with line.within(None):
        _limit(line, 0, 0)
        try:
            yield
        finally:
            if not line.closed:
                # What was not committed is undone, as it would be when the connection is given back.
                line.rollback()
                _limit(line, STATEMENT_MS, LOCK_MS)


class _Door:
    """Connects, and spares others the waiting for a server that did not answer a moment ago."""

    def __init__(self) -> None:
        self._shut_until = 0.0

    def connect(self, _dialect: object, _record: object, args: Any, options: Any) -> BoundedLine:
        if time.monotonic() < self._shut_until:
            raise NoAnswer("The database server did not answer a moment ago.")
        try:
            return BoundedLine.connect(*args, **options)
        except psycopg.errors.ConnectionTimeout:
            self._shut_until = time.monotonic() + REST_S
            raise


def _prepare(line: BoundedLine, _record: object) -> None:
    line.patience_s = STATEMENT_MS / 1000 + BEYOND_S
    _limit(line, STATEMENT_MS, LOCK_MS)


def _limit(line: BoundedLine, statement_ms: int, lock_ms: int) -> None:
    # Of the session; not options of the start, which poolers between refuse.
    line.execute(b"SET statement_timeout = %d" % statement_ms)
    line.execute(b"SET lock_timeout = %d" % lock_ms)
    line.commit()


def _pinging(ping: Callable[[Any], _Got]) -> Callable[[Any], _Got]:
    def pinged(line: BoundedLine) -> _Got:
        with line.within(PING_S):
            return ping(line)

    return pinged
