"""Written replies not sent yet: one text per sitting and item, overwritten as it grows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from data.schema import draft
from data.written import delete_rows, put_row


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and when it was kept."""

    text: str
    saved_at: dt.datetime


_OF_ITEM = select(draft.c.text, draft.c.saved_at).where(
    draft.c.sitting_id == bindparam("sitting_id"), draft.c.item_id == bindparam("item_id")
)


def draft_of(connection: Connection, sitting_id: str, item_id: str) -> Draft | None:
    """Return what was kept of a reply, or None."""
    row = connection.execute(_OF_ITEM, {"sitting_id": sitting_id, "item_id": item_id}).first()
    return Draft(*row) if row else None


def drafts_of(connection: Connection, sitting_id: str) -> dict[str, Draft]:
    """Return item id -> what was kept of every reply of a sitting that was not sent."""
    query = select(draft.c.item_id, draft.c.text, draft.c.saved_at).where(draft.c.sitting_id == sitting_id)
    return {row[0]: Draft(row[1], row[2]) for row in connection.execute(query)}


def keep_draft(connection: Connection, sitting_id: str, item_id: str, kept: Draft) -> None:
    """Keep a text in the place of the one before."""
    row = {"sitting_id": sitting_id, "item_id": item_id, "text": kept.text, "saved_at": kept.saved_at}
    put_row(connection, draft, row)


def drop_drafts(connection: Connection, sitting_id: str) -> None:
    """Forget every reply of a sitting that was not sent."""
    delete_rows(connection, draft, draft.c.sitting_id == sitting_id)


def drop_draft(connection: Connection, sitting_id: str, item_id: str) -> None:
    """Forget what was kept of a reply."""
    delete_rows(connection, draft, draft.c.sitting_id == sitting_id, draft.c.item_id == item_id)
