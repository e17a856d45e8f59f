"""Agreement of interviewers, the severity of each of them, and the questions that a panel must talk about.

Shapes of tables: people (or questions) by interviewers; NaN = not rated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from domain import COMPETENCIES
from scoring.agreement.agreement import adjacent_agreement, exact_agreement
from scoring.agreement.coefficients import r_wg, uniform_variance
from scoring.agreement.icc import IntraclassCorrelation, intraclass_correlation, one_way_correlation
from scoring.agreement.ratings_table import (
    Estimate,
    Rating,
    Undefined,
    checked,
    pairable,
    rating_table,
    undefined,
)
from scoring.interview.facets_design import FacetRating
from scoring.interview.interview import HIGHEST, LOWEST, Guide, Sheet, observed

Array = NDArray[np.float64]


class PanelKind(StrEnum):
    """The kind of panels, which decides the intraclass correlation that can be estimated."""

    SAME = "same"
    """Everybody was rated by the same interviewers: ICC(2) by analysis of variance."""
    OVERLAPPING = "overlapping"
    """Panels differ but share interviewers: ICC(2) by restricted maximum likelihood."""
    SEPARATE = "separate"
    """No interviewer rated two people: ICC(1), as severity cannot be told apart from error."""


class PanelAgreement(NamedTuple):
    """Agreement of the interviewers of the same people."""

    exact: Estimate
    adjacent: Estimate
    icc_single: Estimate
    """Of one interviewer."""
    icc_average: Estimate
    """Of the mean of a panel: what scores rest on."""
    icc_k: float
    """Ratings per person that icc_average is about; NaN when undefined."""
    kind: PanelKind
    n_interviewers: int


def question_agreement(question: str, rows: Iterable[FacetRating]) -> PanelAgreement:
    """Estimate how far interviewers agree on one question.

    Parameters
    ----------
    question : str
    rows : iterable of FacetRating
        Of complete interviews; not observed = no row.

    Raises
    ------
    BadRatings
        When an interviewer has rated a candidate's question twice.
    """
    of_question = (row for row in rows if row.question == question)
    return _agreement(Rating(row.candidate, row.interviewer, float(row.rating)) for row in of_question)


def mean_agreement(loadings: Mapping[str, float], rows: Iterable[FacetRating]) -> PanelAgreement:
    """Estimate how far interviewers agree on a mean over several questions.

    Parameters
    ----------
    loadings : mapping of question to float
        Weight of each question in the mean, above 0.
    rows : iterable of FacetRating
        An interviewer who did not observe all these questions of a person gives no mean: means over other
        questions would be compared.
    """
    sheets: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        if row.question in loadings:
            sheets.setdefault((row.candidate, row.interviewer), {})[row.question] = row.rating
    total = math.fsum(loadings.values())
    return _agreement(
        Rating(
            person,
            interviewer,
            math.fsum(loadings[question] * ratings[question] for question in loadings) / total,
        )
        for (person, interviewer), ratings in sheets.items()
        if len(ratings) == len(loadings)
    )


def competency_loadings(guide: Guide) -> dict[str, dict[str, float]]:
    """Return competency -> question -> loading, for what the guide asks about."""
    by_competency: dict[str, dict[str, float]] = {}
    for question in guide:
        for code, loading in question.loadings.items():
            if loading > 0:
                by_competency.setdefault(code, {})[question.id] = loading
    return by_competency


def panel_r_wg(rows: Sequence[FacetRating]) -> dict[str, Estimate]:
    """Estimate, for each candidate, how far the panel agrees over all questions: r_wg(j).

    Parameters
    ----------
    rows : sequence of FacetRating

    Returns
    -------
    dict of candidate to Estimate
        Against ratings drawn evenly from the scale; 0 = no more than that, 1 = all alike. Questions with
        fewer than two ratings are left out. NaN when there is no other.

    References
    ----------
    [james1984]
    """
    by_person: dict[str, list[Rating]] = {}
    for row in rows:
        by_person.setdefault(row.candidate, []).append(
            Rating(row.question, row.interviewer, float(row.rating))
        )
    return {person: _r_wg(rating_table(ratings)) for person, ratings in sorted(by_person.items())}


def panel_severity(rows: Iterable[FacetRating]) -> dict[str, Estimate]:
    """Estimate each interviewer's mean difference from panel mates, on the same people and questions.

    Parameters
    ----------
    rows : iterable of FacetRating

    Returns
    -------
    dict of interviewer to Estimate
        In points, below 0 = more severe than the mates. The differences on one person's questions hang
        together, so that they are averaged first: the interval is Student's t over people, n = people shared
        with a mate, n_ratings = own ratings that a mate's stands beside. NaN when there is none.
    """
    cells: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        cells.setdefault((row.candidate, row.question), {})[row.interviewer] = row.rating
    apart: dict[str, dict[str, list[float]]] = {}
    for (person, _), ratings in cells.items():
        for interviewer, rating in ratings.items():
            mates = [other for name, other in ratings.items() if name != interviewer]
            # Noted even without mates: whoever never had one has a severity too, an undefined one.
            own = apart.setdefault(interviewer, {})
            if mates:
                own.setdefault(person, []).append(rating - math.fsum(mates) / len(mates))
    return {interviewer: _severity(people) for interviewer, people in sorted(apart.items())}


def _agreement(ratings: Iterable[Rating]) -> PanelAgreement:
    """Return all statistics of one column of ratings."""
    table = rating_table(ratings)
    kind = panel_kind(table)
    icc = _correlation(table, kind)
    several = pairable(checked(table))
    return PanelAgreement(
        exact_agreement(table), adjacent_agreement(table), icc.single, icc.average, icc.k, kind,
        several.shape[1],
    )  # fmt: skip


def _correlation(table: Array, kind: PanelKind) -> IntraclassCorrelation:
    """Estimate the intraclass correlation that the panels allow."""
    return one_way_correlation(table) if kind is PanelKind.SEPARATE else intraclass_correlation(table)


def panel_kind(table: Array) -> PanelKind:
    """Say who met whom in a table of people by interviewers, NaN = not rated."""
    several = pairable(checked(table))
    if not np.isnan(several).any():
        return PanelKind.SAME
    people_of_each = (~np.isnan(several)).sum(axis=0)
    return PanelKind.SEPARATE if people_of_each.max() < 2 else PanelKind.OVERLAPPING


def _r_wg(questions: Array) -> Estimate:
    """Return r_wg(j) of one panel from a table of questions by interviewers."""
    compared = pairable(questions)
    if not len(compared):
        return undefined(Undefined.NO_PAIRS if questions.shape[1] > 1 else Undefined.ONE_RATER, 0, 0)
    return r_wg(compared.T, uniform_variance(HIGHEST - LOWEST + 1))


def _severity(people: Mapping[str, Sequence[float]]) -> Estimate:
    """Return the mean over people of the mean difference on their questions."""
    n, n_ratings = len(people), sum(len(each) for each in people.values())
    if n == 0:
        return undefined(Undefined.NO_PAIRS, 0, 0)
    each = np.array([math.fsum(person) / len(person) for person in people.values()])
    value = float(each.mean())
    if n == 1:
        return Estimate(value, math.nan, math.nan, n, n_ratings)
    half = float(stdtrit(n - 1, 0.975) * each.std(ddof=1) / math.sqrt(n))
    return Estimate(value, value - half, value + half, n, n_ratings)


DISCUSS_FROM = 2
"""Points between the highest and the lowest rating of a question from which interviewers should talk."""


class Review(StrEnum):
    """A verdict on the ratings of one question, or of one competency."""

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
    """The ratings of the questions on one competency, summed up."""

    competency: str
    questions: tuple[str, ...]
    review: Review
    """The most pressing: discuss if one of its questions asks for it, agreed if one is, and so on."""


class Consensus(NamedTuple):
    """The basis of a panel's talk after an interview; talking changes no rating that was submitted."""

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
    questions = tuple(_question(question.id, observed(question.id, sheets)) for question in guide)
    reviews = {question.question: question.review for question in questions}
    competencies = tuple(
        _competency(code, on_competency, reviews)
        for code in COMPETENCIES
        if (on_competency := tuple(question.id for question in guide if question.loadings.get(code)))
    )
    return Consensus(
        questions,
        competencies,
        tuple(
            competency.competency for competency in competencies if competency.review is Review.NOT_OBSERVED
        ),
        tuple(question.question for question in questions if question.review is Review.DISCUSS),
    )


def _question(question: str, ratings: Mapping[str, int]) -> QuestionReview:
    """Compare the ratings of one question."""
    if len(ratings) < 2:
        return QuestionReview(question, ratings, None, Review.ONE_RATING if ratings else Review.NOT_OBSERVED)
    spread = max(ratings.values()) - min(ratings.values())
    return QuestionReview(
        question, ratings, spread, Review.DISCUSS if spread >= DISCUSS_FROM else Review.AGREED
    )


def _competency(code: str, questions: tuple[str, ...], review_of: Mapping[str, Review]) -> CompetencyReview:
    """Sum up the questions on one competency by the most pressing."""
    reviews = {review_of[question] for question in questions}
    pressing = (Review.DISCUSS, Review.AGREED, Review.ONE_RATING, Review.NOT_OBSERVED)
    return CompetencyReview(code, questions, next(review for review in pressing if review in reviews))
