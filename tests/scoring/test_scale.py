"""Scales, composite, their coefficients and errors: hand computations, properties, edges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.error import ItemError, item_error
from scoring.flags import Flag
from scoring.scale import coefficients, indicative_competencies, scale_scores
from scoring.scheme import COMPETENCIES, Prior, Scheme, SchemeItem
from scoring.scores import score_points, score_points_assumed, score_points_with

NAN = math.nan
KEY = {"A": 1, "B": 5}


def a_scheme(*loadings, **settings):
    items = tuple(SchemeItem(f"S{at}", "mcq", KEY, loading) for at, loading in enumerate(loadings))
    return Scheme(items, **settings)


TWO = a_scheme({"EMP": 0.5}, {"PLT": 0.5})


def scores_of(scheme, *rows):
    return scale_scores(np.array(rows, dtype=float), scheme)


def competency(scores, name):
    return scores.competencies[0, COMPETENCIES.index(name)]


@st.composite
def tables(draw):
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    n_items = draw(st.integers(2, 15))
    loadings = [
        {str(c): float(rng.choice([0.1, 0.2, 0.5])) for c in rng.choice(COMPETENCIES, 3, replace=False)}
        for _ in range(n_items)
    ]
    points = rng.normal(0.4, 0.5, (draw(st.integers(1, 50)), n_items))
    points[rng.random(points.shape) < draw(st.sampled_from([0, 0.05, 0.2]))] = np.nan
    return points, a_scheme(*loadings)


def test_a_competency_is_the_mean_of_points_weighted_by_loading():
    # (.4 x 1 + .1 x 0) / .5
    scores = scores_of(a_scheme({"EMP": 0.4}, {"EMP": 0.1}, {"PLT": 0.3}), [1, 0, 0.5])
    assert competency(scores, "EMP") == pytest.approx(0.8, abs=1e-12)


def test_a_family_is_renormalised_over_its_defined_competencies():
    # (14 x 1 + 12 x .5) / 26 = 20 / 26; X = .8 x 20/26 + .2 x .25
    scores = scores_of(a_scheme({"EMP": 0.4}, {"DEE": 0.4}, {"MOD": 0.4}), [1, 0.5, 0.25])
    assert scores.families[0] == pytest.approx([20 / 26, 0.25], abs=1e-12)
    assert scores.composite[0] == pytest.approx(0.8 * 20 / 26 + 0.05, abs=1e-12)


@pytest.mark.parametrize(("n_answered", "is_defined"), [(4, True), (3, False), (5, True)])
def test_eighty_percent_of_the_loading_must_be_answered(n_answered, is_defined):
    """4 x .1 of 5 x .1: exactly 80 %, which floating point misses without the tolerance."""
    points = [1.0] * n_answered + [NAN] * (5 - n_answered)
    scores = scores_of(a_scheme(*[{"EMP": 0.1}] * 5), points)
    assert (not math.isnan(competency(scores, "EMP"))) == is_defined


def test_without_a_family_there_is_no_composite():
    scores = scores_of(TWO, [1, NAN])
    assert math.isnan(scores.composite[0])
    assert scores.families[0, 0] == 1


def test_a_family_that_weighs_nothing_may_be_undefined():
    scheme = a_scheme({"EMP": 0.5}, family_weights={"interpersonal": 1.0, "technical": 0.0})
    assert scores_of(scheme, [0.7]).composite[0] == 0.7


def test_points_beyond_the_scale_are_not_clipped():
    assert scores_of(TWO, [-2, -1]).composite[0] == pytest.approx(-1.8)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_the_composite_is_the_sum_of_coefficients_times_points(table):
    points, scheme = table
    scores = scale_scores(points, scheme)
    total = (coefficients(points, scores, scheme) * np.nan_to_num(points)).sum(axis=1)
    assert np.allclose(total, scores.composite, atol=1e-9, equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_someone_alone_has_the_same_bits_as_among_others(table):
    points, scheme = table
    error = ItemError(np.linspace(0.01, 0.2, points.shape[1]), 30)
    for together in (score_points_assumed(points, scheme), score_points_with(points, scheme, error)):
        for row in range(len(points)):
            one = points[row : row + 1]
            alone = (
                score_points_assumed(one, scheme)
                if together.sem_basis == "assumed"
                else score_points_with(one, scheme, error)
            )
            assert alone.composite.tobytes() == together.composite[row : row + 1].tobytes()
            assert alone.sem.tobytes() == together.sem[row : row + 1].tobytes()
            assert alone.competencies.tobytes() == together.competencies[row].tobytes()


def test_the_assumed_error_of_a_complete_answer_is_the_priors():
    # .20 x sqrt(.30)
    assert score_points(np.ones((1, 2)), TWO).sem[0] == pytest.approx(0.109544512, abs=1e-9)
    other = a_scheme({"EMP": 0.5}, {"PLT": 0.5}, prior=Prior(0.1, 0.64))
    assert score_points(np.ones((1, 2)), other).sem[0] == pytest.approx(0.06)


def test_fewer_answers_have_a_larger_assumed_error():
    # Ten items, one skipped: a = .8/9 nine times in place of .8/10 ten times, technical .2 unchanged.
    scheme = a_scheme(*[{"EMP": 0.5}] * 10, {"PLT": 0.5})
    points = np.ones((2, 11))
    points[1, 0] = NAN
    sem = score_points(points, scheme).sem
    ratio = (9 * (0.8 / 9) ** 2 + 0.04) / (10 * 0.08**2 + 0.04)
    assert sem[1] / sem[0] == pytest.approx(math.sqrt(ratio), abs=1e-7)


def test_item_error_by_hand():
    """Fifteen people with points 1, 0 and fifteen with 0, 1: grand mean .5, all residuals +-.5."""
    points = np.array([[1, 0], [0, 1]] * 15, dtype=float)
    error = item_error(points)
    assert error is not None
    # 30 x .25 / (29 x (1 - 1/2))
    assert error.variances == pytest.approx([7.5 / 14.5] * 2, abs=1e-12)
    # a = .8 and .2: sqrt(.68 x 7.5/14.5)
    assert score_points(points, TWO).sem[0] == pytest.approx(math.sqrt(0.68 * 7.5 / 14.5), abs=1e-9)


def test_item_error_ignores_the_order_of_people():
    points = np.random.default_rng(1).normal(size=(200, 7))
    forward, backward = item_error(points), item_error(points[::-1])
    assert forward is not None and backward is not None
    assert forward.variances.tobytes() == backward.variances.tobytes()


@pytest.mark.parametrize(
    "points", [np.ones((29, 3)), np.ones((40, 1)), np.full((40, 3), NAN)], ids=["29 people", "1 item", "none"]
)
def test_without_grounds_the_error_is_assumed(points):
    assert item_error(points) is None


def test_equal_answers_of_everybody_leave_no_error():
    assert score_points(np.ones((30, 2)), TWO).sem.tolist() == [0.0] * 30


def test_nobody_can_be_scored_too():
    assert score_points(np.empty((0, 2)), TWO).flags == []


def test_flags_say_what_is_missing():
    flags = score_points(np.array([[1, 1], [1, NAN]]), TWO).flags
    assert flags[0] == {Flag.ASSUMED_ERROR, Flag.COMPETENCY_UNDEFINED}
    assert flags[1] == {
        Flag.COMPETENCY_UNDEFINED,
        Flag.COMPOSITE_UNDEFINED,
        Flag.FAMILY_UNDEFINED,
        Flag.INCOMPLETE,
    }


def test_six_strong_items_are_more_than_an_indication():
    scheme = a_scheme(*[{"EMP": 0.2, "DEE": 0.19}] * 6)
    assert "EMP" not in indicative_competencies(scheme)
    assert "DEE" in indicative_competencies(scheme)
