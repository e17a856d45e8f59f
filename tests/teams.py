"""Who acts in tests has an account, and is on the team of a campaign that was filled directly."""

from __future__ import annotations

from sqlalchemy import Connection

from data.accounts.accounts import account_by_id
from data.audit.written import insert_row
from data.campaigns import campaigns
from data.common.engine import writing
from data.schema import account
from workflows.common.access import Actor
from workflows.common.clock import utc_now


def with_account(*actors: Actor) -> None:
    """Give people who act in tests an account, unless they have one."""
    with writing() as c:
        for actor in actors:
            _open(c, actor)


def enrol(campaign_id: str, *actors: Actor) -> None:
    """Put people on a campaign's team, as if a recruiter of it had."""
    with writing() as c:
        for actor in actors:
            _open(c, actor)
            campaigns.add_member(c, campaign_id, actor.account_id, added_by="owner-1", now=utc_now())


def _open(c: Connection, actor: Actor) -> None:
    if account_by_id(c, actor.account_id) is None:
        row = {
            "id": actor.account_id, "email": actor.email, "name": actor.name, "role": actor.role,
            "language": actor.language, "created_at": utc_now(),
        }  # fmt: skip
        insert_row(c, account, row)
