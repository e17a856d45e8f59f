"""Who migrates a database, one process after the other: two that start at once make its tables once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from data.postgres_line import unbounded

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
        driver = connection.connection.driver_connection
        (before,) = driver.execute("PRAGMA busy_timeout").fetchone()  # type: ignore[union-attr]
        driver.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")  # type: ignore[union-attr]
        try:
            connection.exec_driver_sql("SELECT 1")
            yield connection
        finally:
            driver.execute(f"PRAGMA busy_timeout = {before}")  # type: ignore[union-attr]
