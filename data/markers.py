"""Who was appointed to mark the written replies of which campaign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.schema import account, campaign, campaign_marker
from data.written import change_rows, put_row


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
    new = {"appointed_at": now, "removed_at": None}
    row = {"campaign_id": campaign_id, "account_id": account_id, **new}
    put_row(connection, campaign_marker, row, only_if=campaign_marker.c.removed_at.is_not(None))


def dismiss(connection: Connection, campaign_id: str, account_id: str, now: dt.datetime) -> bool:
    """End an appointment; False when there was none."""
    where = (
        campaign_marker.c.campaign_id == campaign_id,
        campaign_marker.c.account_id == account_id,
        campaign_marker.c.removed_at.is_(None),
    )
    return change_rows(connection, campaign_marker, {"removed_at": now}, *where) > 0
