"""The interview behind a place: each interviewer's ratings, their evidence, and what they brought."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain import TECHNICAL
from errors import CampaignError
from scoring.interview.facets_design import Refusal
from scoring.scores.scale import coefficients
from workflows.common.access import Actor, require_campaign_permission
from workflows.common.transactions import reading
from workflows.comparison.pool import ScoredPool
from workflows.comparison.results import pool_now
from workflows.interviews.consensus import (
    Agreed,
    ConsensusView,
    GivenRecommendation,
    QuestionConsensus,
    consensus,
)
from workflows.interviews.guide import FrozenGuide, GuideQuestion, Texts, guide_of
from workflows.interviews.planning import interview_of

State = Literal["none", "cancelled", "to_come", "complete"]


@dataclass(frozen=True)
class RatingEvidence:
    """One interviewer's rating of one question."""

    account_id: str
    name: str
    rating: int | None
    """1 to 5; None: not observed."""
    counted: float | None
    """The rating with severity taken out, where that counts; None where it counts as given."""
    evidence: str
    probes: tuple[Texts, ...]
    """Follow-up questions that were asked."""


@dataclass(frozen=True)
class QuestionEvidence:
    """One question as a panel rated it."""

    question: GuideQuestion
    ratings: tuple[RatingEvidence, ...]
    points: float | None
    """0 to 1; None: nobody observed it."""
    share: float | None
    """How much one point more here adds to the composite; None where there is none."""
    agreed: Agreed | None
    """What the panel agreed on after talking, last; it enters no score."""

    @property
    def is_technical(self) -> bool:
        """Tell whether it asks about technical competencies only."""
        return set(self.question.loadings) <= set(TECHNICAL)

    @property
    def contribution(self) -> float | None:
        """What this question brought to the composite: share times points."""
        return None if self.points is None or self.share is None else self.share * self.points


@dataclass(frozen=True)
class InterviewEvidence:
    """A candidate's interview behind their place; while a sheet is missing, how many are in and no more."""

    state: State
    n_seats: int
    n_submitted: int
    guide_sha256: str
    interviewers: tuple[str, ...]
    """Account ids; their order says nothing, so that a number can stand for a name."""
    questions: tuple[QuestionEvidence, ...]
    recommendations: tuple[GivenRecommendation, ...]
    """They enter no score."""


def interview_evidence(actor: Actor, campaign_id: str, candidate_id: str) -> InterviewEvidence | None:
    """Return what is behind the interview of a candidate; None when the campaign holds none.

    Raises
    ------
    AccessError
    CampaignError
        ``details["why"]`` is ``unknown``, ``draft``, or ``not_finished`` for someone without results.
    """
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "compare", campaign_id)
        scored = pool_now(connection, campaign_id, stage="all").scored
    guide = guide_of(scored.form)
    if guide is None:
        return None
    row = next((at for at, person in enumerate(scored.finished) if person.candidate_id == candidate_id), None)
    if row is None:
        raise CampaignError("This candidate has no results in this campaign.", why="not_finished")
    planned = interview_of(actor, campaign_id, candidate_id)
    if planned is None:
        return _without_sheets("none", guide)
    if planned.is_cancelled or not planned.is_complete:
        state: State = "cancelled" if planned.is_cancelled else "to_come"
        return _without_sheets(state, guide, planned.n_seats, planned.n_submitted)
    return _complete_interview(consensus(actor, planned.interview_id), scored, row, guide)


def _without_sheets(
    state: State, guide: FrozenGuide, n_seats: int = 0, n_submitted: int = 0
) -> InterviewEvidence:
    return InterviewEvidence(state, n_seats, n_submitted, guide.sha256, (), (), ())


def _complete_interview(
    view: ConsensusView, scored: ScoredPool, row: int, guide: FrozenGuide
) -> InterviewEvidence:
    earned, shifts = _columns(scored, row), _shifts(scored, view.candidate_id)
    return InterviewEvidence(
        state="complete",
        n_seats=len(view.panel),
        n_submitted=len(view.panel),
        guide_sha256=guide.sha256,
        interviewers=tuple(sorted(member.account_id for member in view.panel)),
        questions=tuple(
            _question(question, *earned[question.question.id], shifts) for question in view.questions
        ),
        recommendations=view.recommendations,
    )


def _columns(scored: ScoredPool, row: int) -> dict[str, tuple[float | None, float | None]]:
    """Return question -> points and share of one candidate; the questions stand behind the form's items."""
    points, alone = scored.points[row : row + 1], scored.scale.rows(slice(row, row + 1))
    shares = coefficients(points, alone, scored.scheme)[0]
    first = len(scored.form["items"])
    return {
        item.id: (_known(points[0, at]), _known(shares[at]) if _known(points[0, at]) is not None else None)
        for at, item in enumerate(scored.scheme.items)
        if at >= first
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _shifts(scored: ScoredPool, candidate_id: str) -> Mapping[tuple[str, str], float]:
    """Return (account, question) -> what was added to a rating; empty where ratings count as given."""
    if scored.adjusted is None or isinstance(scored.adjusted, Refusal):
        return {}
    moved = scored.adjusted.shifts.items()
    return {(who, question): by for (whose, who, question), by in moved if whose == candidate_id}


def _question(
    question: QuestionConsensus,
    points: float | None,
    share: float | None,
    shifts: Mapping[tuple[str, str], float],
) -> QuestionEvidence:
    ratings = [
        RatingEvidence(
            account_id=rating.account_id,
            name=rating.name,
            rating=rating.rating,
            counted=_adjusted_rating(rating.rating, shifts.get((rating.account_id, question.question.id))),
            evidence=rating.evidence,
            probes=tuple(
                question.question.probes[at] for at in rating.probes if at < len(question.question.probes)
            ),
        )
        for rating in question.ratings
    ]
    return QuestionEvidence(
        question=question.question,
        ratings=tuple(sorted(ratings, key=lambda rated: rated.account_id)),
        points=points,
        share=share,
        agreed=question.agreed[-1] if question.agreed else None,
    )


def _adjusted_rating(rating: int | None, shift: float | None) -> float | None:
    return None if rating is None or shift is None else rating + shift
