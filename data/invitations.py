"""Invitation links: the secret itself is shown once and kept only as a hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, insert, select, update

from data.ids import new_id
from data.schema import invitation
from data.tokens import token_hash


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
    if rows:
        connection.execute(insert(invitation), rows)


def revoke_links(connection: Connection, candidate_ids: Sequence[str], now: dt.datetime) -> int:
    """Close the open links of these candidates and return how many there were."""
    closed = 0
    for start in range(0, len(candidate_ids), 500):
        some = candidate_ids[start : start + 500]
        query = update(invitation).where(
            invitation.c.candidate_id.in_(some), invitation.c.revoked_at.is_(None)
        )
        closed += connection.execute(query.values(revoked_at=now)).rowcount
    return closed


def has_open_link(connection: Connection, candidate_id: str) -> bool:
    """Tell whether a candidate has a link that nobody closed; a late one still opens their rights."""
    query = select(invitation.c.id).where(
        invitation.c.candidate_id == candidate_id, invitation.c.revoked_at.is_(None)
    )
    return connection.execute(query.limit(1)).first() is not None


def prolong_link(connection: Connection, candidate_id: str, expires_at: dt.datetime) -> None:
    """Let a candidate's open link work until later; an earlier instant changes nothing."""
    query = update(invitation).where(
        invitation.c.candidate_id == candidate_id,
        invitation.c.revoked_at.is_(None),
        invitation.c.expires_at < expires_at,
    )
    connection.execute(query.values(expires_at=expires_at))
