"""Whether the database is there."""

from __future__ import annotations

from data.engine import ping


def database_answers() -> None:
    """Return when the database answers a question; raise StorageError when it does not."""
    ping()
