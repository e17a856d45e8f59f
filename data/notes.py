"""Notes about candidates: append-only, each with its author and its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.ids import new_id
from data.schema import account, note
from data.written import insert_row


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a candidate."""

    id: str
    author: str
    text: str
    created_at: dt.datetime


def add_note(
    connection: Connection, *, candidate_id: str, account_id: str, text: str, now: dt.datetime
) -> str:
    """Store a note and return its id; none is ever changed or taken away."""
    row = {
        "id": (note_id := new_id()),
        "candidate_id": candidate_id,
        "account_id": account_id,
        "text": text,
        "created_at": now,
    }
    insert_row(connection, note, row)
    return note_id


def notes_of(connection: Connection, candidate_id: str) -> tuple[Note, ...]:
    """Return the notes about a candidate, oldest first."""
    query = (
        select(note.c.id, account.c.name, note.c.text, note.c.created_at)
        .join(account, account.c.id == note.c.account_id)
        .where(note.c.candidate_id == candidate_id)
        .order_by(note.c.id)
    )
    return tuple(Note(*row) for row in connection.execute(query))


def texts_of(connection: Connection, note_ids: Collection[str]) -> dict[str, str]:
    """Return note id -> text, of those notes that exist."""
    query = select(note.c.id, note.c.text).where(note.c.id.in_(note_ids))
    return {row[0]: row[1] for row in connection.execute(query)}
