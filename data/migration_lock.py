"""The lock of migrations, one process after the other: two that start at once make the tables once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from data.common.postgres_line import unbounded

_LOCK = 4_021_978
"""PostgreSQL's lock of whoever migrates, any number that nothing else uses."""
_PATIENCE_MS = 10 * 60 * 1000
"""How long the second process waits on SQLite: a migration may go through every row."""


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Open the transaction of all migrations, which the caller commits; who comes second waits here first.

    Which migrations are missing is to be asked inside: whoever waited finds them done.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            with unbounded(connection):
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
            return
        # The database's own lock of writers is the file lock: it is let go when its process dies.
        connection.execution_options(sqlite_begin="IMMEDIATE")
        with _set(connection, busy_timeout=_PATIENCE_MS, foreign_keys=0):
            connection.exec_driver_sql("SELECT 1")
            yield connection


@contextmanager
def _set(connection: Connection, **wanted: int) -> Iterator[None]:
    """Let SQLite go by other pragmas until the transaction has ended.

    Without foreign keys, as SQLite itself advises: a table that is laid out anew is dropped on the way, and
    what hangs on it would go with it.
    """
    driver: Any = connection.connection.driver_connection
    before = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    for name, value in wanted.items():
        driver.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        # Foreign keys cannot be turned on inside a transaction.
        connection.rollback()
        for name, value in before.items():
            driver.execute(f"PRAGMA {name} = {value}")
