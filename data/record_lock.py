"""Who writes to the record's chains, one after the other."""

from __future__ import annotations

from sqlalchemy import Connection, text

_LOCK = 4_021_977
"""PostgreSQL's lock of writers to the record, any number that nothing else uses."""


def lock_record(connection: Connection) -> None:
    """Be the only writer to the record until the transaction ends.

    Two transactions that read the same end would fork a chain. SQLite has one writer at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
