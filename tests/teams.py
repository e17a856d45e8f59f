"""Who acts in tests has an account, and is on the team of a campaign that was filled directly."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from data import members
from data.accounts import account_by_id
from data.engine import writing
from data.schema import account
from workflows.access import Actor

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)


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
            members.add_member(c, campaign_id, actor.account_id, added_by="owner-1", now=NOW)


def _open(c: Connection, actor: Actor) -> None:
    if account_by_id(c, actor.account_id) is None:
        c.execute(
            account.insert().values(
                id=actor.account_id, email=actor.email, name=actor.name, role=actor.role,
                language=actor.language, created_at=NOW,
            )
        )  # fmt: skip
