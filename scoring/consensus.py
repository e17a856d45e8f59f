"""Where interviewers agree, where they must talk, and what nobody saw."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from scoring.interview import Guide, Sheet, observed
from scoring.scheme import COMPETENCIES

DISCUSS_FROM = 2
"""Points between the highest and the lowest rating of a question from which interviewers should talk."""


class Review(StrEnum):
    """What the ratings of one question, or of one competency, ask for."""

    AGREED = "agreed"
    """Two or more ratings, less than two points apart."""
    DISCUSS = "discuss"
    """Two points or more apart: mixed reviews."""
    ONE_RATING = "one_rating"
    """Nothing to compare it with."""
    NOT_OBSERVED = "not_observed"


class QuestionReview(NamedTuple):
    """The ratings of one question side by side."""

    question: str
    ratings: Mapping[str, int]
    """Interviewer -> rating, by name; who did not observe it is absent."""
    spread: int | None
    """Highest less lowest rating; None with fewer than two."""
    review: Review


class CompetencyReview(NamedTuple):
    """What the questions on one competency ask for."""

    competency: str
    questions: tuple[str, ...]
    review: Review
    """The most pressing: discuss if one of its questions asks for it, agreed if at least one is ..."""


class Consensus(NamedTuple):
    """What an interview's panel has before it talks; talking changes no rating that was submitted."""

    questions: tuple[QuestionReview, ...]
    """In the order asked."""
    competencies: tuple[CompetencyReview, ...]
    """Those that the guide asks about."""
    gaps: tuple[str, ...]
    """Competencies of the guide that nobody rated."""
    to_discuss: tuple[str, ...]
    """Questions with mixed reviews, in the order asked."""


def consensus(guide: Guide, sheets: Mapping[str, Sheet]) -> Consensus:
    """Compare the sheets of one candidate's interview.

    Parameters
    ----------
    guide : Guide
    sheets : mapping of interviewer to sheet
        Checked and submitted.
    """
    questions = tuple(_question(one.id, observed(one.id, sheets)) for one in guide)
    found = {one.question: one.review for one in questions}
    competencies = tuple(
        _competency(code, asked, found)
        for code in COMPETENCIES
        if (asked := tuple(one.id for one in guide if one.loadings.get(code)))
    )
    return Consensus(
        questions,
        competencies,
        tuple(one.competency for one in competencies if one.review is Review.NOT_OBSERVED),
        tuple(one.question for one in questions if one.review is Review.DISCUSS),
    )


def _question(question: str, ratings: Mapping[str, int]) -> QuestionReview:
    """Compare the ratings of one question."""
    if len(ratings) < 2:
        return QuestionReview(question, ratings, None, Review.ONE_RATING if ratings else Review.NOT_OBSERVED)
    spread = max(ratings.values()) - min(ratings.values())
    return QuestionReview(
        question, ratings, spread, Review.DISCUSS if spread >= DISCUSS_FROM else Review.AGREED
    )


def _competency(code: str, asked: tuple[str, ...], found: Mapping[str, Review]) -> CompetencyReview:
    """Sum up the questions on one competency by the most pressing."""
    reviews = {found[question] for question in asked}
    pressing = (Review.DISCUSS, Review.AGREED, Review.ONE_RATING, Review.NOT_OBSERVED)
    return CompetencyReview(code, asked, next(one for one in pressing if one in reviews))
