"""Who did what to which thing, append-only. Ids only: never a name, an e-mail or an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from data.ids import new_id
from data.schema import audit_event


@dataclass(frozen=True)
class Event:
    """One line of the record."""

    at: dt.datetime
    actor: str
    deed: str
    subject: str
    campaign_id: str | None
    details: dict[str, object]


def add_event(
    connection: Connection,
    *,
    actor: str,
    deed: str,
    subject: str,
    at: dt.datetime,
    campaign_id: str | None = None,
    details: dict[str, object] | None = None,
) -> None:
    """Write one deed down, in the transaction that does it.

    Parameters
    ----------
    connection : Connection
        The transaction of the deed: both are kept, or neither.
    actor : str
        Account id, or ``console`` for what the operator does.
    deed : str
        A verb of the domain, such as ``publish_campaign``.
    subject : str
        Id of the thing.
    at : datetime
        The instant, UTC.
    campaign_id : str, optional
        The campaign it belongs to; kept as text, so that it outlives the campaign.
    details : dict, optional
        Counts, codes and ids that make the deed understandable later.
    """
    connection.execute(
        insert(audit_event).values(
            id=new_id(), at=at, actor=actor, deed=deed, subject=subject,
            campaign_id=campaign_id, details=details or {},
        )
    )  # fmt: skip


def events(connection: Connection, *, campaign_id: str | None = None) -> tuple[Event, ...]:
    """Return the record, oldest first: of one campaign, or all of it."""
    query = select(audit_event).order_by(audit_event.c.at, audit_event.c.id)
    if campaign_id is not None:
        query = query.where(audit_event.c.campaign_id == campaign_id)
    return tuple(
        Event(row.at, row.actor, row.deed, row.subject, row.campaign_id, row.details)
        for row in connection.execute(query)
    )
