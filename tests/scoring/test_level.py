"""Where somebody stands, and how the error changes with it."""

import math

import numpy as np
import pytest

from scoring.formats.scheme import Scheme, SchemeItem
from scoring.scores.level import (
    CENTRE,
    EXPONENT,
    expected_levels,
    factors,
    fitted_exponent,
    level_weights,
    levels,
)

NAN = math.nan


def test_a_level_is_the_weighted_mean_of_what_was_answered():
    points = np.array([[1.0, 0.5], [NAN, 0.5], [NAN, NAN]])
    assert levels(points, np.array([0.8, 0.2])) == pytest.approx([0.9, 0.5, NAN], nan_ok=True)


def test_the_interview_moves_no_level_even_when_it_is_to_come():
    items = (SchemeItem("S", "mcq", {}, {"EMP": 1}), SchemeItem("Q", "interview", {}, {"EMP": 1}))
    scheme = Scheme(items, family_weights={"interpersonal": 1.0, "technical": 0.0})
    assert level_weights(scheme) == pytest.approx([1, 0])


def test_without_composite_all_written_items_count_alike():
    items = (SchemeItem("S", "mcq", {}, {"PLT": 1}), SchemeItem("Q", "interview", {}, {"PLT": 1}))
    assert level_weights(Scheme(items)).tolist() == [1, 0]


def test_levels_are_drawn_to_the_mean_by_hand():
    """Levels .4 and .8 with error variance .02: .08 is seen, of which three quarters are true."""
    # Mean (10 x .58 + 2 x .6) / 12; kept (10 x .6 + 1 x .75) / 11.
    centre, kept = 7 / 12, 6.75 / 11
    found = expected_levels(np.array([0.4, 0.8, NAN]), np.array([0.02, 0.02, NAN]))
    assert found == pytest.approx([centre + kept * (0.4 - centre), centre + kept * (0.8 - centre), centre])


def test_many_levels_are_believed_by_as_much_as_they_deserve():
    rng = np.random.default_rng(1)
    true = rng.normal(0.4, 0.15, 5_000)
    found = expected_levels(true + rng.normal(0, 0.1, 5_000), np.full(5_000, 0.01))
    assert np.polyfit(found, true, 1)[0] == pytest.approx(1, abs=0.03)
    assert found.mean() == pytest.approx(0.4, abs=0.01)


@pytest.mark.parametrize(
    ("level", "error"),
    [([], []), ([NAN, NAN], [NAN, NAN]), ([0.5], [0.1]), ([0.5, 0.5], [0.1, 0.1]), ([0.5, 0.5], [0.0, 0.0])],
    ids=["nobody", "no answers", "one", "alike", "alike without error"],
)
def test_levels_are_finite(level, error):
    assert np.isfinite(expected_levels(np.array(level), np.array(error))).all()


def test_the_error_falls_towards_the_top_and_no_further_than_that():
    assert factors(np.array([CENTRE]), 2.0) == pytest.approx([1])
    assert factors(np.array([0.79, 0.16]), 1.0) == pytest.approx([0.5, 2])
    assert factors(np.array([0.97, 1.0, 1.2]), 1.0).tolist() == [factors(np.array([0.97]), 1.0)[0]] * 3
    assert factors(np.array([0.1, 0.9]), 0.0).tolist() == [1, 1]


@pytest.mark.parametrize("exponent", [-0.2, 0.5, 1.0, 1.8])
def test_the_exponent_of_a_simulation_is_found_again(exponent):
    rng = np.random.default_rng(3)
    level = rng.uniform(0.2, 0.9, 3_000)
    variance = 3.0 * ((1 - level) / 0.42) ** exponent
    # Ten answers each, their sizes unlike what was expected: that is no matter of the level.
    ratio = (rng.standard_normal((3_000, 10)) ** 2).sum(axis=1) * variance
    assert fitted_exponent(level, ratio, np.full(3_000, 10.0)) == pytest.approx(exponent, abs=0.11)


@pytest.mark.parametrize("ratio", [0.0, 5.0])
def test_without_evidence_the_exponent_is_the_one_beforehand(ratio):
    assert fitted_exponent(np.array([0.5]), np.array([ratio]), np.array([0.0])) == EXPONENT
    assert fitted_exponent(np.array([0.5, 0.5]), np.full(2, ratio), np.full(2, 5.0)) == EXPONENT
