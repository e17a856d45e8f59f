"""How far the interviewers of a campaign agree, how severe each one is, and what that would change.

Everything rests on complete interviews alone: a sheet that is in while another is awaited is not read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from data import accounts
from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from data.interviews import interviews_of_account
from data.sheets import Ratings, complete_interviews
from errors import CampaignError
from scoring.agreement_estimate import Undefined, undefined
from scoring.facets_design import (
    ENOUGH_PEOPLE,
    ENOUGH_RATINGS,
    FacetRating,
    Refusal,
    WhyNot,
    design_of,
    refusal,
)
from scoring.interview import Guide, Interview, interview_points, read_guide
from scoring.interview_agreement import (
    PanelAgreement,
    competency_loadings,
    mean_agreement,
    panel_r_wg,
    panel_severity,
    question_agreement,
)
from scoring.scheme import COMPETENCIES
from workflows.access import Actor, require, require_in
from workflows.interview_quality_view import (
    CompetencyQuality,
    InterviewerSeverity,
    OwnSeverity,
    PanelFacts,
    Quality,
    QuestionQuality,
)
from workflows.interviewed import severities
from workflows.memory import BoundedMemory
from workflows.transactions import reading

if TYPE_CHECKING:
    from scoring.facets import FacetFit

__all__ = [
    "ENOUGH_PEOPLE",
    "ENOUGH_RATINGS",
    "CompetencyQuality",
    "InterviewerSeverity",
    "OwnSeverity",
    "PanelAgreement",
    "PanelFacts",
    "Quality",
    "QuestionQuality",
    "Refusal",
    "WhyNot",
    "has_interview",
    "own_severity",
    "quality",
    "severity_model",
]

KEPT = 16


class _Read:
    """The ratings of a campaign that count."""

    def __init__(self, connection: Connection, campaign_id: str) -> None:
        self.form = _form(connection, campaign_id)
        self.guide: Guide = read_guide(self.form["interview"]["questions"])
        self.interviews = complete_interviews(connection, campaign_id)
        self.rows = rows_of(self.interviews)


_qualities: BoundedMemory[Quality] = BoundedMemory(KEPT)
_models: BoundedMemory[FacetFit | Refusal] = BoundedMemory(KEPT)


def has_interview(actor: Actor, campaign_id: str) -> bool:
    """Tell whether a campaign holds an interview; False for a draft."""
    with reading(actor) as connection:
        require_in(connection, actor, "see_interviews", campaign_id)
        campaign = _campaign(connection, campaign_id)
        return campaign.form_id is not None and "interview" in form_body(connection, campaign.form_id)


def quality(actor: Actor, campaign_id: str) -> Quality:
    """Return how far interviewers agree and how severe each is; candidates by id, never by name.

    Raises
    ------
    AccessError
    CampaignError
        ``details["why"]`` is ``unknown``, ``draft`` or ``no_interview``.
    """
    with reading(actor) as connection:
        require_in(connection, actor, "see_interviews", campaign_id)
        read = _Read(connection, campaign_id)
        names = {one.id: one.name for one in accounts.all_accounts(connection)}
    known = {row.interviewer: names.get(row.interviewer, "") for row in read.rows}
    key = (read.form["sha256"], frozenset(read.rows), frozenset(known.items()), len(read.interviews))
    return _qualities.get(key, lambda: _quality(read, known))


def severity_model(actor: Actor, campaign_id: str) -> FacetFit | Refusal:
    """Estimate severities by the many-facet model: it takes seconds, so that somebody asks for it.

    Interviewers and candidates are named by their ids. The same ratings are fitted once.

    Raises
    ------
    AccessError, CampaignError
        As quality.
    """
    with reading(actor) as connection:
        require_in(connection, actor, "see_interviews", campaign_id)
        read = _Read(connection, campaign_id)
    return _models.get(frozenset(read.rows), lambda: severities(read.interviews))


def own_severity(actor: Actor) -> tuple[OwnSeverity, ...]:
    """Return how severe this interviewer is, by campaign; of nobody else, and of complete interviews only."""
    require(actor, "interview")
    found: list[OwnSeverity] = []
    with reading(actor) as connection:
        campaigns = {one.campaign_id: None for one in interviews_of_account(connection, actor.account_id)}
        for campaign_id in campaigns:
            read = _Read(connection, campaign_id)
            own = panel_severity(read.rows).get(actor.account_id)
            if own is not None:
                sat = sum(actor.account_id in panel for panel in read.interviews.values())
                found.append(OwnSeverity(_campaign(connection, campaign_id).title, sat, own))
    return tuple(found)


def rows_of(interviews: Mapping[str, Ratings]) -> tuple[FacetRating, ...]:
    """Lay ratings out row by row, sorted; not observed = no row."""
    return tuple(
        sorted(
            FacetRating(candidate_id, account_id, question_id, rating)
            for candidate_id, panel in interviews.items()
            for account_id, ratings in panel.items()
            for question_id, rating in ratings.items()
            if rating is not None
        )
    )


def _campaign(connection: Connection, campaign_id: str) -> Campaign:
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    return campaign


def _form(connection: Connection, campaign_id: str) -> Form:
    """Return the form of a campaign that holds an interview."""
    campaign = _campaign(connection, campaign_id)
    if campaign.form_id is None:
        raise CampaignError("This campaign is still a draft.", why="draft", campaign=campaign_id)
    form = form_body(connection, campaign.form_id)
    if "interview" not in form:
        raise CampaignError("This campaign holds no interview.", why="no_interview", campaign=campaign_id)
    return form


def _quality(read: _Read, names: Mapping[str, str]) -> Quality:
    asked = read.form["interview"]["questions"]
    loadings = competency_loadings(read.guide)
    return Quality(
        counts=read.form["interview"]["counts"],
        n_questions=len(asked),
        n_ratings=len(read.rows),
        questions=tuple(
            QuestionQuality(one["id"], one["question"], question_agreement(one["id"], read.rows))
            for one in asked
        ),
        competencies=tuple(
            CompetencyQuality(code, len(loadings[code]), mean_agreement(loadings[code], read.rows))
            for code in COMPETENCIES
            if code in loadings
        ),
        whole=mean_agreement({one.id: 1.0 for one in read.guide}, read.rows),
        panels=_panels(read),
        interviewers=_interviewers(read.rows, names),
        refusal=refusal(design_of(read.rows)),
    )


def _panels(read: _Read) -> tuple[PanelFacts, ...]:
    agreed = panel_r_wg(read.rows)
    nothing = undefined(Undefined.NO_RATINGS, 0, 0)
    return tuple(
        PanelFacts(candidate_id, len(panel), _raw(read.guide, panel), agreed.get(candidate_id, nothing))
        for candidate_id, panel in sorted(read.interviews.items())
    )


def _raw(guide: Guide, panel: Ratings) -> float | None:
    """Return the mean points of the questions that somebody observed."""
    points = interview_points(guide, Interview(panel, len(panel))).points
    return math.fsum(points.values()) / len(points) if points else None


def _interviewers(rows: Sequence[FacetRating], names: Mapping[str, str]) -> tuple[InterviewerSeverity, ...]:
    counted = dict.fromkeys(names, 0)
    for row in rows:
        counted[row.interviewer] += 1
    found = [
        InterviewerSeverity(account_id, names[account_id], counted[account_id], estimate)
        for account_id, estimate in panel_severity(rows).items()
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.account_id)))
