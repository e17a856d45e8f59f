"""Who is written to when something of a campaign waits for a person."""

from __future__ import annotations

from sqlalchemy import Connection

from data.accounts import accounts
from data.accounts.accounts import Account
from data.campaigns import campaigns
from workflows.common.access import PERMISSIONS, Permission


def recipients(connection: Connection, campaign_id: str, permission: Permission) -> tuple[Account, ...]:
    """Return the campaign's own people whose role has a permission; where there are none, the owners."""
    team = {member.account_id for member in campaigns.members_of(connection, campaign_id)}
    present = [account for account in accounts.all_accounts(connection) if account.disabled_at is None]
    found = tuple(one for one in present if one.id in team and one.role in PERMISSIONS[permission])
    return found or tuple(one for one in present if one.role == "owner")
