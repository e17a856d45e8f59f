"""The probe of storage: could the database be written to? The lock is taken and let go, and no more."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from data.common.engine import engine
from data.common.storage_state import Reason, reason_of

WAIT_S = 0.5
"""How long to wait for a writer who is busy."""
LEAST_FREE = 8_000_000
"""Bytes on the disk: with less, the next step may not be stored."""


def what_is_in_the_way() -> Reason | None:
    """Return why a step could not be stored now, or None."""
    bound = engine()
    try:
        if bound.dialect.name == "sqlite":
            return _of_file(bound.url.database)
        return _of_server(bound)
    except (sqlite3.Error, OperationalError, InterfaceError, InternalError, NoConnectionLeft) as problem:
        return reason_of(problem)


def _of_file(database: str | None) -> Reason | None:
    if database in (None, "", ":memory:"):
        return None
    path = Path(database).absolute()
    with closing(
        sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=WAIT_S, isolation_level=None)
    ) as line:
        line.execute("BEGIN IMMEDIATE")
        line.execute("SELECT count(*) FROM sqlite_master").fetchone()
        line.execute("ROLLBACK")
    return "full" if shutil.disk_usage(path.parent).free < LEAST_FREE else None


def _of_server(bound: Engine) -> Reason | None:
    with bound.connect() as connection:
        read_only = connection.exec_driver_sql("SHOW transaction_read_only").scalar_one()
    return "read_only" if read_only == "on" else None
