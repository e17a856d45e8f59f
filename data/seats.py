"""Who sits on an interview's panel, and whose sheet is in: whether, never what is in it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.schema import account, candidate
from data.schema_interviews import interview, interview_seat

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
    found: defaultdict[str, list[Seat]] = defaultdict(list)
    for row in connection.execute(query):
        found[row[0]].append(_seat(row))
    return {interview_id: tuple(seats) for interview_id, seats in found.items()}


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
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = {"focus": list(focus), "removed_at": None}
    row = {"interview_id": interview_id, "account_id": account_id, "appointed_at": now, **new}
    connection.execute(
        insert(interview_seat)
        .values(row)
        .on_conflict_do_update(index_elements=["interview_id", "account_id"], set_=new)
    )


def unseat(connection: Connection, interview_id: str, account_id: str, now: dt.datetime) -> bool:
    """Take somebody from a panel; False, and nothing is changed, when their sheet is in."""
    query = update(interview_seat).where(
        interview_seat.c.interview_id == interview_id,
        interview_seat.c.account_id == account_id,
        interview_seat.c.removed_at.is_(None),
        interview_seat.c.submitted_at.is_(None),
    )
    return connection.execute(query.values(removed_at=now)).rowcount > 0


def set_submitted(connection: Connection, interview_id: str, account_id: str, now: dt.datetime) -> bool:
    """Note that a sheet is in; False, and nothing is changed, when it was, or nobody sits there."""
    query = update(interview_seat).where(
        interview_seat.c.interview_id == interview_id,
        interview_seat.c.account_id == account_id,
        interview_seat.c.removed_at.is_(None),
        interview_seat.c.submitted_at.is_(None),
    )
    return connection.execute(query.values(submitted_at=now)).rowcount > 0


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
