"""What the second reader suggested and to whom it was shown: append-only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection

from data.ids import new_id
from data.schema import suggestion
from data.written import insert_missing


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
    rows = [
        {
            "id": new_id(), "answer_id": answer_id, "model_sha256": model_sha256, "marks": dict(marks),
            "shown_to": shown_to, "made_at": now,
        }
        for answer_id, marks in suggested.items()
    ]  # fmt: skip
    return insert_missing(connection, suggestion, rows)
