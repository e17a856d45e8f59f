"""Marks not submitted yet: one set per reply and marker, overwritten with every click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.schema import mark_draft
from data.written import delete_rows, put_row


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """What was clicked so far; dimensions may be missing."""

    marks: Mapping[str, int]
    note: str


def draft_of(connection: Connection, answer_id: str, account_id: str) -> MarkDraft:
    """Return what a marker has given so far; nothing is an empty draft."""
    query = select(mark_draft.c.body).where(
        mark_draft.c.answer_id == answer_id, mark_draft.c.account_id == account_id
    )
    body = connection.scalar(query)
    return MarkDraft({}, "") if body is None else MarkDraft(body["marks"], body["note"])


def keep_draft(
    connection: Connection, answer_id: str, account_id: str, draft: MarkDraft, now: dt.datetime
) -> None:
    """Keep marks in the place of those before."""
    new = {"body": {"marks": dict(draft.marks), "note": draft.note}, "saved_at": now}
    row = {"answer_id": answer_id, "account_id": account_id, **new}
    put_row(connection, mark_draft, row)


def drop_draft(connection: Connection, answer_id: str, account_id: str) -> None:
    """Forget what was kept."""
    where = (mark_draft.c.answer_id == answer_id, mark_draft.c.account_id == account_id)
    delete_rows(connection, mark_draft, *where)
