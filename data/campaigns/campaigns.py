"""Campaigns: one opening, its charter, its form and settings, and who works on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, select

from data.audit.written import change_rows, delete_rows, insert_missing, insert_row, is_writing
from data.common.ids import new_id
from data.common.rows import columns_for
from data.schema import account, campaign, candidate, sitting
from data.schema_trust import campaign_member
from domain import CampaignState


@dataclass(frozen=True)
class Campaign:
    """A campaign as it is stored; ``settings``, ``charter`` and ``item_ids`` may be incomplete in a draft."""

    id: str
    state: CampaignState
    title: str
    settings: dict[str, Any]
    charter: dict[str, Any]
    item_ids: list[str]
    form_id: str | None
    is_fictional: bool
    deadline_at: dt.datetime | None
    created_by: str
    created_at: dt.datetime
    published_at: dt.datetime | None
    closed_at: dt.datetime | None


_CAMPAIGN = columns_for(Campaign, campaign)


@dataclass(frozen=True)
class Counts:
    """Numbers of people a campaign has invited, by how far they are; try-outs left out."""

    invited: int = 0
    opened: int = 0
    finished: int = 0


def add_campaign(
    connection: Connection,
    *,
    title: str,
    settings: dict[str, Any],
    charter: dict[str, Any],
    item_ids: list[str],
    created_by: str,
    now: dt.datetime,
    is_fictional: bool = False,
) -> str:
    """Add a draft and return its id."""
    campaign_id = new_id()
    row = {
        "id": campaign_id, "state": "draft", "title": title, "settings": settings, "charter": charter,
        "item_ids": item_ids, "is_fictional": is_fictional, "created_by": created_by, "created_at": now,
    }  # fmt: skip
    insert_row(connection, campaign, row)
    return campaign_id


def campaign_by_id(connection: Connection, campaign_id: str, *, lock: bool = False) -> Campaign | None:
    """Return a campaign, or None; ``lock`` holds its row until the writing ends (PostgreSQL)."""
    query = select(*_CAMPAIGN).where(campaign.c.id == campaign_id)
    # Who only reads sees one moment anyway, and would hold up whoever writes.
    is_held = lock and is_writing(connection)
    row = connection.execute(query.with_for_update() if is_held else query).first()
    return None if row is None else Campaign(*row)


def all_campaigns(connection: Connection) -> tuple[Campaign, ...]:
    """Return every campaign, the newest first."""
    query = select(*_CAMPAIGN).order_by(campaign.c.created_at.desc(), campaign.c.id.desc())
    return tuple(Campaign(*row) for row in connection.execute(query))


def counts(connection: Connection) -> dict[str, Counts]:
    """Return campaign id -> how many were invited, have opened and have finished; who was erased left out."""
    query = (
        select(
            candidate.c.campaign_id,
            func.count(candidate.c.id),
            func.count(sitting.c.id),
            func.sum(case((sitting.c.finished_at.is_not(None), 1), else_=0)),
        )
        .select_from(candidate)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(candidate.c.is_try_out.is_(False), candidate.c.erased_at.is_(None))
        .group_by(candidate.c.campaign_id)
    )
    return {row[0]: Counts(row[1], row[2], int(row[3])) for row in connection.execute(query)}


def change_campaign(connection: Connection, campaign_id: str, **values: Any) -> None:
    """Set columns of one campaign."""
    change_rows(connection, campaign, values, campaign.c.id == campaign_id)


def delete_campaign(connection: Connection, campaign_id: str) -> None:
    """Erase a campaign with its candidates, links, sittings and answers; the record of deeds stays."""
    delete_rows(connection, campaign, campaign.c.id == campaign_id)


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
    teams: defaultdict[str, set[str]] = defaultdict(set)
    for campaign_id, account_id in connection.execute(
        select(campaign_member.c.campaign_id, campaign_member.c.account_id)
    ):
        teams[campaign_id].add(account_id)
    return teams
