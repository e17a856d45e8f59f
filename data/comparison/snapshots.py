"""Snapshots of what was known when somebody decided: a text that is hashed, and a row about each person.

The text names each person with a salted digest of their row. So it proves what everybody's row held, need not
be touched when somebody is erased, and says nothing of them once their rows and their salt are gone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from data.audit.written import insert_missing, insert_row, insert_rows
from data.common.ids import new_id
from data.row_digest import new_salt
from data.schema import candidate
from data.schema_evaluation import snapshot, snapshot_person, snapshot_salt

_AT_ONCE = 10_000
"""Rows with two values each in one statement; SQLite takes 32,766 values."""


class Entry(NamedTuple):
    """The part of a snapshot about one person, as it is stored now."""

    body: str
    sha256: str
    """With the person's salt; what the snapshot's text should name."""


class Snapshot(NamedTuple):
    """A snapshot of what was known, as the exact texts that were hashed."""

    id: str
    campaign_id: str
    sha256: str
    """Of ``body``."""
    body: str
    people: Mapping[str, Entry]
    """Candidate id -> entry, of everybody who is in it and has not been erased since."""


def entry_sha256(salt: str, body: str) -> str:
    """Return the digest by which a snapshot's text names what it says of one person."""
    return hashlib.sha256(f"{salt} {body}".encode()).hexdigest()


def entry_digests(connection: Connection, campaign_id: str, people: Mapping[str, str]) -> dict[str, str]:
    """Return candidate id -> digest of what is to be said of them; equal for equal texts, of each person.

    Parameters
    ----------
    people : mapping of candidate id to text
        People of the campaign; whoever is in a snapshot for the first time is given a salt.
    """
    salts = _salts(connection, campaign_id)
    # Read again after adding: somebody else may have added a salt of the same person first.
    new = [{"candidate_id": person, "salt": new_salt()} for person in people if person not in salts]
    for start in range(0, len(new), _AT_ONCE):
        insert_missing(connection, snapshot_salt, new[start : start + _AT_ONCE])
    if new:
        salts = _salts(connection, campaign_id)
    return {candidate_id: entry_sha256(salts[candidate_id], text) for candidate_id, text in people.items()}


def _salts(connection: Connection, campaign_id: str) -> dict[str, str]:
    query = (
        select(snapshot_salt.c.candidate_id, snapshot_salt.c.salt)
        .join(candidate, candidate.c.id == snapshot_salt.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def store_snapshot(
    connection: Connection,
    *,
    campaign_id: str,
    sha256: str,
    body: str,
    people: Mapping[str, str],
    now: dt.datetime,
) -> str:
    """Store what was known and return its id; the same text is stored once per campaign.

    Parameters
    ----------
    sha256, body : str
        The text, which names everybody's digest (``entry_digests``), and its hash.
    people : mapping of candidate id to text
        What it says of each.
    """
    same = (snapshot.c.campaign_id == campaign_id, snapshot.c.sha256 == sha256)
    stored_id = connection.scalar(select(snapshot.c.id).where(*same))
    if stored_id is not None:
        return stored_id
    snapshot_id = new_id()
    row = {"id": snapshot_id, "campaign_id": campaign_id, "sha256": sha256, "body": body, "taken_at": now}
    insert_row(connection, snapshot, row)
    rows = [
        {"snapshot_id": snapshot_id, "candidate_id": person, "body": text} for person, text in people.items()
    ]
    insert_rows(connection, snapshot_person, rows)
    return snapshot_id


def snapshot_ids(connection: Connection) -> Sequence[tuple[str, str]]:
    """Return id and campaign of every snapshot, by campaign, oldest first."""
    query = select(snapshot.c.id, snapshot.c.campaign_id).order_by(snapshot.c.campaign_id, snapshot.c.id)
    return [(row[0], row[1]) for row in connection.execute(query)]


def snapshot_by_id(connection: Connection, snapshot_id: str) -> Snapshot:
    """Return what was known, with everybody's entry; NoResultFound when there is no such snapshot."""
    columns = (snapshot.c.id, snapshot.c.campaign_id, snapshot.c.sha256, snapshot.c.body)
    text = connection.execute(select(*columns).where(snapshot.c.id == snapshot_id)).one()
    query = (
        select(snapshot_person.c.candidate_id, snapshot_person.c.body, snapshot_salt.c.salt)
        .outerjoin(snapshot_salt, snapshot_salt.c.candidate_id == snapshot_person.c.candidate_id)
        .where(snapshot_person.c.snapshot_id == snapshot_id)
        .order_by(snapshot_person.c.candidate_id)
    )
    people = {
        candidate_id: Entry(body, entry_sha256(salt or "", body))
        for candidate_id, body, salt in connection.execute(query)
    }
    return Snapshot(text.id, text.campaign_id, text.sha256, text.body, people)
