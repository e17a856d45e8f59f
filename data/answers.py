"""Answers as they came: append-only, one row per sitting, item and revision."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from data.ids import new_id
from data.schema import answer


@dataclass(frozen=True, slots=True)
class Answer:
    """The newest revision of one item in one sitting; ``value`` None: seen and skipped."""

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


def record(
    connection: Connection,
    *,
    sitting_id: str,
    item_id: str,
    revision: int,
    value: Any,
    language: str,
    now: dt.datetime,
) -> bool:
    """Store an answer at a revision; return False, storing nothing, when that revision is already taken."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "id": new_id(),
        "sitting_id": sitting_id,
        "item_id": item_id,
        "revision": revision,
        "answer": value,
        "language": language,
        "answered_at": now,
    }
    done = connection.execute(
        insert(answer)
        .values(row)
        .on_conflict_do_nothing(index_elements=["sitting_id", "item_id", "revision"])
    )
    return done.rowcount == 1


def value_at(connection: Connection, sitting_id: str, item_id: str, revision: int) -> Any:
    """Return what is stored at one revision."""
    return connection.scalar(
        select(answer.c.answer).where(
            answer.c.sitting_id == sitting_id, answer.c.item_id == item_id, answer.c.revision == revision
        )
    )
