"""The consensus of a panel: its sheets side by side once all are in, and what it agrees on after talking.

An agreed rating is a row of its own. It changes no rating and enters no score (docs/decisions/0011).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.accounts.accounts import all_accounts
from data.interviews import interviews, seats
from data.interviews.sheets import AgreedRating, Sheet, add_agreed, agreed_in, complete_sheets
from errors import AnswerError, InterviewError
from scoring.interview import interview_agreement
from scoring.interview.interview import HIGHEST, LOWEST
from scoring.interview.interview_agreement import CompetencyReview, QuestionReview, Review
from workflows.audit.log import log_action
from workflows.common.access import Actor, has_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.common.text import strip_control_characters
from workflows.common.transactions import reading, writing
from workflows.interviews.guide import GuideQuestion
from workflows.interviews.panel import Planned, as_scored, reached_or_own

MIN_REASON, MAX_REASON = 10, 4000


@dataclass(frozen=True)
class Member:
    """Somebody on the panel."""

    account_id: str
    name: str
    focus: tuple[str, ...]


@dataclass(frozen=True)
class GivenRating:
    """One interviewer's submitted answer to one question of the guide."""

    account_id: str
    name: str
    rating: int | None
    """None: not observed."""
    evidence: str
    probes: tuple[int, ...]
    """Places of the probes that were asked, from 0."""


@dataclass(frozen=True)
class GivenRecommendation:
    """One interviewer's own conclusion; it enters no score."""

    account_id: str
    name: str
    recommendation: str
    reason: str


@dataclass(frozen=True)
class Agreed:
    """A rating that members agreed on after talking; it enters no score."""

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


def consensus(actor: Actor, interview_id: str) -> ConsensusView:
    """Return what the panel wrote, side by side, for its members and for who reads completed interviews.

    Raises
    ------
    AccessError
    InterviewError
        ``no_such_interview``, ``not_complete``: ``n_seats`` and ``n_submitted`` are all that is told.
    """
    with reading(actor) as connection:
        planned = reached_or_own(connection, actor, "see_interviews", interview_id)
        _require_complete(connection, interview_id)
        return consensus_view(connection, actor, planned)


def consensus_view(connection: Connection, actor: Actor, planned: Planned) -> ConsensusView:
    """Lay the sheets of an interview of which every sheet is in side by side."""
    interview = planned.interview
    sheets = complete_sheets(connection, interview.id)
    panel = tuple(
        Member(seat.account_id, seat.name, seat.focus) for seat in seats.panel_of(connection, interview.id)
    )
    ratings = {
        account_id: {question: rated.rating for question, rated in sheet.answers.items()}
        for account_id, sheet in sheets.items()
    }
    review = interview_agreement.consensus(as_scored(planned.guide), ratings)
    agreed = _agreed(connection, interview.id)
    sits_here = actor.account_id in sheets
    plans = has_permission(actor, "plan_interviews")
    return ConsensusView(
        interview_id=interview.id,
        campaign_id=planned.campaign.id,
        candidate_id=interview.candidate_id,
        campaign_title=planned.campaign.title,
        languages=read_settings(planned.campaign.settings).languages,
        pseudonym=interview.pseudonym,
        candidate_name=interview.name if sits_here or plans else None,
        panel=panel,
        questions=tuple(
            _question(question, question_review, panel, sheets, agreed.get(question.id, ()))
            for question, question_review in zip(planned.guide.questions, review.questions, strict=True)
        ),
        competencies=review.competencies,
        gaps=review.gaps,
        to_discuss=review.to_discuss,
        recommendations=tuple(
            GivenRecommendation(member.account_id, member.name, own_sheet.recommendation, own_sheet.reason)
            for member in panel
            if (own_sheet := sheets.get(member.account_id)) is not None
        ),
        may_agree=has_permission(actor, "agree_ratings") and (sits_here or plans),
    )


def _question(
    question: GuideQuestion,
    review: QuestionReview,
    panel: tuple[Member, ...],
    sheets: Mapping[str, Sheet],
    agreed: tuple[Agreed, ...],
) -> QuestionConsensus:
    answers = [
        (member, sheets[member.account_id].answers[question.id])
        for member in panel
        if member.account_id in sheets
    ]
    return QuestionConsensus(
        question=question,
        ratings=tuple(
            GivenRating(member.account_id, member.name, rated.rating, rated.evidence, rated.probes)
            for member, rated in answers
        ),
        mean=sum(review.ratings.values()) / len(review.ratings) if review.ratings else None,
        spread=review.spread,
        review=review.review,
        agreed=agreed,
    )


def _agreed(connection: Connection, interview_id: str) -> dict[str, tuple[Agreed, ...]]:
    """Return question -> agreements, with the names of who agreed and who wrote it down."""
    rows = agreed_in(connection, interview_id)
    names = {account.id: account.name for account in all_accounts(connection)} if rows else {}
    agreements: dict[str, tuple[Agreed, ...]] = {}
    for row in rows:
        agreements[row.question_id] = (*agreements.get(row.question_id, ()), _named(row, names))
    return agreements


def _named(row: AgreedRating, names: Mapping[str, str]) -> Agreed:
    return Agreed(
        revision=row.revision,
        rating=row.rating,
        reason=row.reason,
        agreed_by=tuple(sorted(names.get(account_id, account_id) for account_id in row.agreed_by)),
        recorded_by=names.get(row.recorded_by, row.recorded_by),
        recorded_at=row.recorded_at,
    )


def agree(
    actor: Actor, interview_id: str, question_id: str, rating: int, reason: str, agreed_by: Sequence[str]
) -> int:
    """Write down what members of a panel agreed on for one question; agreeing anew adds a revision.

    Parameters
    ----------
    rating : int
        1 to 5.
    reason : str
        10 to 4,000 characters.
    agreed_by : sequence of account ids
        Members of the panel, at least one.

    Returns
    -------
    int
        The revision stored, from 1.

    Raises
    ------
    AccessError, AnswerError
    InterviewError
        ``no_such_interview``, ``not_complete``, ``unknown_question``, ``reason_too_short``, ``too_long``,
        ``not_on_panel``. Nothing was stored.
    """
    require_permission(actor, "agree_ratings")
    if type(rating) is not int or not LOWEST <= rating <= HIGHEST:
        raise AnswerError("rating", f"a whole number from {LOWEST} to {HIGHEST}", rating)
    why = _reason(reason)
    now = utc_now()
    with writing(actor) as connection:
        interviews.hold_interview(connection, interview_id)
        # Its panel may write an agreement down, and who plans interviews.
        planned = reached_or_own(connection, actor, "plan_interviews", interview_id)
        _require_complete(connection, interview_id)
        if question_id not in {question.id for question in planned.guide.questions}:
            raise InterviewError("The guide has no such question.", "unknown_question")
        panel = {seat.account_id for seat in seats.panel_of(connection, interview_id)}
        members = tuple(dict.fromkeys(agreed_by))
        if not members or not set(members) <= panel:
            raise InterviewError("Only members of the panel can have agreed.", "not_on_panel")
        before = [row for row in agreed_in(connection, interview_id) if row.question_id == question_id]
        new = AgreedRating(question_id, len(before) + 1, rating, why, members, actor.account_id, now)
        add_agreed(connection, interview_id, new)
        details = {"question": question_id, "revision": new.revision, "n": len(members)}
        campaign_id = planned.campaign.id
        log_action(connection, actor, "agree_rating", interview_id, now, campaign_id=campaign_id, **details)
    return new.revision


def _reason(reason: str) -> str:
    why = strip_control_characters(reason).strip()
    if len(why) < MIN_REASON:
        raise InterviewError(f"A reason has at least {MIN_REASON} characters.", "reason_too_short")
    if len(why) > MAX_REASON:
        raise InterviewError(f"A reason has at most {MAX_REASON} characters.", "too_long", field="reason")
    return why


def _require_complete(connection: Connection, interview_id: str) -> None:
    if seats.is_complete(connection, interview_id):
        return
    panel = seats.panel_of(connection, interview_id)
    raise InterviewError(
        "Not every sheet is in yet.",
        "not_complete",
        n_seats=len(panel),
        n_submitted=sum(seat.submitted_at is not None for seat in panel),
    )
