"""What markers gave to the samples of a rubric before marking in earnest: append-only, every attempt kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.ids import new_id
from data.schema import training_mark
from data.written import insert_missing


@dataclass(frozen=True, slots=True)
class TrainingMark:
    """Marks of one sample in one attempt."""

    account_id: str
    rubric_sha256: str
    attempt: int
    sample_id: str
    marks: Mapping[str, int]


def training_marks(
    connection: Connection, account_ids: Collection[str], rubric_sha256s: Collection[str]
) -> tuple[TrainingMark, ...]:
    """Return everything these people gave to the samples of these rubrics, by attempt."""
    columns = (
        training_mark.c.account_id,
        training_mark.c.rubric_sha256,
        training_mark.c.attempt,
        training_mark.c.sample_id,
        training_mark.c.marks,
    )
    query = (
        select(*columns)
        .where(training_mark.c.account_id.in_(account_ids), training_mark.c.rubric_sha256.in_(rubric_sha256s))
        .order_by(training_mark.c.attempt, training_mark.c.sample_id)
    )
    return tuple(TrainingMark(*row) for row in connection.execute(query))


def add_training_mark(connection: Connection, given: TrainingMark, *, item_id: str, now: dt.datetime) -> bool:
    """Store marks of a sample unless this attempt has some already; tell whether they were stored."""
    row = {
        "id": new_id(), "account_id": given.account_id, "item_id": item_id,
        "rubric_sha256": given.rubric_sha256, "attempt": given.attempt, "sample_id": given.sample_id,
        "marks": dict(given.marks), "submitted_at": now,
    }  # fmt: skip
    return insert_missing(connection, training_mark, [row]) > 0
