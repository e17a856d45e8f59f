"""Side by side: agreements, mixed reviews, gaps."""

import pytest
from hypothesis import given

from scoring.interview.interview_agreement import Review, consensus
from tests.scoring.test_interview import GUIDE, sheet, sheets


@pytest.mark.parametrize(
    ("ada", "bo", "spread", "review"),
    [
        pytest.param(4, 4, 0, Review.AGREED, id="equal"),
        pytest.param(4, 3, 1, Review.AGREED, id="one apart"),
        pytest.param(4, 2, 2, Review.DISCUSS, id="two apart"),
        pytest.param(None, 1, None, Review.ONE_RATING, id="one did not observe it"),
        pytest.param(None, None, None, Review.NOT_OBSERVED, id="nobody did"),
    ],
)
def test_a_question_says_what_its_ratings_ask_for(ada, bo, spread, review):
    found = consensus(GUIDE, {"Ada": sheet(ada, 3, 3), "Bo": sheet(bo, 3, 3)}).questions[0]
    assert (found.spread, found.review) == (spread, review)
    assert found.ratings == {name: one for name, one in (("Ada", ada), ("Bo", bo)) if one is not None}


def test_a_competency_takes_the_most_pressing_of_its_questions():
    found = consensus(GUIDE, {"Ada": sheet(1, 3, 5), "Bo": sheet(1, 3, 3)})
    assert {competency.competency: competency.review for competency in found.competencies} == {
        "EMP": Review.AGREED,
        "INT": Review.DISCUSS,
        "JUD": Review.DISCUSS,
    }
    assert found.to_discuss == ("Q3",)


def test_a_competency_nobody_rated_is_a_gap():
    found = consensus(GUIDE, {"Ada": sheet(None, 3, None), "Bo": sheet(None, None, None)})
    assert found.gaps == ("EMP", "INT")


def test_a_low_rating_is_no_gap():
    assert consensus(GUIDE, {"Ada": sheet(1, 1, 1)}).gaps == ()


def test_without_sheets_everything_is_a_gap():
    assert consensus(GUIDE, {}).gaps == ("EMP", "INT", "JUD")


@given(sheets)
def test_every_question_stands_once_and_gaps_are_never_to_discuss(given):
    found = consensus(GUIDE, given)
    assert [question.question for question in found.questions] == ["Q1", "Q2", "Q3"]
    for competency in found.competencies:
        if competency.competency in found.gaps:
            assert not set(competency.questions) & set(found.to_discuss)
