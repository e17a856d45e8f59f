"""What the second reader suggested and to whom it was shown: append-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from data.ids import new_id
from data.schema import suggestion


def log_suggestions(
    connection: Connection,
    suggested: Mapping[str, Mapping[str, int]],
    *,
    model_sha256: str,
    shown_to: str,
    now: dt.datetime,
) -> int:
    """Write down what is shown to whom; return how many had not been shown to them by this model yet.

    Parameters
    ----------
    suggested : mapping of answer id to marks
    """
    if not suggested:
        return 0
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    rows = [
        {
            "id": new_id(), "answer_id": answer_id, "model_sha256": model_sha256, "marks": dict(marks),
            "shown_to": shown_to, "made_at": now,
        }
        for answer_id, marks in suggested.items()
    ]  # fmt: skip
    query = insert(suggestion).values(rows).on_conflict_do_nothing().returning(suggestion.c.id)
    return len(connection.execute(query).all())
