"""Interviews: when and where, one per candidate; try-outs have none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from data.audit.written import change_rows, insert_row
from data.common.ids import new_id
from data.common.rows import columns_for
from data.comparison.results import IN_POOL
from data.schema import campaign, candidate, sitting
from data.schema_evaluation import interview, interview_seat
from domain import OPEN_STATES

_HAS_WITHDRAWN = or_(candidate.c.withdrawn_at.is_not(None), sitting.c.withdrawn_at.is_not(None))
"""Condition on a candidate joined with their sitting, if they have one."""


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview and whom it is with; nothing that an interviewer wrote."""

    id: str
    candidate_id: str
    campaign_id: str
    starts_at: dt.datetime | None
    minutes: int
    place: str
    sequence: int
    """How often date or place changed, as calendars count it."""
    cancelled_at: dt.datetime | None
    pseudonym: str
    name: str
    has_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Interviewee:
    """The facts that decide whether somebody can be interviewed."""

    campaign_id: str
    is_try_out: bool
    has_withdrawn: bool


def interviewee(connection: Connection, candidate_id: str) -> Interviewee | None:
    """Return what decides whether a candidate can be interviewed, or None."""
    query = (
        select(*columns_for(Interviewee, candidate, has_withdrawn=_HAS_WITHDRAWN))
        .select_from(candidate)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(candidate.c.id == candidate_id)
    )
    row = connection.execute(query).first()
    return None if row is None else Interviewee(*row)


def add_interview(
    connection: Connection,
    candidate_id: str,
    *,
    starts_at: dt.datetime | None,
    minutes: int,
    place: str,
    now: dt.datetime,
) -> str:
    """Add a candidate's interview and return its id."""
    interview_id = new_id()
    row = {
        "id": interview_id, "candidate_id": candidate_id, "starts_at": starts_at, "minutes": minutes,
        "place": place, "sequence": 0, "created_at": now,
    }  # fmt: skip
    insert_row(connection, interview, row)
    return interview_id


def change_interview(connection: Connection, interview_id: str, **values: Any) -> None:
    """Set columns of one interview."""
    change_rows(connection, interview, values, interview.c.id == interview_id)


def hold_interview(connection: Connection, interview_id: str) -> None:
    """Hold an interview's row until the transaction ends (PostgreSQL): its panel cannot change meanwhile."""
    connection.execute(select(interview.c.id).where(interview.c.id == interview_id).with_for_update())


def interview_by_id(connection: Connection, interview_id: str) -> Interview | None:
    """Return an interview, or None."""
    row = connection.execute(_interviews().where(interview.c.id == interview_id)).first()
    return None if row is None else Interview(*row)


def interview_of_candidate(connection: Connection, candidate_id: str) -> Interview | None:
    """Return a candidate's interview, or None; cancelled ones too."""
    row = connection.execute(_interviews().where(interview.c.candidate_id == candidate_id)).first()
    return None if row is None else Interview(*row)


def interviews_of_campaign(connection: Connection, campaign_id: str) -> tuple[Interview, ...]:
    """Return the interviews of everyone who may be compared: by date, those without one last."""
    query = _interviews().where(candidate.c.campaign_id == campaign_id, IN_POOL)
    return tuple(Interview(*row) for row in connection.execute(_by_date(query)))


def interviews_of_account(connection: Connection, account_id: str) -> tuple[Interview, ...]:
    """Return the interviews on whose panel somebody sits, by date, of campaigns published or closed."""
    query = (
        _interviews()
        .join(interview_seat, interview_seat.c.interview_id == interview.c.id)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .where(
            interview_seat.c.account_id == account_id,
            interview_seat.c.removed_at.is_(None),
            campaign.c.state.in_(OPEN_STATES),
            IN_POOL,
        )
    )
    return tuple(Interview(*row) for row in connection.execute(_by_date(query)))


def _interviews() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_for(
                Interview,
                interview,
                campaign_id=candidate.c.campaign_id,
                pseudonym=candidate.c.pseudonym,
                name=candidate.c.name,
                has_withdrawn=_HAS_WITHDRAWN,
            )
        )
        .select_from(interview)
        .join(candidate, candidate.c.id == interview.c.candidate_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
    )


def _by_date(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.order_by(interview.c.starts_at.is_(None), interview.c.starts_at, interview.c.id)
