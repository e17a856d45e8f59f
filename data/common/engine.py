"""One database per process: SQLite (WAL) or PostgreSQL from one URL.

``reading()`` and ``writing()`` open a transaction. On SQLite a writing transaction takes the write lock at
its start (BEGIN IMMEDIATE): reading first and writing after can then never fail half-way for want of it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.pool import StaticPool

from data.audit.written import collecting
from data.common import postgres_line
from data.common.locks import Turns
from data.common.storage_state import STATE, reason_of
from data.row_seals import seal_writes
from errors import ChangedMeanwhile, SettingsError, StorageError
from settings import settings

BUSY_TIMEOUT_MS = 5000
"""How long a writer waits for another one before the database counts as locked."""
POOL_S = 5
"""How long to wait for one of the connections, when all are in use."""

_OVERTAKEN = ("23505", "23503")
"""What PostgreSQL says of a row that somebody else has added, or taken away, since it was asked for.

With SQLite's one writer nobody can: there it is a fault of ours."""

_QUIET: dict[str, Any] = {"hide_parameters": True}
"""What is refused is said without the values: errors end up in logs, and values are names and answers."""

_lock = threading.Lock()
_engine: Engine | None = None
WRITERS = Turns()
"""SQLite has one writer at a time, and who waits polls; inside one process a queue is quicker, and fair."""


_shared: ContextVar[Connection | None] = ContextVar("shared", default=None)
"""The transaction that ``as_one`` has opened in this thread."""


def bind(url: str) -> Engine:
    """Make ``url`` the database of this process, closing the one before."""
    global _engine
    with _lock:
        if _engine is not None:
            _engine.dispose()
        _engine = open_engine(url)
        return _engine


def engine() -> Engine:
    """Return the process's engine, opened from the settings on first use; two first visitors open one."""
    global _engine
    if _engine is None:
        with _lock:
            if _engine is None:
                _engine = open_engine(settings().database_url)
    return _engine


def open_engine(url: str) -> Engine:
    """Open an engine with the pragmas and pool this product needs."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return _open_server(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise SettingsError(
            "ENTREGENT_DATABASE_URL is not an address of a database we know: expected sqlite:///FILE or "
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME."
        ) from None
    if parsed.database in (None, "", ":memory:"):
        made = create_engine(
            parsed, poolclass=StaticPool, connect_args={"check_same_thread": False}, **_QUIET
        )
    else:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        made = create_engine(parsed, pool_size=10, max_overflow=30, pool_timeout=POOL_S, **_QUIET)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _open_server(url: URL) -> Engine:
    made = create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        pool_timeout=POOL_S,
        connect_args=postgres_line.CONNECT,
        **_QUIET,
    )
    postgres_line.bound_lines_of(made)
    return made


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy begins transactions itself (below); the driver's own implicit BEGIN would defer the lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: an acknowledged answer survives a power cut, not only a killed process.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a transaction that only reads: everything as it was at one moment, whoever writes meanwhile."""
    if (shared := _shared.get()) is not None:
        yield shared
        return
    with storage_errors(), engine().connect() as connection:
        if connection.dialect.name == "postgresql":
            # Each statement would see what was written before it; SQLite reads so by itself.
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """Open a transaction that commits as a whole or leaves nothing; what it wrote is sealed at its end.

    Raises
    ------
    StorageError
        When the database is locked, full, read-only or out of reach; nothing of the transaction was kept.
    ChangedMeanwhile
        When somebody else added or removed the same row at this moment; nothing of it was kept either.
    """
    if (shared := _shared.get()) is not None:
        yield shared
        seal_writes(shared)
        return
    with storage_errors(is_write=True), taking_turns(), engine().connect() as connection:
        connection = collecting(connection.execution_options(sqlite_begin="IMMEDIATE"))
        with connection.begin():
            yield connection
            seal_writes(connection)
    STATE.stored()


@contextmanager
def as_one() -> Iterator[None]:
    """Let all that this thread reads and writes inside be one transaction: kept as a whole, or not at all.

    For filling a database, where a flush to the disk for every answer would be most of the work; nobody else
    can write meanwhile.
    """
    with writing() as connection:
        before = _shared.set(connection)
        try:
            yield
        finally:
            _shared.reset(before)


@contextmanager
def taking_turns() -> Iterator[None]:
    """Wait for this thread's turn to write, where the database has one writer at a time."""
    if engine().dialect.name != "sqlite":
        yield
        return
    if not WRITERS.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
        STATE.failed("locked", is_write=True)
        raise StorageError("The database was busy for too long; nothing of this step was stored. Try again.")
    try:
        yield
    finally:
        WRITERS.release()


_TROUBLE = (OperationalError, InterfaceError, NoConnectionLeft, sqlite3.OperationalError)
"""What says that the database cannot be used now; the last is what a new line raises as it is opened."""


@contextmanager
def storage_errors(*, is_write: bool = False) -> Iterator[None]:
    """Turn what a driver says of a locked, full, slow or absent database into a StorageError, and log it."""
    try:
        yield
    except (*_TROUBLE, InternalError) as error:
        reason = reason_of(error)
        if isinstance(error, InternalError) and reason == "out_of_reach":
            # PostgreSQL calls so what a read-only server says, and mistakes of ours.
            raise
        STATE.failed(reason, is_write=is_write)
        raise StorageError(
            f"The database could not be used ({_cause(error)}); nothing of this step was stored. "
            "Try again in a minute; if it lasts, check disk space and the database server.",
            reason=reason,
        ) from error
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) not in _OVERTAKEN:
            raise
        raise ChangedMeanwhile(
            "Somebody stored or removed the same at this moment; nothing of this step was stored. Load the "
            "page again, and repeat it if it still holds."
        ) from error


def _cause(error: Exception) -> str:
    origin = error.orig if isinstance(error, DBAPIError) else error
    return str(origin) if isinstance(origin, sqlite3.Error) else type(origin).__name__


def ping() -> None:
    """Ask the database the smallest question."""
    with reading() as connection:
        connection.exec_driver_sql("SELECT 1")
