"""SQLite files for tests, which need not outlive a power cut."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import Engine, event

from data import engine
from data.migrate import configuration
from data.tables import METADATA


def bind_file(path: Path) -> Engine:
    """Make a file the database of this process, without waiting for the disk at each commit."""
    made = engine.bind(f"sqlite:///{path}")
    event.listen(made, "connect", lambda line, _: line.execute("PRAGMA synchronous = OFF"))
    return made


def lay_out(made: Engine) -> None:
    """Make every table at once, as the migrations would have left it."""
    METADATA.create_all(made)
    command.stamp(configuration(made), "head")


def is_of_seals(sql: str) -> bool:
    """Tell whether a statement seals what others of its transaction wrote."""
    return any(name in sql for name in (" seal", "row_salt", "pg_advisory_xact_lock"))
