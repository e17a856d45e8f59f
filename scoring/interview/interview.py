"""The structured interview: guide, sheets, and the points of each question.

A rating is a whole number from 1 to 5 against written anchors. "Not observed" is None: it says nothing about
the candidate and never counts as low.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from domain import COMPETENCIES
from errors import AnswerError, BadForm
from scoring.formats.points import UNDEFINED, FormatPoints, mean, read_by_id, read_numbers, require_members
from scoring.scores.flags import Flag

LOWEST, HIGHEST = 1, 5

Sheet = Mapping[str, int | None]
"""Question -> rating by one interviewer; None = not observed."""


class Question(NamedTuple):
    """One question of the guide, as far as numbers go."""

    id: str
    loadings: Mapping[str, float]
    """Competency, one or two -> how much of the question speaks for it; above 0 for at least one."""


Guide = tuple[Question, ...]
"""The questions that everybody is asked, in the order asked."""


class Interview(NamedTuple):
    """The sheets of one candidate's interview that are in."""

    sheets: Mapping[str, Sheet]
    """Interviewer -> sheet, submitted ones only."""
    expected: int = 1
    """Sheets that must be in before any of them counts: the size of the panel."""
    shifts: Mapping[tuple[str, str], float] = MappingProxyType({})
    """(interviewer, question) -> what to add to that rating to take severity out; absent = nothing."""

    def counted(self, question: str) -> dict[str, float]:
        """Return interviewer -> rating of one question as it counts, by name; without those not observed."""
        ratings = observed(question, self.sheets)
        return {who: rating + self.shifts.get((who, question), 0) for who, rating in ratings.items()}


NOT_HELD = Interview({})


def read_guide(questions: object) -> Guide:
    """Read the questions of a frozen guide.

    Parameters
    ----------
    questions : list of objects
        Each with ``id`` and ``loadings``; other members are left alone.

    Raises
    ------
    BadForm
        Names the question and the field.
    """
    return tuple(_question(name, question) for name, question in read_by_id("questions", questions).items())


def _question(name: str, question: Mapping[str, Any]) -> Question:
    """Read one question."""
    loadings = read_numbers(f"{name}: loadings", question.get("loadings"), among=COMPETENCIES)
    if not any(loadings.values()):
        raise BadForm(f"{name}: loadings: expected at least one competency above 0")
    return Question(name, {code: loadings[code] for code in COMPETENCIES if code in loadings})


def check_ratings(ratings: object, guide: Guide) -> None:
    """Raise AnswerError unless every question has a whole number from 1 to 5, or None."""
    question_ids = [question.id for question in guide]
    for question, rating in require_members("ratings", ratings, question_ids).items():
        # type() and not isinstance(): true is an int to Python, but not a rating.
        if rating is not None and not (type(rating) is int and LOWEST <= rating <= HIGHEST):
            raise AnswerError(
                f"ratings.{question}", f"a whole number from {LOWEST} to {HIGHEST}, or null", rating
            )


def rating_points(rating: float) -> float:
    """Return a rating, or a mean of ratings, on the common scale: (rating - 1) / 4, 0 to 1."""
    return (rating - LOWEST) / (HIGHEST - LOWEST)


def observed(question: str, sheets: Mapping[str, Sheet]) -> dict[str, int]:
    """Return interviewer -> rating of one question, by interviewer's name; not observed ones are left out."""
    ratings = {who: sheets[who].get(question) for who in sorted(sheets)}
    return {who: rating for who, rating in ratings.items() if rating is not None}


def interview_points(guide: Guide, interview: Interview) -> FormatPoints:
    """Score one candidate's interview, question by question.

    Parameters
    ----------
    guide : Guide
    interview : Interview
        With checked sheets.

    Returns
    -------
    FormatPoints
        Question -> (mean rating over the interviewers who observed it - 1) / 4. The mean over interviewers
        comes first: a question weighs as much as its loading says, however many of them rated it. A question
        that nobody observed is absent. While a sheet is to come the whole interview is ``pending``, and
        ``pending_interview``: ratings that are in would count twice as much as they will.
    """
    if len(interview.sheets) < max(interview.expected, 1):
        questions = [question.id for question in guide]
        flags = frozenset({Flag.PENDING_INTERVIEW})
        return FormatPoints(dict.fromkeys(questions, UNDEFINED), flags, frozenset(questions))
    ratings = {question.id: interview.counted(question.id) for question in guide}
    return FormatPoints(
        {
            question: rating_points(mean(list(by_interviewer.values())))
            for question, by_interviewer in ratings.items()
            if by_interviewer
        }
    )
