"""What candidates ask of the company: put in writing, due on a day, answered once by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Connection, select

from data.ids import new_id
from data.schema import candidate
from data.schema_trust import candidate_request
from data.written import change_rows, insert_row

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
    found = [*_asked(connection, candidate.c.campaign_id == campaign_id)]
    waiting = [one for one in found if one.request.closed_at is None]
    closed = [one for one in found if one.request.closed_at is not None]
    waiting.sort(key=lambda one: (one.request.due_at, one.request.id))
    closed.sort(key=lambda one: (one.request.closed_at, one.request.id), reverse=True)
    return (*waiting, *closed)


def request_by_id(connection: Connection, request_id: str) -> Asked | None:
    """Return a request with who asks, held until the transaction ends (PostgreSQL); None: there is none."""
    held = select(candidate_request.c.id).where(candidate_request.c.id == request_id).with_for_update()
    connection.execute(held)
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


_REQUEST = tuple(candidate_request.c[name] for name in Request.__dataclass_fields__)
