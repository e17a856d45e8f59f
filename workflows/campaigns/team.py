"""The team of a campaign: its members see it, the others of their role do not know of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection

from data.accounts import accounts
from data.accounts.accounts import Account
from data.campaigns import campaigns
from domain import CAMPAIGN_STATES, Role
from errors import TeamError
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.common.access import BY_MEMBERSHIP, Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing


@dataclass(frozen=True)
class Member:
    """Somebody on the team."""

    account_id: str
    name: str
    role: Role
    added_at: dt.datetime
    added_by: str | None
    """Name of who added them; None: they made the campaign."""
    is_disabled: bool
    """Their account is closed: they see nothing until it is opened again."""
    is_held: bool
    """The last recruiter, whom only an owner takes off."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who could be added."""

    account_id: str
    name: str
    role: Role


@dataclass(frozen=True)
class Team:
    """Who is on a campaign's team, and who could be."""

    members: tuple[Member, ...]
    colleagues: tuple[Colleague, ...]
    """Recruiters and managers with an open account who are not on it, by name."""


def team(actor: Actor, campaign_id: str) -> Team:
    """Return a campaign's team; raises AccessError, UnknownCampaign."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "manage_team", campaign_id)
        in_state(connection, campaign_id, *CAMPAIGN_STATES)
        members = campaigns.members_of(connection, campaign_id)
        everyone = accounts.all_accounts(connection)
    names = {account.id: account.name for account in everyone}
    member_ids = {member.account_id for member in members}
    return Team(
        tuple(
            Member(
                member.account_id,
                member.name,
                cast("Role", member.role),
                member.added_at,
                None if member.added_by == member.account_id else names.get(member.added_by),
                member.disabled_at is not None,
                is_held=actor.role != "owner" and _recruiters(members) == [member.account_id],
            )
            for member in members
        ),
        tuple(
            Colleague(account.id, account.name, cast("Role", account.role))
            for account in everyone
            if _may_join(account) and account.id not in member_ids
        ),
    )


def add_member(actor: Actor, campaign_id: str, account_id: str) -> None:
    """Put a recruiter or manager on a campaign's team; again changes nothing.

    Raises
    ------
    AccessError, UnknownCampaign
    TeamError
        ``not_for_teams``: no such account, it is closed, or its role works on no team.
    """
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "manage_team", campaign_id)
        in_state(connection, campaign_id, *CAMPAIGN_STATES)
        account = accounts.account_by_id(connection, account_id)
        if account is None or not _may_join(account):
            raise TeamError("This account cannot be on a team.", "not_for_teams")
        if campaigns.add_member(connection, campaign_id, account_id, added_by=actor.account_id, now=now):
            log_action(connection, actor, "add_member", account_id, now, campaign_id=campaign_id)


def remove_member(actor: Actor, campaign_id: str, account_id: str) -> None:
    """Take somebody off a campaign's team: from now on they see nothing of it; what they did stays.

    Raises
    ------
    AccessError, UnknownCampaign
    TeamError
        ``last_recruiter``: nobody would be left to run the campaign; an owner may all the same.
    """
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "manage_team", campaign_id)
        # Locks the campaign: two who take each other off at the same time come one after the other.
        in_state(connection, campaign_id, *CAMPAIGN_STATES)
        if actor.role != "owner" and _is_last_recruiter(connection, campaign_id, account_id):
            raise TeamError("The last recruiter is taken off by an owner only.", "last_recruiter")
        if campaigns.remove_member(connection, campaign_id, account_id):
            log_action(connection, actor, "remove_member", account_id, now, campaign_id=campaign_id)


def _is_last_recruiter(connection: Connection, campaign_id: str, account_id: str) -> bool:
    return _recruiters(campaigns.members_of(connection, campaign_id)) == [account_id]


def _recruiters(members: tuple[campaigns.Member, ...]) -> list[str]:
    """Return the ids of the members who can run the campaign now."""
    return [
        member.account_id for member in members if member.role == "recruiter" and member.disabled_at is None
    ]


def _may_join(account: Account) -> bool:
    return account.disabled_at is None and cast("Role", account.role) in BY_MEMBERSHIP
