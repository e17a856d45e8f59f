"""Comparisons that were worked out, kept until what they rest on changes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from data.schema import audit_event, candidate, mark, sitting
from data.schema_decisions import stored_standing, weighting
from data.schema_interviews import rating


def kept_standing(
    connection: Connection, campaign_id: str, *, stage: str, places: int, fingerprint: str
) -> str | None:
    """Return what was kept for a campaign, or None when nothing was, or what it rests on has changed."""
    query = select(stored_standing.c.body).where(
        *_one(campaign_id, stage, places), stored_standing.c.fingerprint == fingerprint
    )
    return connection.scalar(query)


def kept_fingerprints(connection: Connection, campaign_id: str) -> dict[tuple[str, int], str]:
    """Return (stage, places) -> fingerprint of what is kept for a campaign."""
    columns = (stored_standing.c.stage, stored_standing.c.places, stored_standing.c.fingerprint)
    query = select(*columns).where(stored_standing.c.campaign_id == campaign_id)
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def keep_standing(
    connection: Connection,
    campaign_id: str,
    *,
    stage: str,
    places: int,
    fingerprint: str,
    body: str,
    now: dt.datetime,
) -> None:
    """Keep a comparison in place of the one before, and forget those of this campaign that are outdated."""
    connection.execute(delete(stored_standing).where(*_one(campaign_id, stage, places)))
    connection.execute(
        delete(stored_standing).where(
            stored_standing.c.campaign_id == campaign_id, stored_standing.c.fingerprint != fingerprint
        )
    )
    connection.execute(
        insert(stored_standing).values(
            campaign_id=campaign_id, stage=stage, places=places, fingerprint=fingerprint, body=body,
            stored_at=now,
        )
    )  # fmt: skip


def _one(campaign_id: str, stage: str, places: int) -> tuple[ColumnElement[bool], ...]:
    return (
        stored_standing.c.campaign_id == campaign_id,
        stored_standing.c.stage == stage,
        stored_standing.c.places == places,
    )


def pulse(connection: Connection) -> tuple[object, ...]:
    """Return marks of time that move when anything a comparison rests on may have changed, for all campaigns.

    Cheap: it may move without need, and never fails to. Every deed of staff is in the audit trail.
    """
    ended = sitting.c.finished_at
    columns = (func.count(ended), func.max(ended), func.count(sitting.c.withdrawn_at))
    newest = [
        select(func.max(table.c.id)).scalar_subquery()
        for table in (mark, rating, weighting, audit_event, candidate)
    ]
    return tuple(connection.execute(select(*columns, *newest)).one())
