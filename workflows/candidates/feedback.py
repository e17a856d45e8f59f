"""The feedback report on a candidate's own sitting: bands, observations, one idea; nobody else's result."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from assessments.form.form import SCORING_VERSION
from data.candidates.candidates import candidate_by_id
from data.common.engine import reading
from errors import CampaignError
from workflows.audit.log import log_action
from workflows.campaigns.campaign_end import is_campaign_over
from workflows.candidates.feedback_rules import (
    Banded,
    Earned,
    Observed,
    Person,
    Silence,
    judged,
    observed,
    to_practise,
)
from workflows.common import transactions
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import StoredSettings, read_settings
from workflows.comparison.comparison import CandidateResult
from workflows.comparison.evidence import Bilingual
from workflows.comparison.pool import ScoredPool
from workflows.comparison.results import PoolNow, own_pool
from workflows.comparison.standings import comparison_of
from workflows.sitting.state import invited_candidate, refuse_unopened

AWAITED = frozenset({"pending_marks", "pending_interview"})
"""Flags that say that part of what was done does not count yet."""


class CompetencyBand(NamedTuple):
    """One line of the report."""

    code: str
    family: str
    name: Bilingual
    banded: Banded | None
    """None: not enough evidence."""
    silence: Silence | None
    """Why there is no band."""
    is_indicative: bool


class FamilyBand(NamedTuple):
    """What is said of a family as a whole."""

    family: str
    banded: Banded | None
    silence: Silence | None


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
    settings: StoredSettings
    """Of the campaign: who answers for it, and whom to ask."""
    methods: Mapping[str, float]
    """Stage -> its weight, over those that this campaign uses; summing to 1."""
    awaited: tuple[str, ...]
    """Codes of what does not count yet."""
    families: tuple[FamilyBand, ...]
    """Those that the campaign measures."""
    bands: tuple[CompetencyBand, ...]
    """Every competency that the campaign measures, in the order of scores."""
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
    with transactions.reading(actor) as connection:
        require_campaign_permission(connection, actor, "give_feedback", campaign_id)
        report = _feedback(connection, campaign_id, candidate_id)
    with transactions.writing(actor) as connection:
        log_action(connection, actor, "feedback_report", candidate_id, utc_now(), campaign_id=campaign_id)
    return report


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
        invited = invited_candidate(connection, token, utc_now())
        refuse_unopened(invited)
        if invited.sitting is None:
            raise CampaignError("This person has no results.", why="not_finished")
        campaign_id = invited.sitting.campaign_id
        if not is_campaign_over(connection, invited):
            raise CampaignError("Feedback is given once the campaign is over.", why="too_early")
        return _feedback(connection, campaign_id, invited.candidate_id)


def _feedback(connection: Connection, campaign_id: str, candidate_id: str) -> Feedback:
    now = own_pool(connection, campaign_id, candidate_id)
    result = comparison_of(now).candidate(candidate_id)
    if result is None:
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    return _report(connection, now, result)


def _report(connection: Connection, now: PoolNow, result: CandidateResult) -> Feedback:
    scored, who = now.scored, candidate_by_id(connection, result.candidate_id)
    form, row = scored.form, [person.candidate_id for person in scored.finished].index(result.candidate_id)
    person = _judged(scored, row)
    lines = _lines(now, person)
    bands = {line.code: _band_or_familys(person, line) for line in lines}
    scenes = _scenes(scored, row)
    seen = observed(scenes, list(scored.marks.get(result.candidate_id, {}).values()), bands)
    return Feedback(
        campaign_id=now.campaign.id,
        title=now.campaign.title,
        is_fictional=now.campaign.is_fictional,
        reference=result.pseudonym,
        language=who.language if who else "en",
        settings=read_settings(now.campaign.settings),
        methods=_methods(scored),
        awaited=tuple(flag for flag in result.flags if flag in AWAITED),
        families=_families(person, lines),
        bands=lines,
        seen=seen,
        practise=to_practise(scenes, bands, seen),
        key_status=form.get("key_status"),
        content_version=str(form.get("content_version", "")),
        scoring_version=SCORING_VERSION,
        form_sha256=form["sha256"],
    )


def _judged(scored: ScoredPool, row: int) -> Person:
    """Return what is said of one person of the pool."""
    chosen = slice(row, row + 1)
    error = scored.error._replace(expected=scored.error.expected[chosen])
    return next(judged(scored.pool.rows(chosen), scored.scale.rows(chosen), scored.scheme, error))


def _families(person: Person, lines: Sequence[CompetencyBand]) -> tuple[FamilyBand, ...]:
    measured = {line.family for line in lines}
    return tuple(FamilyBand(name, *family) for name, family in person.families.items() if name in measured)


def _band_or_familys(person: Person, line: CompetencyBand) -> Banded | None:
    """Return a competency's band, or its family's where the form carries none of its own."""
    return person.families[line.family].banded if line.silence == "form" else line.banded


def _lines(now: PoolNow, person: Person) -> tuple[CompetencyBand, ...]:
    """Return one line per competency that the campaign measures, in the order of scores."""
    return tuple(
        CompetencyBand(
            facts.code, facts.family, facts.name, *person.competencies[facts.code], facts.is_indicative
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
