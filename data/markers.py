"""Who was appointed to mark the written replies of which campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.schema import account, campaign, campaign_marker


@dataclass(frozen=True)
class Appointed:
    """A marker of a campaign."""

    account_id: str
    name: str
    role: str
    appointed_at: dt.datetime
    disabled_at: dt.datetime | None


def appointed_to(connection: Connection, campaign_id: str) -> tuple[Appointed, ...]:
    """Return the markers of a campaign by name."""
    query = (
        select(
            account.c.id,
            account.c.name,
            account.c.role,
            campaign_marker.c.appointed_at,
            account.c.disabled_at,
        )
        .join(campaign_marker, campaign_marker.c.account_id == account.c.id)
        .where(campaign_marker.c.campaign_id == campaign_id, campaign_marker.c.removed_at.is_(None))
        .order_by(account.c.name, account.c.id)
    )
    return tuple(Appointed(*row) for row in connection.execute(query))


def campaigns_of(connection: Connection, account_id: str) -> tuple[str, ...]:
    """Return the ids of the campaigns somebody marks, the newest first."""
    query = (
        select(campaign.c.id)
        .join(campaign_marker, campaign_marker.c.campaign_id == campaign.c.id)
        .where(campaign_marker.c.account_id == account_id, campaign_marker.c.removed_at.is_(None))
        .order_by(campaign.c.created_at.desc(), campaign.c.id.desc())
    )
    return tuple(connection.scalars(query))


def is_appointed(connection: Connection, campaign_id: str, account_id: str) -> bool:
    """Tell whether somebody marks a campaign now."""
    query = select(campaign_marker.c.account_id).where(
        campaign_marker.c.campaign_id == campaign_id,
        campaign_marker.c.account_id == account_id,
        campaign_marker.c.removed_at.is_(None),
    )
    return connection.execute(query).first() is not None


def appoint(connection: Connection, campaign_id: str, account_id: str, now: dt.datetime) -> None:
    """Let somebody mark a campaign, again or for the first time."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = {"appointed_at": now, "removed_at": None}
    row = {"campaign_id": campaign_id, "account_id": account_id, **new}
    connection.execute(
        insert(campaign_marker)
        .values(row)
        .on_conflict_do_update(
            index_elements=["campaign_id", "account_id"],
            set_=new,
            where=campaign_marker.c.removed_at.is_not(None),
        )
    )


def dismiss(connection: Connection, campaign_id: str, account_id: str, now: dt.datetime) -> bool:
    """End an appointment; False when there was none."""
    query = update(campaign_marker).where(
        campaign_marker.c.campaign_id == campaign_id,
        campaign_marker.c.account_id == account_id,
        campaign_marker.c.removed_at.is_(None),
    )
    return connection.execute(query.values(removed_at=now)).rowcount > 0
