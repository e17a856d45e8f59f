"""The quality of interview ratings: agreement of interviewers, and the severity of each of them.

Everything rests on complete interviews alone: a sheet that is in while another is awaited is not read.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache, cached
from sqlalchemy import Connection

from data.accounts import accounts
from data.campaigns.campaigns import Campaign, campaign_by_id
from data.campaigns.forms import Form, form_body
from data.interviews.interviews import interviews_of_account
from data.interviews.sheets import Ratings, complete_interviews
from domain import COMPETENCIES
from errors import CampaignError
from scoring.agreement.ratings_table import Estimate, Undefined, undefined
from scoring.interview.facets_design import ENOUGH_PEOPLE as ENOUGH_PEOPLE
from scoring.interview.facets_design import ENOUGH_RATINGS as ENOUGH_RATINGS
from scoring.interview.facets_design import FacetRating, design_of, refusal
from scoring.interview.facets_design import Refusal as Refusal
from scoring.interview.facets_design import WhyNot as WhyNot
from scoring.interview.interview import Guide, Interview, interview_points, read_guide
from scoring.interview.interview_agreement import PanelAgreement as PanelAgreement
from scoring.interview.interview_agreement import (
    competency_loadings,
    mean_agreement,
    panel_r_wg,
    panel_severity,
    question_agreement,
)
from workflows.common.access import Actor, require_campaign_permission, require_permission
from workflows.common.transactions import reading
from workflows.comparison.pool import severities
from workflows.marking.assignment import Translated

if TYPE_CHECKING:
    from scoring.interview.facets import FacetFit

CAMPAIGNS_KEPT = 16


@dataclass(frozen=True)
class QuestionQuality:
    """Agreement of interviewers on one question."""

    question_id: str
    question: Translated
    agreement: PanelAgreement


@dataclass(frozen=True)
class CompetencyQuality:
    """Agreement of interviewers on the mean of a competency's questions."""

    competency: str
    n_questions: int
    agreement: PanelAgreement


@dataclass(frozen=True)
class InterviewerSeverity:
    """One interviewer's distance from the others of their panels, on the same people and questions."""

    account_id: str
    name: str
    n_ratings: int
    severity: Estimate
    """In points, below 0 = more severe."""


@dataclass(frozen=True)
class PanelFacts:
    """A panel's ratings of one person, in two numbers."""

    candidate_id: str
    n_interviewers: int
    raw: float | None
    """Mean over interviewers, then over questions, 0 to 1; None: nothing was observed."""
    r_wg: Estimate


@dataclass(frozen=True)
class Quality:
    """The quality of a campaign's ratings."""

    counts: str
    """Which scores count, fixed on publication: raw or adjusted."""
    n_questions: int
    n_ratings: int
    questions: tuple[QuestionQuality, ...]
    """In the order asked."""
    competencies: tuple[CompetencyQuality, ...]
    whole: PanelAgreement
    """Of the mean over all questions."""
    panels: tuple[PanelFacts, ...]
    """One per complete interview, by candidate's id."""
    interviewers: tuple[InterviewerSeverity, ...]
    """By name."""
    refusal: Refusal | None
    """Why no severity can be estimated by the model, known without fitting it."""


@dataclass(frozen=True)
class OwnSeverity:
    """One's own severity in one campaign."""

    campaign_title: str
    n_interviews: int
    severity: Estimate


class _Read:
    """The ratings of a campaign that count."""

    def __init__(self, connection: Connection, campaign_id: str) -> None:
        self.form = _form(connection, campaign_id)
        self.guide: Guide = read_guide(self.form["interview"]["questions"])
        self.interviews = complete_interviews(connection, campaign_id)
        self.rows = rows_of(self.interviews)


def quality(actor: Actor, campaign_id: str) -> Quality:
    """Return how far interviewers agree and how severe each is; candidates by id, never by name.

    Raises
    ------
    AccessError
    CampaignError
        ``details["why"]`` is ``unknown``, ``draft`` or ``no_interview``.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_interviews", campaign_id)
        read = _Read(connection, campaign_id)
        names = {account.id: account.name for account in accounts.all_accounts(connection)}
    interviewer_names = {row.interviewer: names.get(row.interviewer, "") for row in read.rows}
    return _quality(read, interviewer_names)


def severity_model(actor: Actor, campaign_id: str) -> FacetFit | Refusal:
    """Estimate severities by the many-facet model: it takes seconds, so that somebody asks for it.

    Interviewers and candidates are named by their ids. The same ratings are fitted once.

    Raises
    ------
    AccessError, CampaignError
        As quality.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_interviews", campaign_id)
        read = _Read(connection, campaign_id)
    return _model(read)


def my_severity(actor: Actor) -> tuple[OwnSeverity, ...]:
    """Return how severe this interviewer is, by campaign; of nobody else, and of complete interviews only."""
    require_permission(actor, "interview")
    own_severities: list[OwnSeverity] = []
    with reading(actor) as connection:
        campaigns = {
            interview.campaign_id: None for interview in interviews_of_account(connection, actor.account_id)
        }
        for campaign_id in campaigns:
            read = _Read(connection, campaign_id)
            own = panel_severity(read.rows).get(actor.account_id)
            if own is not None:
                sat = sum(actor.account_id in panel for panel in read.interviews.values())
                own_severities.append(OwnSeverity(_campaign(connection, campaign_id).title, sat, own))
    return tuple(own_severities)


def _rests_on(read: _Read, names: Mapping[str, str]) -> Hashable:
    return read.form["sha256"], frozenset(read.rows), frozenset(names.items()), len(read.interviews)


@cached(LRUCache(maxsize=CAMPAIGNS_KEPT), key=_rests_on, lock=Lock())
def _quality(read: _Read, names: Mapping[str, str]) -> Quality:
    questions = read.form["interview"]["questions"]
    loadings = competency_loadings(read.guide)
    return Quality(
        counts=read.form["interview"]["counts"],
        n_questions=len(questions),
        n_ratings=len(read.rows),
        questions=tuple(
            QuestionQuality(
                question["id"], question["question"], question_agreement(question["id"], read.rows)
            )
            for question in questions
        ),
        competencies=tuple(
            CompetencyQuality(code, len(loadings[code]), mean_agreement(loadings[code], read.rows))
            for code in COMPETENCIES
            if code in loadings
        ),
        whole=mean_agreement({question.id: 1.0 for question in read.guide}, read.rows),
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
    interviewers = [
        InterviewerSeverity(account_id, names[account_id], counted[account_id], estimate)
        for account_id, estimate in panel_severity(rows).items()
    ]
    return tuple(sorted(interviewers, key=lambda interviewer: (interviewer.name, interviewer.account_id)))


@cached(LRUCache(maxsize=CAMPAIGNS_KEPT), key=lambda read: frozenset(read.rows), lock=Lock())
def _model(read: _Read) -> FacetFit | Refusal:
    return severities(read.interviews)


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


def _form(connection: Connection, campaign_id: str) -> Form:
    """Return the form of a campaign that holds an interview."""
    campaign = _campaign(connection, campaign_id)
    if campaign.form_id is None:
        raise CampaignError("This campaign is still a draft.", why="draft", campaign=campaign_id)
    form = form_body(connection, campaign.form_id)
    if "interview" not in form:
        raise CampaignError("This campaign holds no interview.", why="no_interview", campaign=campaign_id)
    return form


def _campaign(connection: Connection, campaign_id: str) -> Campaign:
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    return campaign
