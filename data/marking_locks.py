"""Which reply is in whose hands, and until when."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from data.schema import answer, candidate, marking_lock, sitting


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
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = {"account_id": account_id, "expires_at": expires_at}
    # One statement decides, so that two people who reach for the same reply cannot both have it.
    query = (
        insert(marking_lock)
        .values({"answer_id": answer_id, **new})
        .on_conflict_do_update(
            index_elements=["answer_id"],
            set_=new,
            where=or_(marking_lock.c.account_id == account_id, marking_lock.c.expires_at <= now),
        )
        .returning(marking_lock.c.answer_id)
    )
    return connection.execute(query).first() is not None


def release(connection: Connection, answer_id: str, account_id: str) -> None:
    """Put a reply back."""
    connection.execute(
        delete(marking_lock).where(
            marking_lock.c.answer_id == answer_id, marking_lock.c.account_id == account_id
        )
    )


def release_all(connection: Connection, campaign_id: str, account_id: str) -> None:
    """Put back every reply of a campaign that somebody holds."""
    of_campaign = (
        select(answer.c.id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
    )
    connection.execute(
        delete(marking_lock).where(
            marking_lock.c.account_id == account_id, marking_lock.c.answer_id.in_(of_campaign)
        )
    )
