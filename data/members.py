"""Which recruiters and managers work on which campaign."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.schema import account
from data.schema_trust import campaign_member
from data.written import delete_rows, insert_missing


@dataclass(frozen=True)
class Member:
    """Somebody on a campaign's team; ``added_by``: an account's id."""

    account_id: str
    name: str
    role: str
    added_by: str
    added_at: dt.datetime
    disabled_at: dt.datetime | None


def is_member(connection: Connection, campaign_id: str, account_id: str) -> bool:
    """Tell whether somebody is on a campaign's team now."""
    query = select(campaign_member.c.account_id).where(
        campaign_member.c.campaign_id == campaign_id, campaign_member.c.account_id == account_id
    )
    return connection.execute(query).first() is not None


def memberships(connection: Connection, account_id: str) -> frozenset[str]:
    """Return the ids of the campaigns on whose team somebody is."""
    query = select(campaign_member.c.campaign_id).where(campaign_member.c.account_id == account_id)
    return frozenset(connection.scalars(query))


def members_of(connection: Connection, campaign_id: str) -> tuple[Member, ...]:
    """Return a campaign's team by name."""
    query = (
        select(
            account.c.id,
            account.c.name,
            account.c.role,
            campaign_member.c.added_by,
            campaign_member.c.added_at,
            account.c.disabled_at,
        )
        .join(campaign_member, campaign_member.c.account_id == account.c.id)
        .where(campaign_member.c.campaign_id == campaign_id)
        .order_by(account.c.name, account.c.id)
    )
    return tuple(Member(*row) for row in connection.execute(query))


def add_member(
    connection: Connection, campaign_id: str, account_id: str, *, added_by: str, now: dt.datetime
) -> bool:
    """Put somebody on a campaign's team; False when they were on it already."""
    row = {"campaign_id": campaign_id, "account_id": account_id, "added_by": added_by, "added_at": now}
    return insert_missing(connection, campaign_member, [row]) > 0


def remove_member(connection: Connection, campaign_id: str, account_id: str) -> bool:
    """Take somebody off a campaign's team; False when they were not on it."""
    where = (campaign_member.c.campaign_id == campaign_id, campaign_member.c.account_id == account_id)
    return delete_rows(connection, campaign_member, *where) > 0


def all_teams(connection: Connection) -> dict[str, set[str]]:
    """Return campaign id -> accounts on its team."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for campaign_id, account_id in connection.execute(
        select(campaign_member.c.campaign_id, campaign_member.c.account_id)
    ):
        found[campaign_id].add(account_id)
    return found
