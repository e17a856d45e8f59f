"""What panels agreed on after talking: rows of their own, append-only; ratings stay as submitted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, select

from data.ids import new_id
from data.pool import IN_POOL
from data.schema import candidate, sitting
from data.schema_interviews import agreed_rating, interview
from data.seats import IS_COMPLETE
from data.written import insert_row


@dataclass(frozen=True, slots=True)
class AgreedRating:
    """One agreement on one question."""

    question_id: str
    revision: int
    """From 1; the last one stands."""
    rating: int
    reason: str
    agreed_by: tuple[str, ...]
    """Account ids."""
    recorded_by: str
    recorded_at: dt.datetime


def add_agreed(connection: Connection, interview_id: str, agreed: AgreedRating) -> None:
    """Store an agreement; IntegrityError when its revision is taken."""
    row = {
        "id": new_id(), "interview_id": interview_id, "question_id": agreed.question_id,
        "revision": agreed.revision, "rating": agreed.rating, "reason": agreed.reason,
        "agreed_by": list(agreed.agreed_by), "recorded_by": agreed.recorded_by,
        "recorded_at": agreed.recorded_at,
    }  # fmt: skip
    insert_row(connection, agreed_rating, row)


def agreed_in(connection: Connection, interview_id: str) -> tuple[AgreedRating, ...]:
    """Return an interview's agreements by question and revision; none while a sheet is missing."""
    return _agreed(connection, interview.c.id == interview_id).get(interview_id, ())


def agreed_in_campaign(connection: Connection, campaign_id: str) -> dict[str, tuple[AgreedRating, ...]]:
    """Return interview id -> agreements, of complete interviews of everyone who may be compared."""
    return _agreed(connection, and_(candidate.c.campaign_id == campaign_id, IN_POOL))


def _agreed(connection: Connection, which: ColumnElement[bool]) -> dict[str, tuple[AgreedRating, ...]]:
    columns: list[Any] = [
        agreed_rating.c[name] for name in ("interview_id", *AgreedRating.__dataclass_fields__)
    ]
    query = (
        select(*columns)
        .select_from(agreed_rating)
        .join(interview, interview.c.id == agreed_rating.c.interview_id)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(IS_COMPLETE, which)
        .order_by(agreed_rating.c.interview_id, agreed_rating.c.question_id, agreed_rating.c.revision)
    )
    found: dict[str, tuple[AgreedRating, ...]] = {}
    for interview_id, *row in connection.execute(query):
        row[4] = tuple(row[4])
        found[interview_id] = (*found.get(interview_id, ()), AgreedRating(*row))
    return found
