"""Errors of competencies and families, on the same footing as the composite's."""

import math

import numpy as np
import pytest

from domain import COMPETENCIES
from scoring.formats.scheme import Scheme, SchemeItem
from scoring.scores.error import answer_variances, competency_sem, family_sem
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import scale_scores
from tests.scoring.makers import score_points

EMP, TON, PLT = (COMPETENCIES.index(name) for name in ("EMP", "TON", "PLT"))
KEY = {"A": 1, "B": 5}


def scheme(*loadings, families=None):
    items = tuple(SchemeItem(f"S{n}", "mcq", KEY, loading) for n, loading in enumerate(loadings))
    return Scheme(items, family_weights=families or {"interpersonal": 0.8, "technical": 0.2})


def test_a_competency_of_two_items_has_the_error_of_their_weighted_mean():
    # loadings .5 and 1, variances .04 and .01: sqrt(.25 x .04 + 1 x .01) / 1.5 = sqrt(.02) / 1.5
    plan = scheme({"EMP": 0.5, "TON": 0.5}, {"EMP": 1.0}, {"PLT": 1.0})
    points = np.array([[0.2, 0.6, 0.5]])
    scores = scale_scores(points, plan)
    found = competency_sem(points, scores, plan, np.array([[0.04, 0.01, 0.09]]))
    assert found[0, EMP] == pytest.approx(math.sqrt(0.02) / 1.5)
    assert found[0, TON] == pytest.approx(0.2)
    assert found[0, PLT] == pytest.approx(0.3)


def test_undefined_has_no_error():
    plan = scheme({"EMP": 1.0}, {"PLT": 1.0})
    points = np.array([[0.5, np.nan]])
    scores = scale_scores(points, plan)
    variances = np.array([[0.04, 0.04]])
    assert math.isnan(competency_sem(points, scores, plan, variances)[0, PLT])
    assert np.isnan(family_sem(points, scores, plan, variances)[0]).tolist() == [False, True]


@pytest.mark.parametrize("n", [1, 5, 40])
def test_the_error_of_the_only_family_that_counts_is_that_of_the_composite(n):
    plan = scheme(
        {"EMP": 0.6, "TON": 0.4}, {"TON": 1.0}, {"EMP": 0.5, "JUD": 0.5}, {"PLT": 1.0},
        families={"interpersonal": 1.0, "technical": 0.0},
    )  # fmt: skip
    points = np.random.default_rng(3).uniform(-1, 1, (n, 4))
    scores = scale_scores(points, plan)
    pool = Pool(points)
    found = family_sem(points, scores, plan, answer_variances(item_error(pool, plan), pool, plan))
    assert found[:, 0] == pytest.approx(score_points(points, plan).sem, abs=1e-9)


def test_a_family_that_lost_a_competency_has_the_error_of_what_it_rests_on():
    """Without DEE 52 of 64 are left, EMP 14, TON 11, INT 13 and JUD 14: over 80 %."""
    plan = scheme({"EMP": 1.0}, {"DEE": 1.0}, {"TON": 1.0}, {"INT": 1.0}, {"JUD": 1.0})
    points = np.array([[0.1, np.nan, 0.2, 0.3, 0.4]])
    scores = scale_scores(points, plan)
    found = family_sem(points, scores, plan, np.full((1, 5), 0.04))
    assert found[0, 0] == pytest.approx(0.2 * math.sqrt(14**2 + 11**2 + 13**2 + 14**2) / 52)
