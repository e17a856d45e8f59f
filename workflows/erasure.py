"""Erasing one person: what they are known by, gave and had written about them; what counts people stays."""

from __future__ import annotations

import datetime as dt
import json
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from data import erasure
from data.campaigns import campaign_by_id
from data.candidates import Candidate, candidate_by_id
from errors import CandidateError
from workflows.record import SERVER, note_by
from workflows.snapshots import Body, body_sha256, body_text

Why = Literal["retention", "withdrawn", "request"]
"""The campaign's time is over; they withdrew, and the time told then is over; somebody granted their wish."""

REPLACES = "replaces"
"""Key in a snapshot's body: the SHA-256 it had before somebody in it was erased."""


class Erased(NamedTuple):
    """What was done, in counts."""

    n_answers: int
    n_snapshots: int
    """Snapshots the person was taken out of."""


def erase(
    connection: Connection, candidate_id: str, now: dt.datetime, why: Why, *, by: str = SERVER
) -> Erased:
    """Erase one person, in the caller's transaction; afterwards ``clear_bytes`` rids the file of the bytes.

    An empty row stays, with the verdicts about it without their reasons. Snapshots stay too, without the
    person: each keeps the hash it had before, and the record names both.

    Parameters
    ----------
    connection : Connection
        A transaction that writes.
    candidate_id : str
    now : datetime
        UTC.
    why : "retention", "withdrawn" or "request"
    by : str
        Account id, CONSOLE or SERVER.

    Raises
    ------
    CandidateError
        ``unknown_candidate``: there is nobody of this id, or they were erased already.
    """
    person = _held(connection, candidate_id)
    n_answers = erasure.count_answers(connection, candidate_id)
    changed = _leave_snapshots(connection, person.campaign_id, candidate_id)
    erasure.empty_candidate(connection, candidate_id, now)
    note_by(
        connection, by, "erase_candidate", candidate_id, now, campaign_id=person.campaign_id,
        why=why, answers=n_answers, snapshots=changed,
    )  # fmt: skip
    return Erased(n_answers, len(changed))


def clear_bytes() -> None:
    """Take what was deleted out of the database's files; StorageError when one is in use for too long."""
    erasure.clear_bytes()


def without(body: Body, candidate_id: str) -> Body:
    """Return a snapshot's body without one person; the others, and how many there were, stay."""
    return {**body, "people": {**body["people"], candidate_id: None}}


def _held(connection: Connection, candidate_id: str) -> Candidate:
    """Return who is to be erased, with their campaign locked: erasures and decisions take turns."""
    person = candidate_by_id(connection, candidate_id)
    if person is not None:
        campaign_by_id(connection, person.campaign_id, lock=True)
        person = candidate_by_id(connection, candidate_id)
    if person is None:
        raise CandidateError("There is no such candidate, or no longer.", "unknown_candidate")
    return person


def _leave_snapshots(connection: Connection, campaign_id: str, candidate_id: str) -> dict[str, list[str]]:
    """Take somebody out of every snapshot; return snapshot id -> hash before and after."""
    changed: dict[str, list[str]] = {}
    for kept in erasure.snapshots_with(connection, campaign_id, candidate_id):
        text = body_text({**without(json.loads(kept.body), candidate_id), REPLACES: kept.sha256})
        sha256 = body_sha256(text)
        erasure.replace_snapshot(connection, kept._replace(sha256=sha256, body=text))
        changed[kept.id] = [kept.sha256, sha256]
    return changed
