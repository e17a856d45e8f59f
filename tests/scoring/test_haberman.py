"""Does a part's own score tell more of it than the whole score does?"""

import math

import numpy as np
import pytest

from scoring.scores.subscores import PartAndWhole, added_value


def exactly(covariance, n=4000):
    """Two scores of n people whose sample covariance is exactly the one asked for."""
    drawn = np.random.default_rng(1).normal(size=(n, 2))
    drawn -= drawn.mean(axis=0)
    white = drawn @ np.linalg.inv(np.linalg.cholesky(np.cov(drawn.T))).T
    return (white @ np.linalg.cholesky(np.array(covariance)).T).T


def test_both_shares_are_those_of_the_published_formula():
    # True scores on the part: variance 3, covariance 4 with the whole's, of variance 8; errors 2, 2 and 4.
    # Own: 3 / 5 = .6. Whole: 4^2 / (3 x 12) = .444, Haberman's squared correlation of the true score on the
    # part with the observed whole. With the observed covariance, 6, it would be 1.
    own, whole = exactly([[5.0, 6.0], [6.0, 12.0]])
    found = added_value(PartAndWhole(own, whole, 2.0, 2.0, 4.0))
    assert found.own == pytest.approx(0.6, abs=0.01)
    assert found.whole == pytest.approx(16 / 36, abs=0.01)
    assert found.p_own > 0.999


def test_shares_are_how_well_true_scores_are_really_foretold():
    """Of simulated people the truth is known: regressions on it, without any formula, say the same."""
    rng = np.random.default_rng(2)
    n = 20_000
    general, special = rng.normal(size=n), rng.normal(size=n)
    truth = 0.8 * general + 0.4 * special
    error = rng.normal(size=n) * 0.9
    rest = 3 * general + rng.normal(size=n) * 1.5
    own, whole = truth + error, truth + error + rest
    found = added_value(PartAndWhole(own, whole, 0.81, 0.81, 0.81 + 2.25))
    assert found.own == pytest.approx(np.corrcoef(truth, own)[0, 1] ** 2, abs=0.01)
    assert found.whole == pytest.approx(np.corrcoef(truth, whole)[0, 1] ** 2, abs=0.01)
    assert found.p_own < 0.001


def test_a_part_that_is_the_whole_adds_nothing():
    own = np.random.default_rng(3).normal(size=50)
    found = added_value(PartAndWhole(own, own, 0.4, 0.4, 0.4))
    assert found.p_own == 0
    assert found.own == found.whole


def test_a_part_that_is_the_whole_but_for_a_unit_adds_nothing():
    own = np.random.default_rng(3).normal(size=50)
    found = added_value(PartAndWhole(own, 10 * own, 0.4, 4.0, 40.0))
    assert found.p_own == 0


def test_with_few_people_it_is_not_told_for_sure():
    own, whole = exactly([[5.0, 6.0], [6.0, 12.0]], n=6)
    assert 0.15 < added_value(PartAndWhole(own, whole, 2.0, 2.0, 4.0)).p_own < 0.85


@pytest.mark.parametrize(
    "two",
    [
        PartAndWhole(np.array([0.1, 0.5]), np.array([0.2, 0.3]), 0.01, 0.0, 0.01),
        PartAndWhole(np.full(9, 0.5), np.arange(9.0), 0.01, 0.0, 0.01),
        PartAndWhole(np.arange(9.0), np.full(9, 0.5), 0.01, 0.0, 0.01),
        PartAndWhole(np.arange(9.0), np.arange(9.0) ** 2, 0.0, 0.0, 0.01),
    ],
    ids=["too few people", "own scores alike", "whole scores alike", "no error"],
)
def test_what_cannot_be_said_is_not_said(two):
    assert all(math.isnan(value) for value in added_value(two))


def test_what_is_said_comes_true_as_often_as_it_is_said():
    """With truths drawn from the prior the probability is neither bold nor timid."""
    rng = np.random.default_rng(4)
    said, came = [], []
    for _ in range(500):
        own, whole, link = rng.uniform(size=3) * 0.98 + 0.01
        shared = 0.3
        errors = np.array([[1.0, shared], [shared, 1.0]])
        spread = np.sqrt([own / (1 - own), whole / (1 - whole)])
        true = np.array([[1.0, link], [link, 1.0]]) * np.outer(spread, spread)
        scores = np.linalg.cholesky(true + errors) @ rng.normal(size=(2, 25))
        said.append(added_value(PartAndWhole(scores[0], scores[1], 1.0, shared, 1.0)).p_own)
        came.append(own > link**2 * whole)
    said, came = np.array(said), np.array(came)
    for low, high in ((0.0, 0.5), (0.5, 0.85), (0.85, 1.01)):
        among = (said >= low) & (said < high)
        assert among.sum() >= 40
        assert abs(said[among].mean() - came[among].mean()) < 3 * math.sqrt(0.25 / among.sum())
