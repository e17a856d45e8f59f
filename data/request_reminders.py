"""Requests that still wait for an answer, and of which those who answer were reminded."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

from sqlalchemy import Connection, select

from data.requests import Kind
from data.schema import candidate
from data.schema_trust import candidate_request
from data.written import change_rows

Reminder = Literal["reminded_at", "overdue_told_at"]
"""The column that says when: some days before a request is due; when it is overdue."""


class Open(NamedTuple):
    """A request without an answer: nothing of who asks, nothing of what they wrote."""

    id: str
    campaign_id: str
    kind: Kind
    due_at: dt.datetime
    reminded_at: dt.datetime | None
    overdue_told_at: dt.datetime | None


def open_until(connection: Connection, until: dt.datetime) -> tuple[Open, ...]:
    """Return the open requests due by an instant, the oldest due first."""
    columns = candidate_request.c
    query = (
        select(
            columns.id,
            candidate.c.campaign_id,
            columns.kind,
            columns.due_at,
            columns.reminded_at,
            columns.overdue_told_at,
        )
        .join(candidate, candidate.c.id == columns.candidate_id)
        .where(columns.closed_at.is_(None), columns.due_at <= until)
    )
    return tuple(Open(*row) for row in connection.execute(query.order_by(columns.due_at, columns.id)))


def claim(connection: Connection, request_id: str, which: Reminder, now: dt.datetime) -> bool:
    """Note a reminder of an open request; False when it was sent before, or has an answer meanwhile."""
    column = candidate_request.c[which]
    where = (
        candidate_request.c.id == request_id,
        column.is_(None),
        candidate_request.c.closed_at.is_(None),
    )
    return change_rows(connection, candidate_request, {which: now}, *where) == 1
