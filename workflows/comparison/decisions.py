"""Decisions about candidates: taken by a person, with a written reason, and stored with what was known.

Nothing here decides by itself, and no deed decides about two people at once.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from data.campaigns.campaigns import campaign_by_id
from data.candidates.candidates import candidate_by_id, erased_in
from data.common.ids import new_id
from data.comparison.decisions import VERDICTS, Decision, Verdict, add_decision, decisions_of
from data.comparison.snapshots import entry_digests, store_snapshot
from domain import Stage
from errors import DecisionError
from scoring.ranking.standing import PROBABLY_AHEAD
from workflows.audit import log
from workflows.common.access import Actor, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.text import checked_reason
from workflows.common.transactions import reading, writing
from workflows.comparison.comparison import CandidateResult, Comparison
from workflows.comparison.results import pool_now, pool_state
from workflows.comparison.snapshots import (
    Body,
    LastRows,
    body_sha256,
    entry_texts,
    snapshot_body,
    stored_text,
)
from workflows.comparison.standings import comparison_of, pairwise

TAKEN: Mapping[Verdict, int] = {"shortlist": 1, "offer": 2}
"""How far a decision takes somebody; the others take nobody anywhere."""

Standing = Mapping[str, Verdict]
"""Candidate id -> verdict of the decision that stands."""


class Against(NamedTuple):
    """Candidates who stand clearly on the other side of a decision; each tuple by tier, then pseudonym."""

    passed_over: tuple[CandidateResult, ...] = ()
    """Ahead of a person who is shortlisted or offered, not rejected, and not taken as far."""
    taken_behind: tuple[CandidateResult, ...] = ()
    """Shortlisted or offered, and behind a person who is rejected."""

    @property
    def is_marked(self) -> bool:
        """Tell whether the decision goes against the order."""
        return bool(self.passed_over or self.taken_behind)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Every decision of a campaign, by candidate."""

    of: Mapping[str, tuple[Decision, ...]]
    """Candidate id -> decisions, oldest first."""

    def history(self, candidate_id: str) -> tuple[Decision, ...]:
        """Return one person's decisions, oldest first; the last one stands."""
        return self.of.get(candidate_id, ())

    @property
    def standing(self) -> Standing:
        """Return candidate id -> what stands."""
        return {candidate_id: history[-1].verdict for candidate_id, history in self.of.items() if history}

    def counts(self, comparison: Comparison) -> Counter[Verdict | None]:
        """Return how many of those who finished have each verdict; None: not decided yet."""
        standing = self.standing
        return Counter(standing.get(candidate.candidate_id) for candidate in comparison.finished)


def decisions(actor: Actor, campaign_id: str) -> Decisions:
    """Return every decision about the candidates of a campaign.

    Raises
    ------
    AccessError
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "compare", campaign_id)
        return Decisions(decisions_of(connection, campaign_id))


def decide(
    actor: Actor,
    campaign_id: str,
    candidate_id: str,
    verdict: str,
    reason: str,
    *,
    places: int | None = None,
    stage: Stage | None = None,
    seen: int | None = None,
    shown: str | None = None,
) -> Decision:
    """Decide about one person who finished; what was known is kept with its SHA-256.

    Parameters
    ----------
    actor : Actor
        Who decides; needs the deed ``decide``.
    campaign_id, candidate_id : str
    verdict : "shortlist", "offer", "reject" or "hold"
    reason : str
        20 to 4,000 characters, white space around it left out; kept as written.
    places : int, optional
        For how many places the order on screen was worked out; the campaign's own number by default.
    stage : {"all", "before_interview"}, optional
        Whether the interview was in that order; kept with the decision. By default as for a comparison.
    seen : int, optional
        How many decisions about this person were on screen: with another number somebody was quicker.
    shown : str, optional
        Fingerprint of the comparison on screen; without it, whatever stands now is decided on.

    Returns
    -------
    Decision
        As stored; it stands until the next one.

    Raises
    ------
    AccessError, CampaignError, DecisionError
        Nothing was stored. Codes: ``verdict``, ``reason_short``, ``reason_long``, ``not_finished``,
        ``decided_meanwhile``, ``moved``.
    """
    require_permission(actor, "decide")
    decided, text = _verdict(verdict), checked_reason(reason)
    # Scoring comes first, in a transaction of its own: it must not hold the lock that answers need.
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "decide", campaign_id)
        now = pool_now(connection, campaign_id, stage=stage)
        comparison = comparison_of(now, places)
        state = pool_state(connection, campaign_id)
    if shown not in (None, now.scored.fingerprint):
        raise _moved_error()
    marks, ratings = LastRows(*state.marks), LastRows(*state.ratings)
    body = snapshot_body(comparison, now.scored, marks=marks, ratings=ratings)
    entries = entry_texts(body)
    if comparison.candidate(candidate_id) is None:
        raise DecisionError("This person has no results in this campaign.", "not_finished")
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "decide", campaign_id)
        taken = _current_decisions(connection, campaign_id, candidate_id, seen)
        # Asked where it is written: what came in while this was worked out was in no number on screen.
        if pool_state(connection, campaign_id).fingerprint != now.scored.fingerprint:
            raise _moved_error()
        if erased_in(connection, campaign_id) & {candidate.candidate_id for candidate in comparison.finished}:
            raise DecisionError("Somebody was erased while you decided.", "moved")
        at = utc_now()
        snapshot_id, sha256 = _store_snapshot(connection, campaign_id, body, entries, at)
        is_against = against_order(comparison, taken.standing, candidate_id, decided).is_marked
        decision_id = new_id()
        line = log.log_action(
            connection, actor, "decide", candidate_id, at, campaign_id=campaign_id,
            decision=decision_id, verdict=decided, is_against_order=is_against, stage=comparison.stage,
        )  # fmt: skip
        decision = Decision(
            decision_id,
            candidate_id,
            decided,
            text,
            is_against,
            comparison.stage,
            snapshot_id,
            sha256,
            actor.account_id,
            actor.name,
            at,
            line,
        )
        add_decision(connection, decision)
    return decision


def _current_decisions(
    connection: Connection, campaign_id: str, candidate_id: str, seen: int | None
) -> Decisions:
    """Return what stands, in the transaction that adds to it; deciders of one campaign go one by one."""
    campaign_by_id(connection, campaign_id, lock=True)
    if candidate_by_id(connection, candidate_id) is None:
        raise DecisionError("This person's data have been erased.", "not_finished")
    taken = Decisions(decisions_of(connection, campaign_id))
    if seen is not None and seen != len(taken.history(candidate_id)):
        raise DecisionError("Somebody else has decided about this person.", "decided_meanwhile")
    return taken


def _store_snapshot(
    connection: Connection, campaign_id: str, body: Body, entries: Mapping[str, str], at: dt.datetime
) -> tuple[str, str]:
    """Store what was known, once; return the snapshot's id and SHA-256."""
    text = stored_text(body, entry_digests(connection, campaign_id, entries))
    sha256 = body_sha256(text)
    snapshot_id = store_snapshot(
        connection, campaign_id=campaign_id, sha256=sha256, body=text, people=entries, now=at
    )
    return snapshot_id, sha256


def _verdict(verdict: str) -> Verdict:
    known: dict[str, Verdict] = {code: code for code in VERDICTS}
    match = known.get(verdict)
    if match is None:
        raise DecisionError(f"A decision is one of {', '.join(VERDICTS)}.", "verdict")
    return match


def _moved_error() -> DecisionError:
    return DecisionError("Answers, marks or ratings came in while you decided.", "moved")


def foresee(comparison: Comparison, taken: Decisions, candidate_id: str, verdict: Verdict) -> Against:
    """Say who would stand against a decision, before it is taken."""
    return against_order(comparison, taken.standing, candidate_id, verdict)


def against_order(comparison: Comparison, standing: Standing, candidate_id: str, verdict: Verdict) -> Against:
    """Say who stands against a decision that is about to be taken.

    Parameters
    ----------
    comparison : Comparison
        The order on screen. Who is not ranked in it can be compared with nobody: no mark.
    standing : mapping of candidate id to verdict
        What stands for the others; the person's own earlier decision plays no part.
    candidate_id : str
    verdict : "shortlist", "offer", "reject" or "hold"
        To hold is never against the order: it takes and ends nothing.
    """
    candidate = next((person for person in comparison.ranked if person.candidate_id == candidate_id), None)
    if candidate is None:
        return Against()
    others = [person for person in comparison.ranked if person.candidate_id != candidate_id]
    if verdict in TAKEN:
        return Against(
            passed_over=tuple(
                other
                for other in others
                if _is_passed_over(standing.get(other.candidate_id), verdict) and is_ahead(other, candidate)
            )
        )
    if verdict == "reject":
        return Against(
            taken_behind=tuple(
                other
                for other in others
                if standing.get(other.candidate_id) in TAKEN and is_ahead(candidate, other)
            )
        )
    return Against()


def is_ahead(first: CandidateResult, second: CandidateResult) -> bool:
    """Tell whether the first is in a better tier and at least probably ahead: P(above) of .85 or more."""
    pair = pairwise(first, second)
    if pair is None or first.place is None or second.place is None:
        return False
    return first.place.tier < second.place.tier and pair.probability >= PROBABLY_AHEAD


def _is_passed_over(verdict: Verdict | None, taken: Verdict) -> bool:
    """Tell whether somebody with this standing decision is left behind when another is taken this far."""
    return verdict != "reject" and (TAKEN.get(verdict, 0) if verdict else 0) < TAKEN[taken]
