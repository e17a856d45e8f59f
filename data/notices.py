"""Notices word for word, each stored once under its SHA-256; never changed or taken away."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from data.schema_trust import notice_text


def keep_notice(connection: Connection, sha256: str, body: str, language: str, now: dt.datetime) -> None:
    """Store a notice that was shown; the first time stands."""
    row = {"sha256": sha256, "language": language, "body": body, "first_shown_at": now}
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(notice_text).values(row).on_conflict_do_nothing())


def notice_of(connection: Connection, sha256: str) -> str | None:
    """Return a notice as it was stored, or None when there is none of this hash."""
    return connection.scalar(select(notice_text.c.body).where(notice_text.c.sha256 == sha256))
