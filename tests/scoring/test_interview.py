"""Interviews: from ratings to points, what is not observed or pending, the interviewers' part of errors."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import COMPETENCIES
from errors import AnswerError, BadForm
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.interview.interview import (
    NOT_HELD,
    Interview,
    check_ratings,
    interview_points,
    read_guide,
)
from scoring.interview.interview_error import interviewer_variance, same_panel
from scoring.interview.interview_pool import with_interviews, with_questions
from scoring.scores.error import answer_variances, competency_sem, family_sem, shared_error
from scoring.scores.error_prior import INTERVIEWER_SD
from scoring.scores.flags import Flag
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import scale_scores
from scoring.scores.scores import score_pool, score_pool_with

NAN = math.nan
GUIDE = read_guide(
    [
        {"id": "Q1", "loadings": {"EMP": 1}},
        {"id": "Q2", "loadings": {"JUD": 1}},
        {"id": "Q3", "loadings": {"INT": 0.5, "JUD": 0.5}},
    ]
)
FORM = Scheme(
    (
        SchemeItem("S1", "mcq", {}, {"EMP": 0.4, "JUD": 0.2}),
        SchemeItem("S2", "mcq", {}, {"INT": 0.4, "PLT": 0.4}),
    )
)
WITH = with_questions(FORM, GUIDE)
EMP, INT, JUD = (COMPETENCIES.index(code) for code in ("EMP", "INT", "JUD"))

ratings = st.none() | st.integers(1, 5)
sheets = st.dictionaries(
    st.sampled_from(["Ada", "Bo", "Cy"]),
    st.fixed_dictionaries({f"Q{n}": ratings for n in (1, 2, 3)}),
    min_size=1,
)


def sheet(*given):
    return dict(zip(("Q1", "Q2", "Q3"), given, strict=True))


def interview_alone(points):
    """Competency -> score by the interview and nothing else, of those its guide asks about."""
    scheme = replace(WITH, items=WITH.items[len(FORM.items) :])
    row = np.array([[points.get(item.id, NAN) for item in scheme.items]])
    scores = dict(zip(COMPETENCIES, scale_scores(row, scheme).competencies[0].tolist(), strict=True))
    return {code: scores[code] for code in ("EMP", "INT", "JUD")}


def scored(*interviews, points=((1.0, 0.5),)):
    pool = with_interviews(Pool(np.array(points)), WITH, GUIDE, interviews)
    return score_pool(pool, WITH)


# Points


def test_a_question_is_the_mean_of_its_interviewers():
    points = interview_points(GUIDE, Interview({"Ada": sheet(5, 2, 1), "Bo": sheet(4, 4, 1)}, 2)).points
    assert points == {"Q1": 3.5 / 4, "Q2": 2 / 4, "Q3": 0}


def test_not_observed_is_not_low():
    seen = interview_points(GUIDE, Interview({"Ada": sheet(5, None, None), "Bo": sheet(4, 3, None)}, 2))
    assert seen.points == {"Q1": 3.5 / 4, "Q2": 2 / 4}


def test_competencies_are_the_means_of_their_questions():
    points = interview_points(GUIDE, Interview({"Ada": sheet(5, 4, 2)})).points
    assert interview_alone(points) == {
        "EMP": 1.0,
        "INT": 0.25,
        "JUD": pytest.approx((1 * 0.75 + 0.5 * 0.25) / 1.5),
    }


def test_a_competency_nobody_observed_is_undefined():
    points = interview_points(GUIDE, Interview({"Ada": sheet(5, 4, None)})).points
    assert math.isnan(interview_alone(points)["INT"])


def test_a_competency_observed_to_two_thirds_is_undefined():
    points = interview_points(GUIDE, Interview({"Ada": sheet(5, 4, None)})).points
    assert math.isnan(interview_alone(points)["JUD"])
    assert interview_alone(points)["EMP"] == 1.0


def test_questions_weigh_alike_however_many_rated_them():
    """Bo did not observe Q2: the means of the two questions are 3 and 5, not weighted two to one."""
    points = interview_points(
        GUIDE, Interview({"Ada": sheet(3, 5, None), "Bo": sheet(3, None, None)}, 2)
    ).points
    assert (points["Q1"] + points["Q2"]) / 2 == 0.75


@given(sheets)
def test_points_stay_between_the_ratings_and_names_do_not_matter(given):
    points = interview_points(GUIDE, Interview(given, len(given))).points
    other = interview_points(GUIDE, Interview({name[::-1]: one for name, one in given.items()}, len(given)))
    assert points == other.points
    for question, value in points.items():
        seen = [one[question] for one in given.values() if one[question] is not None]
        assert min(seen) <= 1 + 4 * value <= max(seen)
    assert set(points) == {q for one in given.values() for q, rating in one.items() if rating is not None}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param(sheet(5, 4, 0), "ratings.Q3", id="under 1"),
        pytest.param(sheet(6, 4, 1), "ratings.Q1", id="over 5"),
        pytest.param(sheet(5, True, 1), "ratings.Q2", id="no number"),
        pytest.param(sheet(5, 2.5, 1), "ratings.Q2", id="between two"),
        pytest.param({"Q1": 5}, "ratings", id="questions left out"),
    ],
)
def test_a_sheet_that_is_not_one_is_refused(given, field):
    with pytest.raises(AnswerError) as caught:
        check_ratings(given, GUIDE)
    assert caught.value.field == field


def test_a_sheet_may_say_that_nothing_was_observed():
    check_ratings(sheet(None, 1, 5), GUIDE)


@pytest.mark.parametrize(
    "question",
    [
        {"loadings": {"EMP": 1}},
        {"id": "Q1", "loadings": {}},
        {"id": "Q1", "loadings": {"XXX": 1}},
        {"id": "Q1"},
    ],
)
def test_a_guide_that_cannot_be_scored_with_is_refused(question):
    with pytest.raises(BadForm):
        read_guide([question])


def test_a_question_may_not_have_the_id_of_an_item():
    with pytest.raises(BadForm, match="S1"):
        with_questions(FORM, read_guide([{"id": "S1", "loadings": {"EMP": 1}}]))


# The interview among the methods


def test_the_interview_takes_its_part_of_each_competency():
    found = scored(Interview({"Ada": sheet(5, 3, 2)}))
    # Closed .45, interview .30: EMP 1 and 1; INT .5 and .25; JUD 1 and (.5 + .5 x .25) / 1.5.
    assert found.competencies[0, EMP] == 1
    assert found.competencies[0, INT] == pytest.approx((0.45 * 0.5 + 0.30 * 0.25) / 0.75)
    assert found.competencies[0, JUD] == pytest.approx((0.45 * 1 + 0.30 * 0.625 / 1.5) / 0.75)
    assert Flag.PENDING_INTERVIEW not in found.flags[0]


@pytest.mark.parametrize(
    "interview",
    [
        pytest.param(NOT_HELD, id="not held"),
        pytest.param(Interview({"Ada": sheet(5, 5, 5)}, 2), id="a sheet to come"),
    ],
)
def test_while_it_is_pending_the_other_methods_carry_the_score(interview):
    found = scored(interview)
    assert found.competencies[0, [EMP, INT, JUD]].tolist() == [1, 0.5, 1]
    assert Flag.INCOMPLETE not in found.flags[0]
    points = interview_points(GUIDE, interview)
    assert points.flags == {Flag.PENDING_INTERVIEW}
    assert points.pending == {"Q1", "Q2", "Q3"}


def test_under_80_percent_observed_leaves_the_competency_to_the_other_methods():
    """JUD: Q2 has 1 of 1.5 of the interview's loading; INT: nobody saw it."""
    found = scored(Interview({"Ada": sheet(5, 3, None)}))
    assert found.competencies[0, [EMP, INT, JUD]].tolist() == [1, 0.5, 1]
    assert Flag.INCOMPLETE in found.flags[0]


def test_what_only_the_interview_asks_about_is_undefined_where_too_little_was_observed():
    guide = read_guide([{"id": "Q1", "loadings": {"EMP": 1}}, {"id": "Q2", "loadings": {"REL": 1}}])
    scheme = with_questions(FORM, guide)
    held = [Interview({"Ada": {"Q1": 5, "Q2": None}}), Interview({"Ada": {"Q1": 5, "Q2": 3}})]
    found = score_pool(with_interviews(Pool(np.ones((2, 2))), scheme, guide, held), scheme)
    rel = COMPETENCIES.index("REL")
    assert math.isnan(found.competencies[0, rel])
    assert found.competencies[1, rel] == 0.5
    # EMP 14, INT 13, JUD 14 of 51 with REL 10: 80.4 %.
    assert found.families[0, 0] == 1
    assert Flag.COMPETENCY_UNDEFINED in found.flags[0]


def test_someone_scored_alone_has_the_bits_they_have_among_others():
    rng = np.random.default_rng(5)
    points = rng.random((6, 2))
    held = [Interview({"Ada": sheet(*rng.integers(1, 6, 3).tolist())}) for _ in range(5)] + [NOT_HELD]
    pool = with_interviews(Pool(points), WITH, GUIDE, held)
    error = item_error(pool, WITH)
    together = score_pool_with(pool, WITH, error)
    for row in range(len(held)):
        one = slice(row, row + 1)
        alone = score_pool_with(pool.rows(one), WITH, error._replace(expected=error.expected[one]))
        assert alone.composite[0] == together.composite[row]
        assert alone.sem[0] == together.sem[row]


def test_before_the_first_interview_everybody_has_a_score():
    found = scored(NOT_HELD, NOT_HELD, points=((1.0, 0.5), (0.2, 0.4)))
    assert np.isfinite([found.composite, found.sem]).all()
    assert Flag.ASSUMED_INTERVIEWER_ERROR not in found.flags[0]


# The interviewers' part of the error


def interviewed(n, *, seed=1, n_raters=12, per_person=2, severity=0.10, halo=0.10, n_questions=8):
    """Points of a form and interviews with continuous ratings, with the true composites.

    Every true score is the same on all questions, so all error is the interviewers' and the items' own.
    """
    rng = np.random.default_rng(seed)
    guide = read_guide([{"id": f"Q{q}", "loadings": {"EMP": 1}} for q in range(n_questions)])
    items = tuple(SchemeItem(f"S{at}", "mcq", {}, {"EMP": 1}) for at in range(12))
    scheme = with_questions(Scheme(items, family_weights={"interpersonal": 1.0, "technical": 0.0}), guide)
    true = rng.normal(0.55, 0.12, n)
    points = true[:, None] + rng.normal(0, 0.25, (n, 12))
    rater = rng.normal(0, severity, n_raters)
    held = []
    for person in true:
        names = rng.choice(n_raters, per_person, replace=False)
        level = {f"R{r:02}": person + rater[r] + rng.normal(0, halo) for r in names}
        held.append(
            Interview(
                {
                    name: {q.id: 1 + 4 * (at + rng.normal(0, 0.15)) for q in guide}  # type: ignore[dict-item]
                    for name, at in level.items()
                },
                per_person,
            )
        )
    return with_interviews(Pool(np.asfortranarray(points)), scheme, guide, held), scheme, true


def test_the_error_holds_what_interviewers_do_to_a_whole_interview():
    pool, scheme, true = interviewed(600, n_raters=150)
    found = score_pool(pool, scheme)
    actual = np.square(found.composite - true).mean()
    assert np.square(found.sem).mean() == pytest.approx(actual, rel=0.15)
    # Without the covariance between questions it would be far too small.
    alone = score_pool(pool._replace(panels=None), scheme)
    assert np.square(alone.sem).mean() < 0.75 * actual


def test_parts_have_the_error_of_the_composite_they_are():
    pool, scheme, _ = interviewed(60)
    error = item_error(pool, scheme)
    scores, variances = scale_scores(pool.points, scheme), answer_variances(error, pool, scheme)
    shared = shared_error(pool, error)
    composite = score_pool(pool, scheme).sem
    by_family = family_sem(pool.points, scores, scheme, variances, shared)[:, 0]
    by_competency = competency_sem(pool.points, scores, scheme, variances, shared)[:, EMP]
    assert by_family == pytest.approx(composite, abs=1e-9)
    assert by_competency == pytest.approx(composite, abs=1e-9)


def test_more_interviewers_leave_less_error():
    pool, scheme, _ = interviewed(80, per_person=2)
    for row in range(10):
        pool.panels.ratings[row, 1] = NAN
    sem = score_pool(pool, scheme).sem
    assert sem[:10].min() > sem[10:].max()


def test_the_variance_of_interviewers_is_found_again():
    pool, _, _ = interviewed(600, n_raters=150, severity=0.08, halo=0.06)
    seen = interviewer_variance(pool.panels)
    assert seen.prior_share == pytest.approx(8 / 608)
    assert seen.n_people == 600
    assert seen.value == pytest.approx(0.08**2 + 0.06**2, rel=0.2)


def test_the_severity_of_one_panel_for_all_separates_nobody():
    pool, _, _ = interviewed(400, n_raters=2, severity=0.5, halo=0.06)
    assert same_panel(pool.panels)
    assert interviewer_variance(pool.panels).value == pytest.approx(0.06**2, rel=0.3)


def test_what_interviewers_make_of_somebody_is_not_taken_out_of_single_questions():
    """It is in the level of all questions: these keep their own chance, .15 in a mean of two."""
    pool, scheme, _ = interviewed(600, n_raters=150)
    questions = item_error(pool, scheme).variances[pool.panels.columns]
    assert questions == pytest.approx(0.15**2 / 2, rel=0.15)


@pytest.mark.parametrize(("n", "per_person"), [(40, 1), (1, 2), (1, 1)])
def test_without_pairs_of_interviewers_their_difference_is_the_declared_prior(n, per_person):
    pool, scheme, _ = interviewed(n, per_person=per_person)
    seen = interviewer_variance(pool.panels)
    assert (seen.value, seen.prior_share) == (INTERVIEWER_SD**2, 1)
    assert Flag.ASSUMED_INTERVIEWER_ERROR in score_pool(pool, scheme).flags[0]


@pytest.mark.parametrize(("n", "is_assumed"), [(7, True), (9, False)])
def test_the_declared_difference_weighs_as_much_as_eight_people_seen_by_two(n, is_assumed):
    """Nobody jumps from one to the other: both count by what they are worth."""
    pool, scheme, _ = interviewed(n, n_raters=30)
    seen = interviewer_variance(pool.panels)
    assert seen.prior_share == pytest.approx(8 / (8 + n))
    assert (Flag.ASSUMED_INTERVIEWER_ERROR in score_pool(pool, scheme).flags[0]) == is_assumed


def test_nobody_interviewed_is_no_panel_but_the_prior():
    pool = with_interviews(Pool(np.ones((2, 2))), WITH, GUIDE, [NOT_HELD, NOT_HELD])
    assert interviewer_variance(pool.panels) == (INTERVIEWER_SD**2, 0, 1.0)


def test_agreement_on_everybody_leaves_some_difference():
    """Two interviewers who always say the same: 2 % of the declared variance at least."""
    held = [Interview({"Ada": sheet(4, 3, 2), "Bo": sheet(4, 3, 2)}, 2) for _ in range(3000)]
    pool = with_interviews(Pool(np.ones((3000, 2))), WITH, GUIDE, held)
    assert interviewer_variance(pool.panels).value == pytest.approx(0.02 * INTERVIEWER_SD**2)
