"""Requests of candidates to the company, reminders of them, and agreements to be kept for longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, select

from data.audit.written import change_rows, insert_row, put_row
from data.common.ids import new_id
from data.common.rows import columns_for
from data.schema import candidate
from data.schema_trust import candidate_request, retention_agreement

Kind = Literal["rectify", "review", "erase"]
"""Correct something, look again at a result or a decision, erase everything."""
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Request:
    """One request and, once closed, its answer."""

    id: str
    candidate_id: str
    kind: Kind
    text: str
    created_at: dt.datetime
    due_at: dt.datetime
    answer: str | None
    closed_by: str | None
    """Account id."""
    closed_at: dt.datetime | None


class Asked(NamedTuple):
    """A request with who asks."""

    request: Request
    name: str
    email: str | None
    language: str


def add_request(
    connection: Connection,
    candidate_id: str,
    kind: Kind,
    text: str,
    *,
    now: dt.datetime,
    due_at: dt.datetime,
) -> str:
    """Store a request and return its id."""
    row = {
        "id": (request_id := new_id()), "candidate_id": candidate_id, "kind": kind, "text": text,
        "created_at": now, "due_at": due_at,
    }  # fmt: skip
    insert_row(connection, candidate_request, row)
    return request_id


def requests_by(connection: Connection, candidate_id: str) -> tuple[Request, ...]:
    """Return what one person asked, oldest first."""
    query = select(*_REQUEST).where(candidate_request.c.candidate_id == candidate_id)
    return tuple(Request(*row) for row in connection.execute(query.order_by(candidate_request.c.id)))


def requests_in(connection: Connection, campaign_id: str) -> tuple[Asked, ...]:
    """Return what a campaign's people asked: open ones by due date, then closed ones, the newest first."""
    requests = [*_asked(connection, candidate.c.campaign_id == campaign_id)]
    waiting = [entry for entry in requests if entry.request.closed_at is None]
    closed = [entry for entry in requests if entry.request.closed_at is not None]
    waiting.sort(key=lambda entry: (entry.request.due_at, entry.request.id))
    closed.sort(key=lambda entry: (entry.request.closed_at, entry.request.id), reverse=True)
    return (*waiting, *closed)


def request_by_id(connection: Connection, request_id: str) -> Asked | None:
    """Return a request with who asks, held until the transaction ends (PostgreSQL); None: there is none."""
    lock = select(candidate_request.c.id).where(candidate_request.c.id == request_id).with_for_update()
    connection.execute(lock)
    return next(_asked(connection, candidate_request.c.id == request_id), None)


def close_request(
    connection: Connection, request_id: str, answer: str, account_id: str, now: dt.datetime
) -> None:
    """Answer a request that is open; the first answer stands."""
    where = (candidate_request.c.id == request_id, candidate_request.c.closed_at.is_(None))
    values = {"answer": answer, "closed_by": account_id, "closed_at": now}
    change_rows(connection, candidate_request, values, *where)


def _asked(connection: Connection, which: ColumnElement[bool]) -> Iterator[Asked]:
    who = (candidate.c.name, candidate.c.email, candidate.c.language)
    query = (
        select(*_REQUEST, *who)
        .join(candidate, candidate.c.id == candidate_request.c.candidate_id)
        .where(which)
    )
    for row in connection.execute(query):
        yield Asked(Request(*row[: len(_REQUEST)]), *row[len(_REQUEST) :])


_REQUEST = columns_for(Request, candidate_request)

Reminder = Literal["reminded_at", "overdue_told_at"]
"""The column that says when: some days before a request is due; when it is overdue."""


class OpenRequest(NamedTuple):
    """A request without an answer: nothing of who asks, nothing of what they wrote."""

    id: str
    campaign_id: str
    kind: Kind
    due_at: dt.datetime
    reminded_at: dt.datetime | None
    overdue_told_at: dt.datetime | None


def open_until(connection: Connection, until: dt.datetime) -> tuple[OpenRequest, ...]:
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
    return tuple(OpenRequest(*row) for row in connection.execute(query.order_by(columns.due_at, columns.id)))


def claim(connection: Connection, request_id: str, which: Reminder, now: dt.datetime) -> bool:
    """Note a reminder of an open request; False when it was sent before, or has an answer meanwhile."""
    column = candidate_request.c[which]
    where = (
        candidate_request.c.id == request_id,
        column.is_(None),
        candidate_request.c.closed_at.is_(None),
    )
    return change_rows(connection, candidate_request, {which: now}, *where) == 1


class Agreement(NamedTuple):
    """The last word of one person."""

    months: int
    agreed_at: dt.datetime
    withdrawn_at: dt.datetime | None
    """When they took it back; None: it stands."""


def agreement_of(connection: Connection, candidate_id: str) -> Agreement | None:
    """Return a person's agreement, standing or taken back; None: they never agreed."""
    columns = (retention_agreement.c[name] for name in Agreement._fields)
    row = connection.execute(
        select(*columns).where(retention_agreement.c.candidate_id == candidate_id)
    ).first()
    return None if row is None else Agreement(*row)


def agree(connection: Connection, candidate_id: str, months: int, now: dt.datetime) -> None:
    """Note that a person agrees now; what they said before is replaced."""
    agreement = {"months": months, "agreed_at": now, "withdrawn_at": None}
    put_row(connection, retention_agreement, {"candidate_id": candidate_id, **agreement})


def take_back(connection: Connection, candidate_id: str, now: dt.datetime) -> None:
    """Note that a person no longer agrees; the first time stands."""
    where = (
        retention_agreement.c.candidate_id == candidate_id,
        retention_agreement.c.withdrawn_at.is_(None),
    )
    change_rows(connection, retention_agreement, {"withdrawn_at": now}, *where)
