"""Which reply is in whose hands, and until when."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from data.schema import answer, candidate, marking_lock, sitting
from data.written import delete_rows, put_row


class Held(NamedTuple):
    """In whose hands, until when."""

    account_id: str
    expires_at: dt.datetime


def held(connection: Connection, now: dt.datetime) -> dict[str, Held]:
    """Return answer id -> who has it, of every reply in somebody's hands."""
    query = select(marking_lock).where(marking_lock.c.expires_at > now)
    return {row.answer_id: Held(row.account_id, row.expires_at) for row in connection.execute(query)}


def take(
    connection: Connection, answer_id: str, account_id: str, *, now: dt.datetime, expires_at: dt.datetime
) -> bool:
    """Hold a reply, or hold it longer; False when it is in somebody else's hands."""
    row = {"answer_id": answer_id, "account_id": account_id, "expires_at": expires_at}
    # One statement decides, so that two people who reach for the same reply cannot both have it.
    is_free = or_(marking_lock.c.account_id == account_id, marking_lock.c.expires_at <= now)
    return put_row(connection, marking_lock, row, only_if=is_free)


def release(connection: Connection, answer_id: str, account_id: str) -> None:
    """Put a reply back."""
    where = (marking_lock.c.answer_id == answer_id, marking_lock.c.account_id == account_id)
    delete_rows(connection, marking_lock, *where)


def release_all(connection: Connection, campaign_id: str, account_id: str) -> None:
    """Put back every reply of a campaign that somebody holds."""
    of_campaign = (
        select(answer.c.id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
    )
    where = (marking_lock.c.account_id == account_id, marking_lock.c.answer_id.in_(of_campaign))
    delete_rows(connection, marking_lock, *where)
