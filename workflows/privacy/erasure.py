"""Erasing one person: their identity, what they gave and what was written about them; counts stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from data.campaigns.campaigns import campaign_by_id
from data.candidates.candidates import Candidate, candidate_by_id
from data.privacy import erasure
from errors import CandidateError
from workflows.audit.log import SERVER, log_action_by

Why = Literal["retention", "withdrawn", "request"]
"""The campaign's time is over; they withdrew, and the time told then is over; somebody granted their wish."""


class Erased(NamedTuple):
    """The result of an erasure, in counts."""

    n_answers: int
    n_snapshots: int
    """Snapshots the person was taken out of."""


def erase(
    connection: Connection, candidate_id: str, now: dt.datetime, why: Why, *, by: str = SERVER
) -> Erased:
    """Erase one person, in the caller's transaction; afterwards ``clear_bytes`` rids the file of the bytes.

    An empty row stays, with the verdicts about it without their reasons. Snapshots stay as they are: what
    they say of the person lies in rows of its own, which go. Only rows of this person are touched.

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
    person = _locked_person(connection, candidate_id)
    n_answers = erasure.count_answers(connection, candidate_id)
    n_snapshots = erasure.count_snapshots(connection, candidate_id)
    erasure.empty_candidate(connection, candidate_id, now)
    log_action_by(
        connection, by, "erase_candidate", candidate_id, now, campaign_id=person.campaign_id,
        why=why, answers=n_answers, entries=n_snapshots,
    )  # fmt: skip
    return Erased(n_answers, n_snapshots)


def clear_bytes(is_over: Callable[[], object] = lambda: False) -> None:
    """Take what was deleted out of the database's files; StorageError when it cannot be done now."""
    erasure.clear_bytes(is_over)


def _locked_person(connection: Connection, candidate_id: str) -> Candidate:
    """Return who is to be erased, with their campaign locked: erasures and decisions take turns."""
    person = candidate_by_id(connection, candidate_id)
    if person is not None:
        campaign_by_id(connection, person.campaign_id, lock=True)
        person = candidate_by_id(connection, candidate_id)
    if person is None:
        raise CandidateError("There is no such candidate, or no longer.", "unknown_candidate")
    return person
