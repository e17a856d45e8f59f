"""Decisions and notes about candidates: append-only, the last decision stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection, select

from data.audit.written import insert_row
from data.common.ids import new_id
from data.comparison.results import IN_POOL
from data.schema import account, candidate, note, sitting
from data.schema_evaluation import decision, snapshot

Verdict = Literal["shortlist", "offer", "reject", "hold"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of one person about one candidate."""

    id: str
    candidate_id: str
    verdict: Verdict
    reason: str
    is_against_order: bool
    """Whether the order on screen would have said otherwise; legitimate, and marked."""
    stage: str | None
    """At which people were compared on screen: "all", "before_interview"; None: older than that is kept."""
    snapshot_id: str
    snapshot_sha256: str
    account_id: str
    author: str | None
    """Name of the account; None once the account is gone."""
    decided_at: dt.datetime
    line: int
    """Number of its line in the record: decisions come in this order, whatever the clock said."""


class Pointer(NamedTuple):
    """From a decision to its snapshot, and to the campaigns of both."""

    decision_id: str
    candidate_campaign_id: str
    snapshot_id: str
    snapshot_campaign_id: str | None
    """None: there is no such snapshot."""
    stage: str | None
    """Kept with the decision; None: taken before it was."""


def add_decision(connection: Connection, taken: Decision) -> None:
    """Store a decision; none is ever changed or taken away."""
    row = {
        "id": taken.id, "candidate_id": taken.candidate_id, "verdict": taken.verdict, "reason": taken.reason,
        "is_against_order": taken.is_against_order, "stage": taken.stage, "snapshot_id": taken.snapshot_id,
        "account_id": taken.account_id, "decided_at": taken.decided_at, "line": taken.line,
    }  # fmt: skip
    insert_row(connection, decision, row)


def decisions_of(connection: Connection, campaign_id: str) -> dict[str, tuple[Decision, ...]]:
    """Return candidate id -> decisions, oldest first: the last one stands."""
    query = (
        select(
            decision.c.id,
            decision.c.candidate_id,
            decision.c.verdict,
            decision.c.reason,
            decision.c.is_against_order,
            decision.c.stage,
            decision.c.snapshot_id,
            snapshot.c.sha256,
            decision.c.account_id,
            account.c.name,
            decision.c.decided_at,
            decision.c.line,
        )
        .join(candidate, candidate.c.id == decision.c.candidate_id)
        .join(snapshot, snapshot.c.id == decision.c.snapshot_id)
        .outerjoin(account, account.c.id == decision.c.account_id)
        .where(candidate.c.campaign_id == campaign_id)
        .order_by(decision.c.line)
    )
    by_candidate: dict[str, tuple[Decision, ...]] = {}
    for row in connection.execute(query):
        by_candidate[row[1]] = (*by_candidate.get(row[1], ()), Decision(*row))
    return by_candidate


def standing_verdicts(connection: Connection, campaign_id: str) -> dict[str, Verdict]:
    """Return candidate id -> the verdict that stands, of everyone who may be compared now."""
    query = (
        select(decision.c.candidate_id, decision.c.verdict)
        .join(candidate, candidate.c.id == decision.c.candidate_id)
        .join(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(candidate.c.campaign_id == campaign_id, IN_POOL, sitting.c.finished_at.is_not(None))
        .order_by(decision.c.line)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def pointers(connection: Connection) -> tuple[Pointer, ...]:
    """Return where every decision points, oldest first."""
    query = (
        select(
            decision.c.id,
            candidate.c.campaign_id,
            decision.c.snapshot_id,
            snapshot.c.campaign_id,
            decision.c.stage,
        )
        .join(candidate, candidate.c.id == decision.c.candidate_id)
        .outerjoin(snapshot, snapshot.c.id == decision.c.snapshot_id)
        .order_by(decision.c.line, decision.c.id)
    )
    return tuple(Pointer(*row) for row in connection.execute(query))


def all_verdicts(connection: Connection) -> dict[str, tuple[str, str, int]]:
    """Return decision id -> candidate, verdict and line of the record, of every decision there is."""
    query = select(decision.c.id, decision.c.candidate_id, decision.c.verdict, decision.c.line)
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Note:
    """A note that somebody wrote about a candidate."""

    id: str
    author: str
    text: str
    created_at: dt.datetime


def add_note(
    connection: Connection, *, candidate_id: str, account_id: str, text: str, now: dt.datetime
) -> str:
    """Store a note and return its id; none is ever changed or taken away."""
    row = {
        "id": (note_id := new_id()),
        "candidate_id": candidate_id,
        "account_id": account_id,
        "text": text,
        "created_at": now,
    }
    insert_row(connection, note, row)
    return note_id


def notes_of(connection: Connection, candidate_id: str) -> tuple[Note, ...]:
    """Return the notes about a candidate, oldest first."""
    query = (
        select(note.c.id, account.c.name, note.c.text, note.c.created_at)
        .join(account, account.c.id == note.c.account_id)
        .where(note.c.candidate_id == candidate_id)
        .order_by(note.c.id)
    )
    return tuple(Note(*row) for row in connection.execute(query))


def texts_of(connection: Connection, note_ids: Collection[str]) -> dict[str, str]:
    """Return note id -> text, of those notes that exist."""
    query = select(note.c.id, note.c.text).where(note.c.id.in_(note_ids))
    return {row[0]: row[1] for row in connection.execute(query)}
