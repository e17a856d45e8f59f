"""What a competency's own score is worth: its reliability, and what the composite tells of it."""

import math

import numpy as np
import pytest

from domain import COMPETENCIES
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.scores.error import (
    SharedError,
    answer_variances,
    competency_coefficients,
    competency_sem,
    composite_sem,
)
from scoring.scores.item_error import item_error
from scoring.scores.pool import EMPTY, Panels, Pool
from scoring.scores.scale import coefficients, scale_scores
from scoring.scores.subscores import UNKNOWN_SUB_SCORE, PartAndWhole, _error_covariance, sub_score, sub_scores

KEY = {"A": 1, "B": 5}
EMP, TON = COMPETENCIES.index("EMP"), COMPETENCIES.index("TON")


def scheme(*loadings):
    items = tuple(SchemeItem(f"S{n}", "mcq", KEY, loading) for n, loading in enumerate(loadings))
    return Scheme(items, family_weights={"interpersonal": 1.0, "technical": 0.0})


def alone(scores, sem):
    """A score beside another that has nothing to do with it."""
    whole = np.random.default_rng(9).normal(size=len(scores))
    return sub_score(PartAndWhole(scores, whole, float(np.square(sem).mean()), 0.0, 0.5), sem)


@pytest.mark.parametrize("n", [8, 25, 200])
@pytest.mark.parametrize("reliability", [0.2, 0.5, 0.8])
def test_the_interval_holds_the_true_reliability_as_often_as_it_says(n, reliability):
    rng = np.random.default_rng([n, int(10 * reliability)])
    inside, wide = 0, 0.0
    for _ in range(120):
        sem = rng.uniform(0.06, 0.14, n)
        true = rng.normal(size=n) * math.sqrt(np.square(sem).mean() * reliability / (1 - reliability))
        found = alone(0.6 + true + rng.normal(size=n) * sem, sem)
        inside += found.low - 1e-9 <= reliability <= found.high + 1e-9
        wide += found.high - found.low
    # 90 %, less and more what 120 draws leave to chance; a prior that is not these truths may cover more.
    assert inside / 120 >= 0.81
    assert wide / 120 < {8: 0.9, 25: 0.75, 200: 0.35}[n]


def test_with_many_people_the_reliability_is_the_true_one():
    rng = np.random.default_rng(5)
    found = alone(rng.normal(size=3000) * 0.1 + rng.normal(size=3000) * 0.2, np.full(3000, 0.2))
    assert found.reliability == pytest.approx(0.2, abs=0.04)
    assert found.is_muted
    assert not alone(rng.normal(size=3000) * 0.2 + rng.normal(size=3000) * 0.1, np.full(3000, 0.1)).is_muted


def test_a_competency_that_is_the_whole_score_adds_nothing():
    plan = scheme({"EMP": 1.0}, {"EMP": 1.0}, {"EMP": 1.0})
    pool = Pool(np.random.default_rng(6).uniform(-1, 1, (30, 3)))
    scores = scale_scores(pool.points, plan)
    found = sub_scores(pool, scores, plan, item_error(pool, plan), np.ones(30, dtype=bool))
    assert found["EMP"].p_own == 0
    assert found["EMP"].verdict == "whole"
    assert found["TON"] == UNKNOWN_SUB_SCORE
    assert found["TON"].is_muted


def test_only_those_who_are_compared_count_and_fewer_than_three_say_nothing():
    plan = scheme({"EMP": 1.0}, {"EMP": 0.5, "TON": 0.5}, {"TON": 1.0})
    pool = Pool(np.random.default_rng(7).uniform(-1, 1, (9, 3)))
    scores, error = scale_scores(pool.points, plan), item_error(pool, plan)
    chosen = np.arange(9) < 5
    assert sub_scores(pool, scores, plan, error, chosen)["EMP"].n == 5
    few = sub_scores(pool, scores, plan, error, np.arange(9) < 2)["EMP"]
    assert few.n == 2
    assert math.isnan(few.reliability)
    assert few.verdict == "open"


def test_scores_that_are_all_alike_and_sure_have_no_reliability():
    found = alone(np.full(12, 0.5), np.zeros(12))
    assert found.n == 12
    assert math.isnan(found.reliability)


def test_errors_of_a_sum_follow_from_those_of_its_parts():
    plan = scheme({"EMP": 0.5, "TON": 0.5}, {"EMP": 1.0}, {"TON": 1.0})
    pool = Pool(np.random.default_rng(8).uniform(-1, 1, (6, 3)))
    scores, variances = scale_scores(pool.points, plan), np.full((6, 3), 0.04)
    emp, ton = (competency_coefficients(pool.points, scores, plan, c) for c in (EMP, TON))
    # One item of both, .5 of 1.5 in each: .04 / 9.
    assert _error_covariance(emp, ton, variances, None) == pytest.approx(np.full(6, 0.04 / 9))
    sem = competency_sem(pool.points, scores, plan, variances)
    assert np.sqrt(_error_covariance(emp, emp, variances, None)) == pytest.approx(sem[:, EMP])


def test_what_one_interviewer_leaves_is_in_the_covariance_too():
    panels = Panels(np.array([[0, EMPTY]]), np.array([[[0.5, 0.5], [np.nan, np.nan]]]), np.array([0, 1]))
    first, second = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    shared = SharedError(np.array([0.09]), panels)
    # Two questions, the same interviewer: their views of the person are one.
    assert _error_covariance(first, second, np.zeros((1, 2)), shared)[0] == pytest.approx(0.09)


def test_the_composite_s_own_error_comes_out_the_same_way():
    plan = scheme({"EMP": 1.0}, {"EMP": 0.5, "TON": 0.5}, {"TON": 1.0})
    pool = Pool(np.random.default_rng(8).uniform(-1, 1, (40, 3)))
    scores, error = scale_scores(pool.points, plan), item_error(pool, plan)
    a, variances = coefficients(pool.points, scores, plan), answer_variances(error, pool, plan)
    covariance = _error_covariance(a, a, variances, None)
    assert np.sqrt(covariance) == pytest.approx(composite_sem(pool, scores, plan, error))
