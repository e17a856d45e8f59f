"""Who acts in tests has an account, and is on the team of a campaign that was filled directly."""

from __future__ import annotations

from sqlalchemy import Connection

from data import members
from data.accounts import account_by_id
from data.engine import writing
from data.schema import account
from data.written import insert_row
from workflows.access import Actor
from workflows.clock import utc_now


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
            members.add_member(c, campaign_id, actor.account_id, added_by="owner-1", now=utc_now())


def _open(c: Connection, actor: Actor) -> None:
    if account_by_id(c, actor.account_id) is None:
        row = {
            "id": actor.account_id, "email": actor.email, "name": actor.name, "role": actor.role,
            "language": actor.language, "created_at": utc_now(),
        }  # fmt: skip
        insert_row(c, account, row)
