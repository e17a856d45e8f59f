"""What a candidate is told about their own sitting: bands, things seen, one idea; nobody else is in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from data.candidates import candidate_by_id
from data.engine import reading, writing
from errors import CampaignError
from workflows.access import Actor, require_in
from workflows.clock import utc_now
from workflows.compare import comparison_of
from workflows.compared import Compared
from workflows.evidence_work import Bilingual
from workflows.feedback_bands import Banded, banded
from workflows.feedback_observed import Earned, Observed, observed, to_practise
from workflows.over import is_settled
from workflows.record import note
from workflows.results import PoolNow, pool_now
from workflows.scored_pool import ScoredPool
from workflows.sit_read import invited

AWAITED = frozenset({"pending_marks", "pending_interview"})
"""Flags that say that part of what was done does not count yet."""


class CompetencyBand(NamedTuple):
    """One line of the report."""

    code: str
    family: str
    name: Bilingual
    found: Banded | None
    """None: not enough evidence."""
    is_indicative: bool


@dataclass(frozen=True, slots=True)
class Feedback:
    """Everything the report says, in codes and texts of the content: no score, no rank, no answer."""

    campaign_id: str
    title: str
    is_fictional: bool
    reference: str
    """The candidate's own pseudonym."""
    language: str
    """In which the candidate was invited."""
    settings: Mapping[str, object]
    """Of the campaign: who answers for it, and whom to ask."""
    methods: Mapping[str, float]
    """Stage -> its weight, over those that this campaign uses; summing to 1."""
    awaited: tuple[str, ...]
    """Codes of what does not count yet."""
    bands: tuple[CompetencyBand, ...]
    seen: tuple[Observed, ...]
    practise: str | None
    """Code of the competency to practise; None: not enough evidence."""
    key_status: Bilingual | None
    content_version: str
    scoring_version: str
    form_sha256: str


def feedback(actor: Actor, campaign_id: str, candidate_id: str) -> Feedback:
    """Return the feedback about one person who finished, for a recruiter to hand over; noted.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown; ``details["why"]`` is ``not_finished`` for someone without results in this campaign.
    """
    with reading() as connection:
        require_in(connection, actor, "give_feedback", campaign_id)
        found = _feedback(connection, campaign_id, candidate_id)
    with writing() as connection:
        note(connection, actor, "feedback_report", candidate_id, utc_now(), campaign_id=campaign_id)
    return found


def feedback_for_candidate(token: str) -> Feedback:
    """Return the feedback about whoever holds a link, once it can no longer change what they do.

    Raises
    ------
    SittingError
        When the link opens nothing.
    CampaignError
        ``details["why"]``: ``too_early`` while the campaign runs and no decision stands about this person,
        ``not_finished`` without results.
    """
    with reading() as connection:
        found = invited(connection, token, utc_now())
        if found.sitting is None:
            raise CampaignError("This person has no results.", why="not_finished")
        campaign_id = found.sitting.campaign_id
        if not is_settled(connection, found):
            raise CampaignError("Feedback is given once the campaign is over.", why="too_early")
        return _feedback(connection, campaign_id, found.candidate_id)


def _feedback(connection: Connection, campaign_id: str, candidate_id: str) -> Feedback:
    now = pool_now(connection, campaign_id)
    one = comparison_of(now).candidate(candidate_id)
    if one is None:
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    return _told(connection, now, one)


def _told(connection: Connection, now: PoolNow, one: Compared) -> Feedback:
    scored, who = now.scored, candidate_by_id(connection, one.candidate_id)
    form, row = scored.form, [person.candidate_id for person in scored.finished].index(one.candidate_id)
    lines = _lines(now, one)
    bands = {line.code: line.found for line in lines}
    scenes = _scenes(scored, row)
    seen = observed(scenes, list(scored.marks.get(one.candidate_id, {}).values()), bands)
    return Feedback(
        campaign_id=now.campaign.id,
        title=now.campaign.title,
        is_fictional=now.campaign.is_fictional,
        reference=one.pseudonym,
        language=who.language if who else "en",
        settings=now.campaign.settings,
        methods=_methods(scored),
        awaited=tuple(flag for flag in one.flags if flag in AWAITED),
        bands=lines,
        seen=seen,
        practise=to_practise(scenes, bands, seen),
        key_status=form.get("key_status"),
        content_version=str(form.get("content_version", "")),
        scoring_version=str(form.get("scoring_version", "1")),
        form_sha256=form["sha256"],
    )


def _lines(now: PoolNow, one: Compared) -> tuple[CompetencyBand, ...]:
    """Return one line per competency that the campaign measures, in the order of scores."""
    return tuple(
        CompetencyBand(
            code=facts.code,
            family=facts.family,
            name=facts.name,
            found=banded(one.competencies[facts.code]),
            is_indicative=facts.is_indicative,
        )
        for facts in comparison_of(now).competencies
        if facts.is_measured
    )


def _scenes(scored: ScoredPool, row: int) -> list[Earned]:
    """Return what each scene earned; written replies and interviews speak for themselves elsewhere."""
    points = scored.points[row].tolist()
    return [
        Earned(earned, item.loadings)
        for item, earned in zip(scored.scheme.items, points, strict=True)
        if not math.isnan(earned) and item.format not in ("open_reply", "interview")
    ]


def _methods(scored: ScoredPool) -> dict[str, float]:
    used = {method: scored.scheme.methods[method] for method in scored.scheme.methods_used}
    total = math.fsum(used.values())
    return {method: weight / total for method, weight in used.items()}
