"""Who agreed to be kept for longer than the campaign keeps people, and who took that back."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, select

from data.schema_trust import retention_agreement
from data.written import change_rows, put_row


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
    said = {"months": months, "agreed_at": now, "withdrawn_at": None}
    put_row(connection, retention_agreement, {"candidate_id": candidate_id, **said})


def take_back(connection: Connection, candidate_id: str, now: dt.datetime) -> None:
    """Note that a person no longer agrees; the first time stands."""
    where = (
        retention_agreement.c.candidate_id == candidate_id,
        retention_agreement.c.withdrawn_at.is_(None),
    )
    change_rows(connection, retention_agreement, {"withdrawn_at": now}, *where)
