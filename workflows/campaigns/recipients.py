"""The members of staff who are written to when something in a campaign waits for somebody."""

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
    members = tuple(
        account for account in present if account.id in team and account.role in PERMISSIONS[permission]
    )
    return members or tuple(account for account in present if account.role == "owner")
