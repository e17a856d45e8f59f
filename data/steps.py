"""Steps inside an item, as they came: append-only, one row per sitting, item and number."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from data.ids import new_id
from data.schema import step
from data.written import insert_row


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done inside an item."""

    number: int
    """From 1 on, without gaps."""
    body: dict[str, Any]
    made_at: dt.datetime


_OF_ITEM = (
    select(step.c.number, step.c.body, step.c.made_at)
    .where(step.c.sitting_id == bindparam("sitting_id"), step.c.item_id == bindparam("item_id"))
    .order_by(step.c.number)
)


def steps_of(connection: Connection, sitting_id: str, item_id: str) -> tuple[Step, ...]:
    """Return the steps made inside one item of a sitting, in their order."""
    rows = connection.execute(_OF_ITEM, {"sitting_id": sitting_id, "item_id": item_id})
    return tuple(Step(*row) for row in rows)


def add_step(connection: Connection, sitting_id: str, item_id: str, made: Step) -> None:
    """Store a step at a number not taken yet, by who holds the sitting."""
    row = {
        "id": new_id(),
        "sitting_id": sitting_id,
        "item_id": item_id,
        "number": made.number,
        "body": made.body,
        "made_at": made.made_at,
    }
    insert_row(connection, step, row)
