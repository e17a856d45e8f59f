"""Notices word for word, each stored once under its SHA-256; never changed or taken away."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from data.audit.written import insert_missing
from data.schema import candidate, sitting
from data.schema_trust import notice_text


class AcknowledgedNotice(NamedTuple):
    """A notice that candidates of a campaign acknowledged."""

    sha256: str
    body: str
    first_shown_at: dt.datetime
    n_acknowledged: int
    """Candidates of this campaign."""


def keep_notice(connection: Connection, sha256: str, body: str, language: str, now: dt.datetime) -> None:
    """Store a notice that was shown; the first time stands."""
    row = {"sha256": sha256, "language": language, "body": body, "first_shown_at": now}
    insert_missing(connection, notice_text, [row])


def notice_of(connection: Connection, sha256: str) -> str | None:
    """Return a notice as it was stored, or None when there is none of this hash."""
    return connection.scalar(select(notice_text.c.body).where(notice_text.c.sha256 == sha256))


def acknowledged_in(
    connection: Connection, campaign_id: str, language: str
) -> tuple[AcknowledgedNotice, ...]:
    """Return what candidates of a campaign acknowledged in a language, the newest first; no try-outs."""
    query = (
        select(notice_text.c.sha256, notice_text.c.body, notice_text.c.first_shown_at, func.count())
        .join(sitting, sitting.c.notice_sha256 == notice_text.c.sha256)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(
            candidate.c.campaign_id == campaign_id,
            candidate.c.is_try_out.is_(False),
            notice_text.c.language == language,
        )
        .group_by(notice_text.c.sha256, notice_text.c.body, notice_text.c.first_shown_at)
        .order_by(notice_text.c.first_shown_at.desc(), notice_text.c.sha256)
    )
    return tuple(AcknowledgedNotice(*row) for row in connection.execute(query))
