"""Personal links are made: readable once, by whoever made them; the database keeps their hash."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data import invitations, mail
from data.campaigns import Campaign
from data.candidates import Candidate
from data.tokens import new_token
from settings import settings


@dataclass(frozen=True)
class FreshLink:
    """A candidate's link, readable only now: the database keeps its hash."""

    candidate_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    address: str
    expires_at: dt.datetime


def further_links(
    connection: Connection, campaign: Campaign, people: Sequence[Candidate], now: dt.datetime
) -> tuple[FreshLink, ...]:
    """Make links beside those people have, in the caller's transaction: nobody is put out of a sitting."""
    return _links(connection, campaign, people, now, store=invitations.add_further_links)


def new_links(
    connection: Connection, campaign: Campaign, people: Sequence[Candidate], now: dt.datetime
) -> tuple[FreshLink, ...]:
    """Make links that replace those people have, in the caller's transaction."""
    mail.stop_links(connection, [one.id for one in people])
    return _links(connection, campaign, people, now, store=invitations.add_invitations)


def _links(
    connection: Connection,
    campaign: Campaign,
    people: Sequence[Candidate],
    now: dt.datetime,
    *,
    store: Callable[..., None],
) -> tuple[FreshLink, ...]:
    tokens = {one.id: new_token() for one in people}
    by_expiry: dict[dt.datetime, dict[str, str]] = defaultdict(dict)
    for one in people:
        by_expiry[_expires_at(campaign, one, now)][one.id] = tokens[one.id]
    for expires_at, some in by_expiry.items():
        store(connection, some, now=now, expires_at=expires_at)
    root = settings().public_url.rstrip("/")
    return tuple(
        FreshLink(
            one.id, one.pseudonym, one.name, one.email, one.language, f"{root}/i/{tokens[one.id]}",
            _expires_at(campaign, one, now),
        )
        for one in people
    )  # fmt: skip


def _expires_at(campaign: Campaign, candidate: Candidate, now: dt.datetime) -> dt.datetime:
    limit = candidate.deadline_at or campaign.deadline_at
    return limit or now + dt.timedelta(days=settings().invitation_days)
