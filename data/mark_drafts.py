"""Marks not submitted yet: one set per reply and marker, overwritten with every click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data.schema import mark_draft


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
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = {"body": {"marks": dict(draft.marks), "note": draft.note}, "saved_at": now}
    row = {"answer_id": answer_id, "account_id": account_id, **new}
    connection.execute(
        insert(mark_draft)
        .values(row)
        .on_conflict_do_update(index_elements=["answer_id", "account_id"], set_=new)
    )


def drop_draft(connection: Connection, answer_id: str, account_id: str) -> None:
    """Forget what was kept."""
    connection.execute(
        delete(mark_draft).where(mark_draft.c.answer_id == answer_id, mark_draft.c.account_id == account_id)
    )
