"""SQLite files for tests, which need not outlive a power cut."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Dialect, Engine, event

from data.common import engine
from data.common.migrate import configuration
from data.tables import METADATA

_compiled: dict[Any, Any] = {}
"""Statements as SQL, of every file this process binds: composing them anew took a tenth of the time."""
_dialect: Dialect | None = None


def bind_file(path: Path) -> Engine:
    """Make a file the database of this process, without waiting for the disk at each commit."""
    global _dialect
    made = engine.bind(f"sqlite:///{path}")
    made.dialect = _dialect = _dialect or made.dialect
    made.update_execution_options(compiled_cache=_compiled)
    event.listen(made, "connect", lambda line, _: line.execute("PRAGMA synchronous = OFF"))
    return made


def lay_out(made: Engine) -> None:
    """Make every table at once, as the migrations would have left it."""
    METADATA.create_all(made)
    command.stamp(configuration(made), "head")


@contextmanager
def held_by_another_process() -> Iterator[None]:
    """Hold this process's file as another one does that writes: others read it, and fail to write at once."""
    own = engine.engine()
    event.listen(own, "connect", lambda line, _: line.execute("PRAGMA busy_timeout = 0"))
    own.dispose()
    file = sqlite3.connect(own.url.database or "", isolation_level=None, check_same_thread=False)
    with closing(file) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def is_of_seals(sql: str) -> bool:
    """Tell whether a statement seals what others of its transaction wrote."""
    return any(name in sql for name in (" seal", "row_salt", "pg_advisory_xact_lock"))
