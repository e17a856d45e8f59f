"""The spread of true scores: against integration by scipy, at the limits, and under changes of scale."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr

from scoring.ranking.posterior import probabilities_above
from scoring.ranking.spread import shrunken, stated_spread, true_spread
from scoring.ranking.standing import posterior

X, SEM = np.array([0.2, 0.5, 0.9]), np.array([0.1, 0.15, 0.2])


def known(x, sem, **options):
    return shrunken(x, sem, true_spread(x, sem, **options))


def by_quadrature(x, sem, value):
    """Integral of likelihood x value(true mean, tau) over reliability, uniform, and mean, flat."""

    def over_mean(reliability):
        tau2 = reliability / (1 - reliability) * np.mean(sem**2)
        sd = np.sqrt(tau2 + sem**2)
        # Where the likelihood of the mean lies, so that the quadrature finds it.
        centre, width = np.average(x, weights=sd**-2.0), np.sum(sd**-2.0) ** -0.5
        return quad(
            lambda mu: np.exp(-0.5 * np.sum(((x - mu) / sd) ** 2)) / sd.prod() * value(mu, tau2),
            centre - 9 * width,
            centre + 9 * width,
        )[0]

    return quad(over_mean, 0, 1, limit=100, epsabs=1e-7)[0]


@cache
def evidence():
    return by_quadrature(X, SEM, lambda mu, tau2: 1.0)


def shrunk(i, mu, tau2):
    kept = tau2 / (tau2 + SEM[i] ** 2)
    return mu + kept * (X[i] - mu), kept * SEM[i] ** 2


@pytest.mark.parametrize("i", range(3))
def test_true_scores_are_those_of_quadrature(i):
    mean = by_quadrature(X, SEM, lambda mu, tau2: shrunk(i, mu, tau2)[0]) / evidence()
    square = by_quadrature(X, SEM, lambda mu, tau2: shrunk(i, mu, tau2)[0] ** 2 + shrunk(i, mu, tau2)[1])
    assert known(X, SEM).expected()[i] == pytest.approx(mean, abs=5e-4)
    assert known(X, SEM).sd()[i] == pytest.approx(np.sqrt(square / evidence() - mean**2), abs=5e-4)


def test_who_is_above_whom_is_that_of_quadrature():
    def above(mu, tau2):
        (first, one), (second, other) = shrunk(2, mu, tau2), shrunk(1, mu, tau2)
        return ndtr((first - second) / np.sqrt(one + other)) if one + other > 0 else 0.5

    expected = by_quadrature(X, SEM, above) / evidence()
    assert probabilities_above(known(X, SEM), 2, np.array([1]))[0] == pytest.approx(expected, abs=2e-3)


def test_the_reliability_is_that_of_quadrature():
    expected = by_quadrature(X, SEM, lambda mu, tau2: tau2 / (tau2 + np.mean(SEM**2))) / evidence()
    assert true_spread(X, SEM, n_nodes=320).reliability == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("n", [2, 5, 30, 200])
def test_the_nodes_of_today_say_what_many_say(n):
    rng = np.random.default_rng(n)
    sem = rng.uniform(0.05, 0.15, n)
    x = rng.normal(0.5, 0.15, n)
    few, many = known(x, sem), known(x, sem, n_nodes=320)
    assert few.expected() == pytest.approx(many.expected(), abs=5e-4)
    assert few.sd() == pytest.approx(many.sd(), rel=0.01)
    for i in range(min(n, 5)):
        found, expected = (probabilities_above(one, i, slice(None)) for one in (few, many))
        assert found == pytest.approx(expected, abs=3e-3)


def test_weights_sum_to_one_and_nodes_are_in_order():
    found = true_spread(X, SEM)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert (np.diff(found.variance) > 0).all()
    assert found.reliability_interval()[0] < found.reliability < found.reliability_interval()[1]


def test_scores_without_error_are_what_they_say():
    found = known(X, np.zeros(3))
    assert found.mean.tolist() == [X.tolist()]
    assert found.sd().tolist() == [0, 0, 0]
    assert true_spread(X, np.zeros(3)).variance == pytest.approx([np.var(X, ddof=1)])


def test_an_exact_score_among_others_is_what_it_says():
    found = known(X, np.array([0.0, 0.1, 0.1]))
    assert found.expected()[0] == pytest.approx(X[0], abs=1e-12)
    assert found.sd()[0] == pytest.approx(0, abs=1e-9)
    assert found.sd()[1] > 0.05


def test_one_score_says_nothing_about_the_spread():
    found = true_spread(np.array([0.7]), np.array([0.1]))
    # What was believed beforehand: every reliability alike.
    assert found.reliability == pytest.approx(0.5, abs=0.01)
    assert found.mean == pytest.approx([0.7] * len(found.mean))
    assert shrunken(np.array([0.7]), np.array([0.1]), found).expected() == pytest.approx([0.7])


@pytest.mark.parametrize("n", [2, 20, 3_000])
def test_equal_scores_stay_equal_and_speak_for_a_small_spread(n):
    x, sem = np.full(n, 0.6), np.full(n, 0.1)
    found = known(x, sem)
    assert found.expected() == pytest.approx(x, abs=1e-12)
    assert np.ptp(found.sd()) < 1e-12
    assert found.sd()[0] < 0.1
    assert true_spread(x, sem).reliability < {2: 0.45, 20: 0.12, 3_000: 0.01}[n]


def test_with_very_many_the_spread_is_known():
    rng = np.random.default_rng(4)
    sem = rng.choice([0.08, 0.12], 20_000)
    x = rng.normal(0.6, 0.15, 20_000) + sem * rng.standard_normal(20_000)
    found = true_spread(x, sem)
    assert len(found.weights) == 1
    assert np.sqrt(found.variance) == pytest.approx([0.15], rel=0.02)
    assert found.mean == pytest.approx([0.6], abs=0.005)


def test_the_order_of_rows_changes_nothing():
    rng = np.random.default_rng(5)
    sem = rng.uniform(0.05, 0.15, 50)
    x = rng.normal(0.5, 0.2, 50)
    mixed = rng.permutation(50)
    here, there = known(x, sem), known(x[mixed], sem[mixed])
    assert there.expected() == pytest.approx(here.expected()[mixed], abs=1e-12)
    assert there.sd() == pytest.approx(here.sd()[mixed], abs=1e-12)


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0.01, 0.5)), min_size=1, max_size=30),
    st.floats(0.01, 100),
    st.floats(-5, 5),
)
def test_another_scale_moves_everything_along(rows, factor, shift):
    x, sem = np.array(rows).T
    here, there = known(x, sem), known(shift + factor * x, factor * sem)
    assert there.expected() == pytest.approx(shift + factor * here.expected(), abs=1e-6 * factor)
    assert there.sd() == pytest.approx(factor * here.sd(), rel=1e-5)


def test_a_stated_reliability_is_taken_as_known():
    # tau2 = .01 x .25 / .75
    spread = stated_spread(np.array([0.6, 0.4]), np.array([0.1, 0.1]), 0.25)
    assert (spread.variance[0], spread.mean[0], spread.mean_variance[0]) == pytest.approx((0.01 / 3, 0.5, 0))
    assert spread.reliability == pytest.approx(0.25)
    assert stated_spread(np.array([0.6]), np.array([0.1]), 0.0).variance.tolist() == [0]


@pytest.mark.parametrize(
    ("x", "sem"),
    [
        ([0.5, -1e6, 1e6], [1e-9, 1e6, 0.1]),
        ([0.5, 0.6], [1e-300, 0.1]),
        ([0.5, 0.6], [1e-160, 1e-160]),
        ([1e6, 1e6 + 1e-9], [1e-9, 1e-9]),
    ],
    ids=["far apart", "nearly exact", "all nearly exact", "on a large offset"],
)
def test_extremes_stay_finite(x, sem):
    found = posterior(np.array(x), np.array(sem))
    assert np.isfinite(found.expected()).all()
    assert np.isfinite(found.sd()).all()
    assert found.weights.sum() == pytest.approx(1)
