"""Ranking with uncertainty: hand computations, invariants, edges."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import BadScores
from scoring.ranking.posterior import Posterior
from scoring.ranking.rank_closed import closed_form_ranks
from scoring.ranking.rank_draws import drawn_ranks
from scoring.ranking.standing import _estimates, posterior, rank_candidates
from tests.scoring.plain import mixture, plain


def pool(n, seed=1):
    rng = np.random.default_rng(seed)
    sem = rng.choice([0.08, 0.1, 0.12], n)
    return [f"c{i:03}" for i in range(n)], rng.normal(0.6, 0.15, n) + sem * rng.standard_normal(n), sem


def ranked(n, places, seed=1, **settings):
    return rank_candidates(*pool(n, seed), places=places, **settings)


def known(n, seed=1):
    _, x, sem = pool(n, seed)
    return posterior(x, sem)


def test_posterior_by_hand_where_the_reliability_is_stated():
    # tau2 = .01 x .7/.3; lambda = .7; mu = .5: m = .5 +- .7 x .1, v = .7 x .01
    post = posterior(np.array([0.6, 0.4]), np.array([0.1, 0.1]), reliability=0.7)
    assert post.weights.tolist() == [1]
    assert post.mean[0] == pytest.approx([0.57, 0.43])
    assert post.variance[0] == pytest.approx([0.007, 0.007])
    assert post.common[0, :, 0].tolist() == [0, 0]


def test_by_default_the_spread_is_integrated_over_at_every_number():
    """Nothing changes at thirty: one candidate more is one candidate more."""
    names, x, sem = pool(31)
    chances = [rank_candidates(names[:n], x[:n], sem[:n], places=1)[0].p_top_k for n in (28, 29, 30, 31)]
    assert all(len(posterior(x[:n], sem[:n]).weights) > 10 for n in (2, 29, 30))
    assert np.ptp(chances) < 0.05


def test_more_error_means_nearer_to_the_mean():
    x, sem = np.array([0.8, 0.8, 0.2]), np.array([0.05, 0.2, 0.1])
    for reliability in (None, 0.7):
        mean = posterior(x, sem, reliability=reliability).expected()
        assert mean[0] > mean[1] > 0.6 > mean[2]


@pytest.mark.parametrize("n", [2, 7, 40, 300])
def test_probabilities_of_being_chosen_sum_to_the_places(n):
    for places in {1, n // 2, n - 1} - {0}:
        assert sum(row.p_top_k for row in ranked(n, places)) == pytest.approx(places, abs=1e-6)


@pytest.mark.parametrize("n", [2, 7, 40, 300])
def test_expected_ranks_have_the_mean_of_all_ranks(n):
    assert sum(row.expected_rank for row in ranked(n, 1)) == pytest.approx(n * (n + 1) / 2)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), n=st.integers(1, 40))
def test_the_order_of_rows_changes_nothing(seed, n):
    rows = list(zip(*pool(n, seed), strict=True))
    mixed = Random(seed).sample(rows, n)
    names, x, sem = zip(*mixed, strict=True)
    assert rank_candidates(names, np.array(x), np.array(sem), places=2) == ranked(n, 2, seed)


def test_intervals_hold_the_expected_rank():
    for row in ranked(60, 5):
        assert 1 <= row.rank_low <= row.expected_rank <= row.rank_high <= 60


def test_a_better_score_with_the_same_error_never_stands_lower():
    names, x, _ = pool(50)
    rows = rank_candidates(names, x, np.full(50, 0.1), places=5)
    by_score = sorted(rows, key=lambda row: -row.composite)
    assert [row.expected_rank for row in by_score] == sorted(row.expected_rank for row in rows)
    assert [row.tier for row in by_score] == sorted(row.tier for row in rows)


def test_scores_within_their_error_are_one_tier():
    """Forty scores that vary less than their error: nothing much tells candidates apart."""
    x = np.linspace(0.50, 0.55, 40)
    rows = rank_candidates([f"c{i:02}" for i in range(40)], x, np.full(40, 0.1), places=10)
    assert {row.tier for row in rows} == {1}
    assert all(row.rank_low <= 4 and row.rank_high >= 37 for row in rows)
    assert all(row.p_top_k == pytest.approx(0.25, abs=0.1) for row in rows)
    assert all(row.expected_rank == pytest.approx(20.5, abs=4) for row in rows)


def test_equal_scores_are_equal_in_everything():
    rows = rank_candidates([f"c{i:02}" for i in range(40)], np.full(40, 0.5), np.full(40, 0.1), places=10)
    assert {(row.tier, row.expected_rank) for row in rows} == {(1, 20.5)}
    # 5 % and 95 % of the ranks 1 to 40, but for the chance of the draws.
    assert {row.rank_low for row in rows} <= {2, 3}
    assert {row.rank_high for row in rows} <= {38, 39}
    assert [row.p_top_k for row in rows] == pytest.approx([0.25] * 40, abs=0.015)


def test_equal_scores_without_error_may_have_any_rank():
    rows = rank_candidates([f"c{i}" for i in range(40)], np.full(40, 0.5), np.zeros(40), places=10)
    assert {(row.tier, row.expected_rank, row.rank_low, row.rank_high, row.p_top_k) for row in rows} == {
        (1, 20.5, 1, 40, 0.25)
    }


def test_few_scores_without_error_are_in_order():
    """Two are enough: where there is no error there is no doubt."""
    rows = rank_candidates(["a", "b"], np.array([0.9, 0.1]), np.zeros(2), places=1)
    assert [(row.tier, row.p_top_k, row.rank_low, row.rank_high) for row in rows] == [
        (1, 1, 1, 1),
        (2, 0, 2, 2),
    ]


def test_exact_scores_are_ranked_exactly_and_ties_are_shared():
    x = np.array([0.9, 0.7, 0.7, *np.linspace(0.1, 0.5, 30)])
    rows = rank_candidates([f"c{i:02}" for i in range(33)], x, np.zeros(33), places=2)
    assert rows[0].p_top_k == 1
    assert (rows[0].rank_low, rows[0].rank_high) == (1, 1)
    assert [row.p_top_k for row in rows[1:3]] == pytest.approx([0.5, 0.5], abs=0.03)
    assert [(row.expected_rank, row.rank_low, row.rank_high) for row in rows[1:3]] == [(2.5, 2, 3)] * 2
    assert rows[3].p_top_k == 0


def test_exact_scores_in_closed_form_too():
    mean = np.array([0.9, 0.7, 0.7, *np.linspace(0.1, 0.5, 30)])
    ranks = closed_form_ranks(mean, np.zeros(33), 2)
    assert ranks.p_top_k[:4] == pytest.approx([1, 0.5, 0.5, 0], abs=0.02)
    assert ranks.expected[:4] == pytest.approx([1, 2.5, 2.5, 33])
    assert ranks.expected.sum() == pytest.approx(33 * 34 / 2)


@pytest.mark.parametrize("places", [3, 4, 1000])
def test_with_a_place_for_everybody_everybody_is_chosen(places):
    assert {row.p_top_k for row in ranked(3, places)} == {1.0}


def test_one_candidate_has_nobody_to_be_ranked_among():
    (row,) = ranked(1, 1)
    assert row[3:] == (None,) * 5
    assert (row.composite, row.sem) == tuple(one[0] for one in pool(1)[1:])


def test_without_composite_or_error_there_is_no_rank():
    x, sem = np.array([0.5, math.nan, 0.4, 0.6]), np.array([0.1, 0.1, math.nan, 0.1])
    rows = rank_candidates(["z", "b", "a", "y"], x, sem, places=1)
    assert [row.candidate for row in rows] == ["y", "z", "a", "b"]
    assert rows[0].p_top_k + rows[1].p_top_k == pytest.approx(1)
    assert rows[2].tier is None and rows[3].expected_rank is None
    alone = rank_candidates(["z", "b"], x[:2], sem[:2], places=1)
    assert [(row.candidate, row.tier) for row in alone] == [("b", None), ("z", None)]


def test_an_unranked_candidate_moves_nobody():
    names, x, sem = pool(30)
    more = rank_candidates([*names, "x"], np.append(x, math.nan), np.append(sem, 0.1), places=3)
    assert more[:-1] == ranked(30, 3)


def test_a_seed_repeats_and_another_differs_by_chance_only():
    first, again, other = (ranked(40, 5, seed=1), ranked(40, 5), ranked(40, 5, 1))
    assert first == again == other
    a = rank_candidates(*pool(40), places=5, seed=1)
    b = rank_candidates(*pool(40), places=5, seed=2)
    assert a != b
    assert max(abs(p.p_top_k - q.p_top_k) for p, q in zip(a, b, strict=True)) < 0.03


@pytest.mark.parametrize(
    ("names", "x", "sem", "options"),
    [
        (["a"], [0.5], [0.1], {"places": 0}),
        (["a"], [0.5], [-0.1], {"places": 1}),
        (["a"], [math.inf], [0.1], {"places": 1}),
        (["a", "a"], [0.5, 0.5], [0.1, 0.1], {"places": 1}),
        (["a"], [0.5], [0.1], {"places": 1, "reliability": 1}),
        (["a"], [0.5], [0.1], {"places": 1, "seed": -1}),
    ],
    ids=["no place", "negative error", "infinite", "twice", "reliability", "seed"],
)
def test_what_cannot_be_ranked_is_refused(names, x, sem, options):
    with pytest.raises(BadScores):
        rank_candidates(names, np.array(x), np.array(sem), **options)


def test_nobody_to_rank():
    assert rank_candidates([], np.array([]), np.array([]), places=1) == []


def test_closed_form_and_simulation_agree():
    """Gaps measured: P(top k) .014, expected rank under .1 %, interval within the draws' own error."""
    post = known(2_000)
    drawn = drawn_ranks(post, 100, np.random.default_rng(1))
    closed = closed_form_ranks(post.expected(), np.square(post.sd()), 100)
    assert np.abs(drawn.p_top_k - closed.p_top_k).max() < 0.025
    assert np.abs(drawn.expected - closed.expected).max() < 2
    assert np.abs(drawn.low - closed.low).max() < 60
    assert closed.p_top_k.sum() == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("shape", ["pool", "mixture", "plain"])
def test_simulated_chances_are_those_of_a_plain_simulation(shape):
    """The packed sorting against numpy's own ranks of its own draws, shared doubts and nodes included."""
    rng = np.random.default_rng(7)
    post = {
        "pool": known(12),
        "mixture": mixture(rng, 12),
        "plain": plain(rng.normal(size=12), np.full(12, 0.5)),
    }
    post = post[shape]
    node = rng.choice(len(post.weights), 40_000, p=post.weights)
    z = post.mean[node] + np.sqrt(post.variance[node]) * rng.standard_normal((40_000, 12))
    shared = rng.standard_normal((40_000, post.common.shape[2]))
    z += np.einsum("dnr,dr->dn", post.common[node], shared)
    ranks = 1 + (z[:, None, :] > z[:, :, None]).sum(axis=2)
    drawn = drawn_ranks(post, 3, np.random.default_rng(1))
    assert drawn.p_top_k == pytest.approx((ranks <= 3).mean(axis=0), abs=0.025)
    assert drawn.expected == pytest.approx(ranks.mean(axis=0), abs=0.05)
    assert np.abs(drawn.low - np.quantile(ranks, 0.05, axis=0, method="inverted_cdf")).max() <= 1
    assert np.abs(drawn.high - np.quantile(ranks, 0.95, axis=0, method="inverted_cdf")).max() <= 1


def test_more_candidates_than_are_simulated_use_every_node():
    """Above 10,000 a closed form: of a mixture it takes mean and spread over all nodes."""
    mean = np.sort(np.random.default_rng(3).normal(size=10_001))[::-1]
    two = np.stack([mean, 0.2 * mean])
    post = Posterior(np.array([0.5, 0.5]), two, np.full_like(two, 0.04), np.zeros((2, 10_001, 0)))
    found, first = (_estimates(one, 100, 1) for one in (post, plain(mean, np.full(10_001, 0.04))))
    assert found.p_top_k[0] < first.p_top_k[0] - 0.05
    assert found.p_top_k.sum() == pytest.approx(100, rel=0.05)
