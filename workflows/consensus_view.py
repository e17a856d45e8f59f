"""What a panel's members read once all their sheets are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from data import seats
from data.accounts import all_accounts
from data.agreed_ratings import AgreedRating, agreed_in
from data.sheets import Sheet, complete_sheets
from scoring.consensus import CompetencyReview, QuestionReview, Review
from scoring.consensus import consensus as reviewed
from workflows.access import Actor, may
from workflows.interview_guide import GuideQuestion
from workflows.interview_seat import Planned, as_scored


@dataclass(frozen=True)
class Member:
    """Somebody on the panel."""

    account_id: str
    name: str
    focus: tuple[str, ...]


@dataclass(frozen=True)
class GivenRating:
    """What one interviewer submitted on one question."""

    account_id: str
    name: str
    rating: int | None
    """None: not observed."""
    evidence: str
    probes: tuple[int, ...]
    """Places of the probes that were asked, from 0."""


@dataclass(frozen=True)
class GivenRecommendation:
    """What one interviewer concluded alone; it enters no score."""

    account_id: str
    name: str
    recommendation: str
    reason: str


@dataclass(frozen=True)
class Agreed:
    """What members agreed on after talking; it enters no score."""

    revision: int
    rating: int
    reason: str
    agreed_by: tuple[str, ...]
    """Names."""
    recorded_by: str
    recorded_at: dt.datetime


@dataclass(frozen=True)
class QuestionConsensus:
    """One question with everybody's ratings."""

    question: GuideQuestion
    ratings: tuple[GivenRating, ...]
    """By name, one for each member."""
    mean: float | None
    """Of those who observed it, 1 to 5: what counts. None: nobody did."""
    spread: int | None
    review: Review
    agreed: tuple[Agreed, ...]
    """The last one stands."""


@dataclass(frozen=True)
class ConsensusView:
    """A panel's sheets side by side."""

    interview_id: str
    campaign_id: str
    candidate_id: str
    campaign_title: str
    languages: tuple[str, ...]
    pseudonym: str
    candidate_name: str | None
    """For the panel, which met them, and who plans interviews; None for others."""
    panel: tuple[Member, ...]
    questions: tuple[QuestionConsensus, ...]
    """In the order asked."""
    competencies: tuple[CompetencyReview, ...]
    gaps: tuple[str, ...]
    """Competencies of the guide that nobody rated."""
    to_discuss: tuple[str, ...]
    """Questions whose ratings are two points apart or more."""
    recommendations: tuple[GivenRecommendation, ...]
    may_agree: bool
    """Whether the person who looks may write an agreement down."""


def consensus_view(connection: Connection, actor: Actor, found: Planned) -> ConsensusView:
    """Lay the sheets of an interview of which every sheet is in side by side."""
    one = found.interview
    sheets = complete_sheets(connection, one.id)
    panel = tuple(
        Member(seat.account_id, seat.name, seat.focus) for seat in seats.panel_of(connection, one.id)
    )
    ratings = {
        who: {question: rated.rating for question, rated in sheet.answers.items()}
        for who, sheet in sheets.items()
    }
    review = reviewed(as_scored(found.guide), ratings)
    agreed = _agreed(connection, one.id)
    sits_here = actor.account_id in sheets
    plans = may(actor, "plan_interviews")
    return ConsensusView(
        interview_id=one.id,
        campaign_id=found.campaign.id,
        candidate_id=one.candidate_id,
        campaign_title=found.campaign.title,
        languages=tuple(found.campaign.settings.get("languages", ("fr", "en"))),
        pseudonym=one.pseudonym,
        candidate_name=one.name if sits_here or plans else None,
        panel=panel,
        questions=tuple(
            _question(asked, seen, panel, sheets, agreed.get(asked.id, ()))
            for asked, seen in zip(found.guide.questions, review.questions, strict=True)
        ),
        competencies=review.competencies,
        gaps=review.gaps,
        to_discuss=review.to_discuss,
        recommendations=tuple(
            GivenRecommendation(who.account_id, who.name, given.recommendation, given.reason)
            for who in panel
            if (given := sheets.get(who.account_id)) is not None
        ),
        may_agree=may(actor, "agree_ratings") and (sits_here or plans),
    )


def _question(
    asked: GuideQuestion,
    seen: QuestionReview,
    panel: tuple[Member, ...],
    sheets: Mapping[str, Sheet],
    agreed: tuple[Agreed, ...],
) -> QuestionConsensus:
    given = [(who, sheets[who.account_id].answers[asked.id]) for who in panel if who.account_id in sheets]
    return QuestionConsensus(
        question=asked,
        ratings=tuple(
            GivenRating(who.account_id, who.name, one.rating, one.evidence, one.probes) for who, one in given
        ),
        mean=sum(seen.ratings.values()) / len(seen.ratings) if seen.ratings else None,
        spread=seen.spread,
        review=seen.review,
        agreed=agreed,
    )


def _agreed(connection: Connection, interview_id: str) -> dict[str, tuple[Agreed, ...]]:
    """Return question -> agreements, with the names of who agreed and who wrote it down."""
    rows = agreed_in(connection, interview_id)
    names = {one.id: one.name for one in all_accounts(connection)} if rows else {}
    found: dict[str, tuple[Agreed, ...]] = {}
    for row in rows:
        found[row.question_id] = (*found.get(row.question_id, ()), _named(row, names))
    return found


def _named(row: AgreedRating, names: Mapping[str, str]) -> Agreed:
    return Agreed(
        revision=row.revision,
        rating=row.rating,
        reason=row.reason,
        agreed_by=tuple(sorted(names.get(who, who) for who in row.agreed_by)),
        recorded_by=names.get(row.recorded_by, row.recorded_by),
        recorded_at=row.recorded_at,
    )
