"""Scales, composite, their coefficients and errors: hand computations, properties, edges."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import COMPETENCIES
from scoring.formats.scheme import Prior, Scheme, SchemeItem
from scoring.scores.error import answer_variances
from scoring.scores.flags import Flag
from scoring.scores.item_error import ItemError, item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import coefficients, indicative_competencies, scale_scores
from scoring.scores.scores import score_pool_with
from tests.scoring.makers import score_points

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
    points = rng.normal(0.4, 0.5, (draw(st.integers(1, 30)), n_items))
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


def stated(variances, levels):
    """An error as if it had been estimated: variances of items, levels of people, exponent 1."""
    n_items = len(variances)
    return ItemError(variances, np.ones(n_items), np.zeros(n_items, int), 1.0, levels, np.zeros(n_items))


@settings(max_examples=40, deadline=None)
@given(tables())
def test_someone_alone_has_the_same_bits_as_among_others(table):
    points, scheme = table
    error = stated(np.linspace(0.01, 0.2, points.shape[1]), np.linspace(0.2, 0.9, len(points)))
    together = score_pool_with(Pool(points), scheme, error)
    for row in range(len(points)):
        one = slice(row, row + 1)
        alone = score_pool_with(Pool(points[one]), scheme, error._replace(expected=error.expected[one]))
        assert alone.composite.tobytes() == together.composite[one].tobytes()
        assert alone.sem.tobytes() == together.sem[one].tobytes()
        assert alone.competencies.tobytes() == together.competencies[row].tobytes()


def test_the_error_of_one_person_is_the_priors_at_their_level():
    """All 1: with nobody else a level of 1 counts for .6 of ten people's: (5.8 + 1) / 11 + .6 x .3818."""
    centre = (10 * 0.58 + 1) / 11
    by_level = (1 - (centre + 0.6 * (1 - centre))) / 0.42
    # a = .8 and .2, SD of one mcq .55
    assert score_points(np.ones((1, 2)), TWO).sem[0] == pytest.approx(
        0.55 * math.sqrt(0.68 * by_level), abs=1e-9
    )
    other = a_scheme({"EMP": 0.5}, {"PLT": 0.5}, prior=Prior(0.1, 0.64))
    assert score_points(np.ones((1, 2)), other).sem[0] == pytest.approx(0.06 * math.sqrt(by_level))


def test_fewer_answers_have_a_larger_error():
    # Ten items, one never reached: a = .8/9 nine times in place of .8/10 ten times, technical .2 unchanged.
    scheme = a_scheme(*[{"EMP": 0.5}] * 10, {"PLT": 0.5})
    points = np.ones((2, 11))
    points[1, 0] = NAN
    sem = score_pool_with(Pool(points), scheme, stated(np.full(11, 0.04), np.full(2, 0.58))).sem
    ratio = (9 * (0.8 / 9) ** 2 + 0.04) / (10 * 0.08**2 + 0.04)
    assert sem[1] / sem[0] == pytest.approx(math.sqrt(ratio), abs=1e-7)


def test_item_error_by_hand():
    """Fifteen people with points 1, 0 and fifteen with 0, 1: all levels .5, all residuals +-.5."""
    pool = Pool(np.array([[1, 0], [0, 1]] * 15, dtype=float))
    scheme = a_scheme({"EMP": 0.5}, {"EMP": 0.5}, family_weights={"interpersonal": 1.0, "technical": 0.0})
    # Forty people's worth of levels: ten of .58, thirty of .5; these do not vary, so 6 of 39 are kept.
    centre = (10 * 0.58 + 30 * 0.5) / 40
    by_level = (1 - (centre + 6 / 39 * (0.5 - centre))) / 0.42
    # Each item: 30 squares of .25, that hold (1 - 1/2)(1 - 1/30) of the error each, 14.5 in all.
    seen, prior = 30 * 0.25 / by_level, 0.55**2
    size = (40 + 2 * seen / prior) / (40 + 29)
    variance = prior * (25 * size + seen / prior) / (25 + 14.5)
    error = item_error(pool, scheme)
    assert error.variances == pytest.approx([variance] * 2, abs=1e-12)
    assert error.exponent == 1
    assert error.n_people.tolist() == [30, 30]
    assert error.prior_share == pytest.approx([40 / 69 * 25 / 39.5] * 2, abs=1e-12)
    assert answer_variances(error, pool, scheme) == pytest.approx(np.full((30, 2), variance * by_level))
    sem = score_points(pool.points, scheme).sem
    assert sem == pytest.approx(np.full(30, math.sqrt(0.5 * variance * by_level)), abs=1e-9)


def test_item_error_ignores_the_order_of_people():
    points = np.random.default_rng(1).normal(size=(200, 7))
    points[::9, 3] = NAN
    scheme = a_scheme(*[{"EMP": 0.5}] * 4, *[{"PLT": 0.5}] * 3)
    forward, backward = item_error(Pool(points), scheme), item_error(Pool(points[::-1]), scheme)
    assert backward.variances == pytest.approx(forward.variances, rel=1e-12)
    assert backward.expected[::-1] == pytest.approx(forward.expected, rel=1e-12)
    assert backward.exponent == forward.exponent


@pytest.mark.parametrize(
    ("points", "loadings"),
    [
        (np.ones((1, 3)), {"EMP": 0.5}),
        (np.ones((40, 1)), {"EMP": 0.5}),
        (np.full((40, 3), NAN), {"EMP": 0.5}),
        (np.empty((0, 3)), {"EMP": 0.5}),
    ],
    ids=["1 person", "1 item", "no answer", "nobody"],
)
def test_without_grounds_the_error_is_the_priors(points, loadings):
    error = item_error(Pool(points), a_scheme(*[loadings] * points.shape[1]))
    assert error.variances == pytest.approx(0.55**2)
    assert error.prior_share.tolist() == [1] * points.shape[1]
    assert error.n_people.tolist() == [0] * points.shape[1]


def test_items_of_other_families_and_methods_say_nothing_about_each_other():
    """Alone in its block, an item is all level: two people who differ on it may truly do so."""
    points = np.random.default_rng(3).normal(size=(50, 2))
    assert item_error(Pool(points), TWO).n_people.tolist() == [0, 0]


def test_equal_answers_of_everybody_leave_little_error_but_some():
    """Chance is never wholly absent: 2 % of the prior's remain, however many people agree."""
    scheme = a_scheme({"EMP": 0.5}, {"EMP": 0.5})
    few = item_error(Pool(np.ones((30, 2))), scheme).variances
    assert few == pytest.approx([0.55**2 * (25 * 40 / 69) / 39.5] * 2)
    assert item_error(Pool(np.ones((20_000, 2))), scheme).variances == pytest.approx([0.02 * 0.55**2] * 2)


@pytest.mark.parametrize("prior", [Prior(0.0, 0.7), Prior(0.2, 1.0), Prior(0.2, 0.0)], ids=str)
@pytest.mark.parametrize("n", [1, 2, 30])
def test_a_stated_error_of_none_or_all_gives_finite_errors(prior, n):
    points = np.random.default_rng(2).normal(0.5, 0.3, (n, 4))
    scheme = a_scheme({"EMP": 0.5}, {"EMP": 0.5}, {"PLT": 0.5}, {"PLT": 0.5}, prior=prior)
    found = score_points(points, scheme)
    assert np.isfinite(found.sem).all()
    assert (found.sem > 0).all()


def test_a_form_without_composites_can_state_no_error_of_them():
    """Technical items alone: competencies have their errors all the same."""
    points = np.random.default_rng(2).normal(0.5, 0.3, (9, 3))
    loadings = [{"PLT": 0.5}, {"PLT": 0.3}, {"MOD": 0.4}]
    stating = item_error(Pool(points), a_scheme(*loadings, prior=Prior(0.1, 0.5)))
    assert np.isfinite(stating.variances).all()
    assert stating.variances.tobytes() == item_error(Pool(points), a_scheme(*loadings)).variances.tobytes()


@settings(max_examples=40, deadline=None)
@given(tables())
def test_errors_are_finite_wherever_there_is_a_score(table):
    points, scheme = table
    found = score_points(points, scheme)
    assert np.isfinite(found.sem).tolist() == np.isfinite(found.composite).tolist()
    assert ((found.assumed_share >= 0) & (found.assumed_share <= 1) | np.isnan(found.composite)).all()


def test_a_family_needs_eighty_percent_of_its_weight():
    """EMP 14, DEE 12, TON 11, INT 13, JUD 14: without DEE 52 of 64 are left, without EMP 50."""
    scheme = a_scheme(*[{code: 0.4} for code in ("EMP", "DEE", "TON", "INT", "JUD", "PLT")])
    without_dee, without_emp = [1, NAN, 0, 1, 0, 0.5], [NAN, 1, 0, 1, 0, 0.5]
    scores = scores_of(scheme, without_dee, without_emp)
    assert scores.families[0, 0] == pytest.approx((14 + 13) / 52, abs=1e-12)
    assert np.isnan([scores.families[1, 0], scores.composite[1]]).all()
    assert scores.families[1, 1] == 0.5


def test_what_nothing_pending_measures_is_no_part_of_that_weight():
    """DEE and TON only by the conversation, whose marks are to come: EMP is the whole family until then."""
    items = [("mcq", {"EMP": 0.4}), ("mcq", {"PLT": 0.4}), ("open_reply", {"DEE": 0.4, "TON": 0.4})]
    scheme = Scheme(tuple(SchemeItem(f"S{at}", name, KEY, on) for at, (name, on) in enumerate(items)))
    points = np.array([[0.7, 0.5, NAN]] * 2)
    scores = scale_scores(points, scheme, np.array([[False, True], [False, False]]))
    assert scores.families[0] == pytest.approx([0.7, 0.5])
    assert math.isnan(scores.families[1, 0])


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
