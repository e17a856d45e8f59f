"""What the end of a person's data is counted from, for everybody who has not been erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, true

from data.schema import campaign, candidate, sitting
from data.schema_decisions import decision
from data.schema_trust import candidate_request, retention_agreement


class Facts(NamedTuple):
    """Of one person."""

    candidate_id: str
    campaign_id: str
    settings: Mapping[str, Any]
    """Of the campaign."""
    deadline_at: dt.datetime | None
    """Their own, where the recruiter gave them longer."""
    withdrawn_at: dt.datetime | None
    agreed_months: int | None
    """None: they agreed to nothing, or took it back."""
    is_waiting: bool
    """Whether a request of theirs has no answer yet."""
    verdict: str | None
    """What stands; None: nobody decided."""
    decided_at: dt.datetime | None


_ORDER = decision.c.line.desc()


def _facts(*of: ColumnElement[bool], decided: ColumnElement[bool] | None = None) -> Select[*tuple[Any, ...]]:
    """Return the query for the facts of some people; ``decided`` limits which decisions it reads."""
    place = func.row_number().over(partition_by=decision.c.candidate_id, order_by=_ORDER).label("place")
    columns = (decision.c.candidate_id, decision.c.verdict, decision.c.decided_at, place)
    newest = select(*columns).where(true() if decided is None else decided).subquery()
    is_agreed = retention_agreement.c.withdrawn_at.is_(None)
    has_request = exists().where(
        candidate_request.c.candidate_id == candidate.c.id, candidate_request.c.closed_at.is_(None)
    )
    return (
        select(
            candidate.c.id,
            candidate.c.campaign_id,
            campaign.c.settings,
            candidate.c.deadline_at,
            func.coalesce(candidate.c.withdrawn_at, sitting.c.withdrawn_at),
            retention_agreement.c.months,
            has_request,
            newest.c.verdict,
            newest.c.decided_at,
        )
        .select_from(candidate)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .outerjoin(retention_agreement, (retention_agreement.c.candidate_id == candidate.c.id) & is_agreed)
        .outerjoin(newest, (newest.c.candidate_id == candidate.c.id) & (newest.c.place == 1))
        .where(candidate.c.erased_at.is_(None), *of)
        .order_by(candidate.c.id)
    )


_EVERYBODYS = _facts()
_WHO = bindparam("who")
# Decisions about others are left out: with them a purge would read all decisions for each person.
_ONES = _facts(candidate.c.id == _WHO, decided=decision.c.candidate_id == _WHO)


def facts_of(connection: Connection, candidate_id: str) -> Facts | None:
    """Return what one person's end is counted from; None when there is nobody, or no longer."""
    row = connection.execute(_ONES, {"who": candidate_id}).first()
    return None if row is None else Facts(*row)


def everybodys_facts(connection: Connection) -> tuple[Facts, ...]:
    """Return what everybody's end is counted from, by id."""
    return tuple(Facts(*row) for row in connection.execute(_EVERYBODYS))
