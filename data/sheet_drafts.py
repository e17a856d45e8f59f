"""A sheet while it is being filled in: one per interview and interviewer, only ever of a higher revision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from data.schema_interviews import sheet_draft
from data.written import delete_rows, put_row


class SheetDraft(NamedTuple):
    """What was kept last."""

    revision: int
    body: Mapping[str, Any]


def draft_of(connection: Connection, interview_id: str, account_id: str) -> SheetDraft | None:
    """Return what this interviewer has written so far, or None."""
    query = select(sheet_draft.c.revision, sheet_draft.c.body).where(
        sheet_draft.c.interview_id == interview_id, sheet_draft.c.account_id == account_id
    )
    row = connection.execute(query).first()
    return None if row is None else SheetDraft(*row)


def drafted(connection: Connection, account_id: str) -> frozenset[str]:
    """Return the ids of the interviews for which somebody has begun a sheet."""
    query = select(sheet_draft.c.interview_id).where(sheet_draft.c.account_id == account_id)
    return frozenset(connection.scalars(query))


def keep_draft(
    connection: Connection, interview_id: str, account_id: str, draft: SheetDraft, now: dt.datetime
) -> SheetDraft:
    """Keep a draft unless one of the same or a higher revision is there; return the one that is kept now."""
    new = {"revision": draft.revision, "body": dict(draft.body), "saved_at": now}
    row = {"interview_id": interview_id, "account_id": account_id, **new}
    # One statement decides, so that two tabs that save at once cannot both believe that theirs is kept.
    put_row(connection, sheet_draft, row, only_if=sheet_draft.c.revision < draft.revision)
    kept = draft_of(connection, interview_id, account_id)
    return kept or draft


def drop_draft(connection: Connection, interview_id: str, account_id: str) -> None:
    """Forget what was kept."""
    where = (sheet_draft.c.interview_id == interview_id, sheet_draft.c.account_id == account_id)
    delete_rows(connection, sheet_draft, *where)
