"""Answers and steps as they came, append-only; and drafts of written replies not sent yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from data.audit.written import delete_rows, insert_row, put_row
from data.common.ids import new_id
from data.schema import answer, draft, step


@dataclass(frozen=True, slots=True)
class Answer:
    """One revision of one item in one sitting; ``value`` None: seen and skipped."""

    item_id: str
    revision: int
    value: Any
    language: str
    answered_at: dt.datetime


_ANSWERS_OF_SITTING = (
    select(answer.c.item_id, answer.c.revision, answer.c.answer, answer.c.language, answer.c.answered_at)
    .where(answer.c.sitting_id == bindparam("sitting_id"))
    .order_by(answer.c.revision)
)


def answers_of(connection: Connection, sitting_id: str) -> dict[str, Answer]:
    """Return the newest answer to each item of a sitting, by item id."""
    rows = connection.execute(_ANSWERS_OF_SITTING, {"sitting_id": sitting_id})
    return {row[0]: Answer(*row) for row in rows}


def record(connection: Connection, sitting_id: str, new: Answer) -> None:
    """Store an answer at a revision not taken yet, by who holds the sitting."""
    row = {
        "id": new_id(),
        "sitting_id": sitting_id,
        "item_id": new.item_id,
        "revision": new.revision,
        "answer": new.value,
        "language": new.language,
        "answered_at": new.answered_at,
    }
    insert_row(connection, answer, row)


def values_since(connection: Connection, sitting_id: str, item_id: str, revision: int) -> list[Any]:
    """Return what is stored at one revision and every later one, in their order."""
    of_item = (answer.c.sitting_id == sitting_id, answer.c.item_id == item_id)
    query = select(answer.c.answer).where(*of_item, answer.c.revision >= revision)
    return list(connection.scalars(query.order_by(answer.c.revision)))


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done inside an item."""

    number: int
    """From 1 on, without gaps."""
    body: dict[str, Any]
    made_at: dt.datetime


_STEPS_OF_ITEM = (
    select(step.c.number, step.c.body, step.c.made_at)
    .where(step.c.sitting_id == bindparam("sitting_id"), step.c.item_id == bindparam("item_id"))
    .order_by(step.c.number)
)


def steps_of(connection: Connection, sitting_id: str, item_id: str) -> tuple[Step, ...]:
    """Return the steps made inside one item of a sitting, in their order."""
    rows = connection.execute(_STEPS_OF_ITEM, {"sitting_id": sitting_id, "item_id": item_id})
    return tuple(Step(*row) for row in rows)


def add_step(connection: Connection, sitting_id: str, item_id: str, new: Step) -> None:
    """Store a step at a number not taken yet, by who holds the sitting."""
    row = {
        "id": new_id(),
        "sitting_id": sitting_id,
        "item_id": item_id,
        "number": new.number,
        "body": new.body,
        "made_at": new.made_at,
    }
    insert_row(connection, step, row)


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply as typed until now, and when it was kept."""

    text: str
    saved_at: dt.datetime


_DRAFT_OF_ITEM = select(draft.c.text, draft.c.saved_at).where(
    draft.c.sitting_id == bindparam("sitting_id"), draft.c.item_id == bindparam("item_id")
)


def draft_of(connection: Connection, sitting_id: str, item_id: str) -> Draft | None:
    """Return what was kept of a reply, or None."""
    row = connection.execute(_DRAFT_OF_ITEM, {"sitting_id": sitting_id, "item_id": item_id}).first()
    return Draft(*row) if row else None


def drafts_of(connection: Connection, sitting_id: str) -> dict[str, Draft]:
    """Return item id -> what was kept of every reply of a sitting that was not sent."""
    query = select(draft.c.item_id, draft.c.text, draft.c.saved_at).where(draft.c.sitting_id == sitting_id)
    return {row[0]: Draft(row[1], row[2]) for row in connection.execute(query)}


def keep_draft(connection: Connection, sitting_id: str, item_id: str, new: Draft) -> None:
    """Keep a text in the place of the one before."""
    row = {"sitting_id": sitting_id, "item_id": item_id, "text": new.text, "saved_at": new.saved_at}
    put_row(connection, draft, row)


def drop_drafts(connection: Connection, sitting_id: str) -> None:
    """Forget every reply of a sitting that was not sent."""
    delete_rows(connection, draft, draft.c.sitting_id == sitting_id)


def drop_draft(connection: Connection, sitting_id: str, item_id: str) -> None:
    """Forget what was kept of a reply."""
    delete_rows(connection, draft, draft.c.sitting_id == sitting_id, draft.c.item_id == item_id)
