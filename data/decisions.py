"""Decisions about candidates: append-only, the last one stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection, select

from data.pool import IN_POOL
from data.schema import account, candidate, sitting
from data.schema_decisions import decision, snapshot
from data.written import insert_row

Verdict = Literal["shortlist", "offer", "reject", "hold"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided about one candidate."""

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
    found: dict[str, tuple[Decision, ...]] = {}
    for row in connection.execute(query):
        found[row[1]] = (*found.get(row[1], ()), Decision(*row))
    return found


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
