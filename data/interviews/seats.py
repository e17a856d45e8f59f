"""The panels of interviews: who sits on them and whose sheet is in, never what is written on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, case, exists, func, select

from data.audit.written import change_rows, put_row
from data.comparison.results import IN_POOL
from data.schema import account, candidate, sitting
from data.schema_evaluation import interview, interview_seat

_any_seat = interview_seat.alias("any_seat")
_open_seat = interview_seat.alias("open_seat")

IS_COMPLETE = and_(
    interview.c.cancelled_at.is_(None),
    exists().where(_any_seat.c.interview_id == interview.c.id, _any_seat.c.removed_at.is_(None)),
    ~exists().where(
        _open_seat.c.interview_id == interview.c.id,
        _open_seat.c.removed_at.is_(None),
        _open_seat.c.submitted_at.is_(None),
    ),
)
"""Condition on an interview: it is on, somebody is on its panel, and everybody who is has submitted.

Once true it stays true: nobody is seated afterwards, and a seat whose sheet is in is not removed.
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a panel."""

    interview_id: str
    account_id: str
    name: str
    focus: tuple[str, ...]
    """Competencies this interviewer minds most."""
    is_disabled: bool
    submitted_at: dt.datetime | None


class InterviewProgress(NamedTuple):
    """The progress of an interview that has not been cancelled."""

    starts_at: dt.datetime | None
    minutes: int
    n_submitted: int
    is_complete: bool
    """Every sheet is in."""


def panel_of(connection: Connection, interview_id: str) -> tuple[Seat, ...]:
    """Return who sits on a panel now, by name."""
    query = _seats().where(interview_seat.c.interview_id == interview_id)
    return tuple(_seat(row) for row in connection.execute(query))


def panels_of_campaign(connection: Connection, campaign_id: str) -> dict[str, tuple[Seat, ...]]:
    """Return interview id -> who sits on its panel now, by name."""
    query = (
        _seats()
        .join(interview, interview.c.id == interview_seat.c.interview_id)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
    )
    panels: defaultdict[str, list[Seat]] = defaultdict(list)
    for row in connection.execute(query):
        panels[row[0]].append(_seat(row))
    return {interview_id: tuple(seats) for interview_id, seats in panels.items()}


def seat_of(connection: Connection, interview_id: str, account_id: str) -> Seat | None:
    """Return somebody's seat, or None when they do not sit on this panel now."""
    query = _seats().where(
        interview_seat.c.interview_id == interview_id, interview_seat.c.account_id == account_id
    )
    row = connection.execute(query).first()
    return None if row is None else _seat(row)


def is_complete(connection: Connection, interview_id: str) -> bool:
    """Tell whether every sheet of an interview is in."""
    query = select(interview.c.id).where(interview.c.id == interview_id, IS_COMPLETE)
    return connection.execute(query).first() is not None


def complete_of_account(connection: Connection, account_id: str) -> frozenset[str]:
    """Return the ids of the interviews on whose panel somebody sits and of which every sheet is in."""
    query = (
        select(interview.c.id)
        .join(interview_seat, interview_seat.c.interview_id == interview.c.id)
        .where(interview_seat.c.account_id == account_id, interview_seat.c.removed_at.is_(None), IS_COMPLETE)
    )
    return frozenset(connection.scalars(query))


def complete_of_campaign(connection: Connection, campaign_id: str) -> frozenset[str]:
    """Return the ids of a campaign's interviews of which every sheet is in."""
    query = (
        select(interview.c.id)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, IS_COMPLETE)
    )
    return frozenset(connection.scalars(query))


def interviews_progress(connection: Connection, campaign_id: str) -> dict[str, InterviewProgress]:
    """Return candidate id -> how far their interview is, of everyone who may be compared now.

    Whoever has none, or a cancelled one, is absent.
    """
    submitted = (
        select(func.count())
        .where(
            _any_seat.c.interview_id == interview.c.id,
            _any_seat.c.removed_at.is_(None),
            _any_seat.c.submitted_at.is_not(None),
        )
        .scalar_subquery()
    )
    columns = (
        candidate.c.id,
        interview.c.starts_at,
        interview.c.minutes,
        submitted,
        case((IS_COMPLETE, 1), else_=0),
    )
    query = (
        select(*columns)
        .select_from(interview)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .join(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(
            candidate.c.campaign_id == campaign_id,
            IN_POOL,
            sitting.c.finished_at.is_not(None),
            interview.c.cancelled_at.is_(None),
        )
    )
    return {row[0]: InterviewProgress(*row[1:4], bool(row[4])) for row in connection.execute(query)}


def own_submissions(connection: Connection, account_id: str) -> frozenset[str]:
    """Return the ids of the interviews for which somebody's own sheet is in."""
    query = select(interview_seat.c.interview_id).where(
        interview_seat.c.account_id == account_id, interview_seat.c.submitted_at.is_not(None)
    )
    return frozenset(connection.scalars(query))


def seat(
    connection: Connection, interview_id: str, account_id: str, focus: Sequence[str], now: dt.datetime
) -> None:
    """Seat somebody, again or for the first time; who sits there already gets another focus."""
    new = {"focus": list(focus), "removed_at": None}
    row = {"interview_id": interview_id, "account_id": account_id, "appointed_at": now, **new}
    put_row(connection, interview_seat, row, changes=new)


def unseat(connection: Connection, interview_id: str, account_id: str, now: dt.datetime) -> bool:
    """Take somebody from a panel; False, and nothing is changed, when their sheet is in."""
    return _change_open(connection, interview_id, account_id, removed_at=now)


def set_submitted(connection: Connection, interview_id: str, account_id: str, now: dt.datetime) -> bool:
    """Note that a sheet is in; False, and nothing is changed, when it was, or nobody sits there."""
    return _change_open(connection, interview_id, account_id, submitted_at=now)


def _change_open(connection: Connection, interview_id: str, account_id: str, **values: dt.datetime) -> bool:
    where = (
        interview_seat.c.interview_id == interview_id,
        interview_seat.c.account_id == account_id,
        interview_seat.c.removed_at.is_(None),
        interview_seat.c.submitted_at.is_(None),
    )
    return change_rows(connection, interview_seat, values, *where) > 0


def _seats() -> Select[*tuple[Any, ...]]:
    return (
        select(
            interview_seat.c.interview_id,
            interview_seat.c.account_id,
            account.c.name,
            interview_seat.c.focus,
            account.c.disabled_at,
            interview_seat.c.submitted_at,
        )
        .select_from(interview_seat)
        .join(account, account.c.id == interview_seat.c.account_id)
        .where(interview_seat.c.removed_at.is_(None))
        .order_by(account.c.name, account.c.id)
    )


def _seat(row: Any) -> Seat:
    return Seat(row[0], row[1], row[2], tuple(row[3]), row[4] is not None, row[5])
