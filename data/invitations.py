"""Invitation links: the secret itself is shown once and kept only as a hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.ids import new_id
from data.schema import invitation
from data.tokens import token_hash
from data.written import change_rows, insert_rows


def add_invitations(
    connection: Connection, tokens: Mapping[str, str], *, now: dt.datetime, expires_at: dt.datetime
) -> None:
    """Store links, given as candidate id -> token; each replaces the candidate's links before."""
    revoke_links(connection, list(tokens), now)
    add_further_links(connection, tokens, now=now, expires_at=expires_at)


def add_further_links(
    connection: Connection, tokens: Mapping[str, str], *, now: dt.datetime, expires_at: dt.datetime
) -> None:
    """Store links beside those that candidates have: the earlier ones go on working."""
    rows = [
        {
            "id": new_id(), "candidate_id": candidate_id, "token_hash": token_hash(token),
            "created_at": now, "expires_at": expires_at,
        }
        for candidate_id, token in tokens.items()
    ]  # fmt: skip
    insert_rows(connection, invitation, rows)


def revoke_links(connection: Connection, candidate_ids: Sequence[str], now: dt.datetime) -> int:
    """Close the open links of these candidates and return how many there were."""
    closed = 0
    for start in range(0, len(candidate_ids), 500):
        some = candidate_ids[start : start + 500]
        where = (invitation.c.candidate_id.in_(some), invitation.c.revoked_at.is_(None))
        closed += change_rows(connection, invitation, {"revoked_at": now}, *where)
    return closed


@dataclass(frozen=True, slots=True)
class LinkDates:
    """When a link was made, closed and first used."""

    created_at: dt.datetime
    revoked_at: dt.datetime | None
    opened_at: dt.datetime | None


def links_of(connection: Connection, candidate_id: str) -> tuple[LinkDates, ...]:
    """Return every link a candidate was ever given, oldest first."""
    query = select(invitation.c.created_at, invitation.c.revoked_at, invitation.c.opened_at).where(
        invitation.c.candidate_id == candidate_id
    )
    rows = connection.execute(query.order_by(invitation.c.id))
    return tuple(LinkDates(*row) for row in rows)


def is_link(connection: Connection, token: str) -> bool:
    """Tell whether anybody was ever given this secret, whatever has become of the link."""
    query = select(invitation.c.id).where(invitation.c.token_hash == token_hash(token))
    return connection.execute(query).first() is not None


def note_opened(connection: Connection, invitation_id: str, now: dt.datetime) -> bool:
    """Note the first act with a link; False when somebody has acted with it before."""
    where = (invitation.c.id == invitation_id, invitation.c.opened_at.is_(None))
    return change_rows(connection, invitation, {"opened_at": now}, *where) == 1


def has_open_link(connection: Connection, candidate_id: str) -> bool:
    """Tell whether a candidate has a link that nobody closed; a late one still opens their rights."""
    query = select(invitation.c.id).where(
        invitation.c.candidate_id == candidate_id, invitation.c.revoked_at.is_(None)
    )
    return connection.execute(query.limit(1)).first() is not None


def prolong_link(connection: Connection, candidate_id: str, expires_at: dt.datetime) -> None:
    """Let a candidate's open link work until later; an earlier instant changes nothing."""
    where = (
        invitation.c.candidate_id == candidate_id,
        invitation.c.revoked_at.is_(None),
        invitation.c.expires_at < expires_at,
    )
    change_rows(connection, invitation, {"expires_at": expires_at}, *where)
