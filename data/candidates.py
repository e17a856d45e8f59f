"""Candidates of a campaign: who they are, under which pseudonym, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.ids import new_random_id
from data.schema import candidate
from data.written import change_rows, insert_rows


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
    """Who is to be added."""

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
            "id": new_random_id(), "campaign_id": campaign_id, "pseudonym": one.pseudonym, "name": one.name,
            "email": one.email, "language": one.language, "is_try_out": one.is_try_out, "created_at": now,
        }
        for one in people
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


_CANDIDATE = select(
    candidate.c.id,
    candidate.c.campaign_id,
    candidate.c.pseudonym,
    candidate.c.name,
    candidate.c.email,
    candidate.c.language,
    candidate.c.is_try_out,
    candidate.c.created_at,
    candidate.c.deadline_at,
    candidate.c.withdrawn_at,
).where(candidate.c.erased_at.is_(None))
