"""Answers as they came: append-only, one row per sitting, item and revision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from data.ids import new_id
from data.schema import answer
from data.written import insert_row


@dataclass(frozen=True, slots=True)
class Answer:
    """One revision of one item in one sitting; ``value`` None: seen and skipped."""

    item_id: str
    revision: int
    value: Any
    language: str
    answered_at: dt.datetime


_OF_SITTING = (
    select(answer.c.item_id, answer.c.revision, answer.c.answer, answer.c.language, answer.c.answered_at)
    .where(answer.c.sitting_id == bindparam("sitting_id"))
    .order_by(answer.c.revision)
)


def answers_of(connection: Connection, sitting_id: str) -> dict[str, Answer]:
    """Return the newest answer to each item of a sitting, by item id."""
    rows = connection.execute(_OF_SITTING, {"sitting_id": sitting_id})
    return {row[0]: Answer(*row) for row in rows}


def record(connection: Connection, sitting_id: str, given: Answer) -> None:
    """Store an answer at a revision not taken yet, by who holds the sitting."""
    row = {
        "id": new_id(),
        "sitting_id": sitting_id,
        "item_id": given.item_id,
        "revision": given.revision,
        "answer": given.value,
        "language": given.language,
        "answered_at": given.answered_at,
    }
    insert_row(connection, answer, row)


def values_since(connection: Connection, sitting_id: str, item_id: str, revision: int) -> list[Any]:
    """Return what is stored at one revision and every later one, in their order."""
    of_item = (answer.c.sitting_id == sitting_id, answer.c.item_id == item_id)
    found = select(answer.c.answer).where(*of_item, answer.c.revision >= revision)
    return list(connection.scalars(found.order_by(answer.c.revision)))
