"""Who is above whom, given what is known: by hand, and by drawing."""

import math

import numpy as np
import pytest

from scoring.ranking.posterior import Posterior, probabilities_above, probability_above
from tests.scoring.plain import mixture, plain


def above(known, i, j):
    return probability_above(known.rows(slice(i, i + 1)), known.rows(slice(j, j + 1)))


@pytest.mark.parametrize(
    ("mean", "variance", "expected"),
    [
        pytest.param([0.57, 0.43], [0.007, 0.007], 0.8816, id="Phi(.14 / sqrt .014)"),
        pytest.param([0.5, 0.5], [0.01, 0.02], 0.5, id="equal means"),
        pytest.param([0.5, 0.5], [0, 0], 0.5, id="exact and equal"),
        pytest.param([0.6, 0.5], [0, 0], 1, id="exact and above"),
        pytest.param([0.4, 0.5], [0, 0], 0, id="exact and below"),
    ],
)
def test_probability_above(mean, variance, expected):
    known = plain(mean, variance)
    assert above(known, 0, 1) == pytest.approx(expected, abs=5e-5)
    assert above(known, 1, 0) == pytest.approx(1 - expected, abs=5e-5)


def test_nodes_count_by_their_probability():
    # A quarter says that both are equal, three quarters that the first is one SD of the difference above.
    known = Posterior(
        np.array([0.25, 0.75]),
        np.array([[0.5, 0.5], [0.7, 0.6]]),
        np.array([[0.01, 0.01], [0.005, 0.005]]),
        np.zeros((2, 2, 0)),
    )
    assert above(known, 0, 1) == pytest.approx(0.25 * 0.5 + 0.75 * 0.841345, abs=1e-6)
    # Means .5 and .7 with variances .01 and .005, and .75 x .05^2 + .25 x .15^2 between the nodes.
    assert known.expected() == pytest.approx([0.65, 0.575])
    assert known.sd()[0] == pytest.approx(
        math.sqrt(0.25 * 0.01 + 0.75 * 0.005 + 0.75 * 0.05**2 + 0.25 * 0.15**2)
    )


def test_a_doubt_that_moves_both_alike_moves_no_order():
    known = plain([0.57, 0.43], [0.007, 0.007])
    alike = known._replace(common=np.full((1, 2, 1), 0.3))
    assert above(alike, 0, 1) == above(known, 0, 1)
    assert alike.sd() == pytest.approx(np.sqrt([0.007 + 0.09] * 2))
    # Apart by .1: that difference is one doubt more.
    apart = known._replace(common=np.array([[[0.3], [0.2]]]))
    assert above(apart, 0, 1) == pytest.approx(
        0.5 * math.erfc(-0.14 / math.sqrt(0.014 + 0.01) / math.sqrt(2))
    )


def test_all_at_once_is_one_after_the_other():
    known = mixture(np.random.default_rng(1), 9)
    for i in range(9):
        for j, found in enumerate(probabilities_above(known, i, slice(None)).tolist()):
            assert found == pytest.approx(above(known, i, j), abs=1e-12)
            assert found + above(known, j, i) == pytest.approx(1, abs=1e-12)


def test_drawing_finds_the_same():
    rng = np.random.default_rng(2)
    known, n_draws = mixture(rng, 4), 200_000
    node = rng.choice(len(known.weights), n_draws, p=known.weights)
    true = known.mean[node] + np.sqrt(known.variance[node]) * rng.standard_normal((n_draws, 4))
    true += np.einsum("dnr,dr->dn", known.common[node], rng.standard_normal((n_draws, 2)))
    assert true.mean(axis=0) == pytest.approx(known.expected(), abs=0.01)
    assert true.std(axis=0) == pytest.approx(known.sd(), rel=0.01)
    for j in range(1, 4):
        assert above(known, 0, j) == pytest.approx((true[:, 0] > true[:, j]).mean(), abs=0.005)
