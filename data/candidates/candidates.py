"""Candidates of a campaign, and their invitation links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.audit.written import change_rows, insert_rows
from data.common.ids import new_id, new_random_id
from data.common.rows import columns_for
from data.common.tokens import token_hash
from data.schema import candidate, invitation


@dataclass(frozen=True)
class Candidate:
    """One person in one campaign."""

    id: str
    campaign_id: str
    pseudonym: str
    name: str
    email: str | None
    language: str
    is_try_out: bool
    created_at: dt.datetime
    deadline_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class NewCandidate:
    """A candidate to be added."""

    pseudonym: str
    name: str
    email: str | None
    language: str
    is_try_out: bool = False


def add_candidates(
    connection: Connection, campaign_id: str, people: Iterable[NewCandidate], now: dt.datetime
) -> list[str]:
    """Add candidates in one statement and return their ids in the same order."""
    rows = [
        {
            "id": new_random_id(), "campaign_id": campaign_id, "pseudonym": person.pseudonym,
            "name": person.name,
            "email": person.email, "language": person.language, "is_try_out": person.is_try_out,
            "created_at": now,
        }
        for person in people
    ]  # fmt: skip
    insert_rows(connection, candidate, rows)
    return [row["id"] for row in rows]


def candidate_by_id(connection: Connection, candidate_id: str) -> Candidate | None:
    """Return a candidate, or None when there is none, or no longer."""
    row = connection.execute(_CANDIDATE.where(candidate.c.id == candidate_id)).first()
    return None if row is None else Candidate(*row)


def candidates_of(connection: Connection, campaign_id: str) -> tuple[Candidate, ...]:
    """Return everyone in a campaign, by name."""
    query = _CANDIDATE.where(candidate.c.campaign_id == campaign_id)
    return tuple(
        Candidate(*row) for row in connection.execute(query.order_by(candidate.c.name, candidate.c.id))
    )


def emails_in(connection: Connection, campaign_id: str) -> dict[str, str]:
    """Return the e-mails already in a campaign -> whose id they are."""
    query = select(candidate.c.email, candidate.c.id).where(
        candidate.c.campaign_id == campaign_id, candidate.c.email.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def pseudonyms_in(connection: Connection, campaign_id: str) -> set[str]:
    """Return the pseudonyms a campaign has given."""
    query = select(candidate.c.pseudonym).where(candidate.c.campaign_id == campaign_id)
    return set(connection.execute(query).scalars())


def erased_in(connection: Connection, campaign_id: str) -> set[str]:
    """Return the ids of those of whom a campaign keeps an empty stub only."""
    query = select(candidate.c.id).where(
        candidate.c.campaign_id == campaign_id, candidate.c.erased_at.is_not(None)
    )
    return set(connection.execute(query).scalars())


def change_candidate(connection: Connection, candidate_id: str, **values: object) -> None:
    """Set columns of one candidate."""
    change_rows(connection, candidate, values, candidate.c.id == candidate_id)


_CANDIDATE = select(*columns_for(Candidate, candidate)).where(candidate.c.erased_at.is_(None))


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
    """The times at which a link was made, closed and first used."""

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
