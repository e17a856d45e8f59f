"""SQLite files for tests, which need not outlive a power cut."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, event

from data import engine


def bind_file(path: Path) -> Engine:
    """Make a file the database of this process, without waiting for the disk at each commit."""
    made = engine.bind(f"sqlite:///{path}")
    event.listen(made, "connect", lambda line, _: line.execute("PRAGMA synchronous = OFF"))
    return made


def is_of_seals(sql: str) -> bool:
    """Tell whether a statement seals what others of its transaction wrote."""
    return any(name in sql for name in (" seal", "row_salt", "pg_advisory_xact_lock"))
