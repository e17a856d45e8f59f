"""People with results and a place, made by hand, and reasons to decide about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from data.audit.written import change_rows
from data.campaigns.campaigns import campaign_by_id, change_campaign
from data.common.engine import reading, writing
from data.comparison.snapshots import entry_digests, snapshot_by_id, snapshot_ids
from data.schema_evaluation import snapshot, snapshot_person
from scoring.ranking.posterior import Posterior
from scoring.ranking.standing import tiers
from tests.builders import MANAGER
from workflows.comparison import decisions, standings
from workflows.comparison.comparison import CandidateResult, Comparison, Measured, RankEstimate
from workflows.comparison.snapshots import body_sha256, entry_texts, stored_text, whole_body

REASON = "Stayed calm with the angry customer, step after step."
SEM = 0.05


def place(mean: float, tier: int) -> RankEstimate:
    """Return a place; what is not used by the rule is anything."""
    return RankEstimate(tier, 1.0, 1, 1, 0.5, known([mean]))


def known(means: Sequence[float]) -> Posterior:
    """Return posteriors with these means and one standard deviation."""
    n = len(means)
    return Posterior(np.ones(1), np.array([means]), np.full((1, n), SEM**2), np.zeros((1, n, 1)))


def person(name: str, where: RankEstimate | None) -> CandidateResult:
    """Return somebody who finished."""
    return CandidateResult(name, name, Measured(0.5, SEM), {}, {}, 1, 0, (), where)


def ranked(base: Comparison, means: dict[str, float], apart: Sequence[str] = ()) -> Comparison:
    """Return a comparison of people with these posterior means, in the tiers that follow from them."""
    found = tiers(known(list(means.values())))
    people = [
        person(name, place(mean, tier)) for (name, mean), tier in zip(means.items(), found, strict=True)
    ]
    return replace(
        base, ranked=tuple(people), pending=tuple(person(name, None) for name in apart), unranked=()
    )


def decide(
    campaign_id: str, candidate_id: str, verdict: str = "shortlist", **more: Any
) -> decisions.Decision:
    """Decide as the manager."""
    return decisions.decide(MANAGER, campaign_id, candidate_id, verdict, REASON, **more)


def first_of(campaign_id: str, *, last: bool = False) -> str:
    """Return who is likeliest among the best, or the least likely."""
    ranked = standings.comparison(MANAGER, campaign_id).ranked
    by_rank = sorted(ranked, key=lambda result: result.place.expected_rank if result.place else 0)
    return by_rank[-1 if last else 0].candidate_id


def bodies() -> list[dict[str, Any]]:
    """Return every stored snapshot, with what it says of each person."""
    with reading() as c:
        return [whole_body(snapshot_by_id(c, one)) for one, _ in snapshot_ids(c)]


def rewrite(change: Callable[[dict[str, Any]], None]) -> None:
    """Change every snapshot by hand, with the digests and hash that fit, as somebody careful would."""
    with writing() as c:
        for snapshot_id, campaign_id in snapshot_ids(c):
            body = whole_body(snapshot_by_id(c, snapshot_id))
            change(body)
            texts = entry_texts(body)
            text = stored_text(body, entry_digests(c, campaign_id, texts))
            values = {"body": text, "sha256": body_sha256(text)}
            change_rows(c, snapshot, values, snapshot.c.id == snapshot_id)
            for one, said in texts.items():
                which = (snapshot_person.c.snapshot_id == snapshot_id, snapshot_person.c.candidate_id == one)
                change_rows(c, snapshot_person, {"body": said}, *which)


def tamper(statement: str, *values: Any) -> None:
    """Change rows by hand, as nobody may."""
    with writing() as c:
        assert c.exec_driver_sql(statement, values).rowcount >= 1


def open_names(campaign_id: str) -> None:
    """Let a campaign be one without blind names."""
    with writing() as c:
        kept = campaign_by_id(c, campaign_id)
        assert kept is not None
        change_campaign(c, campaign_id, settings={**kept.settings, "blind_names": False})
