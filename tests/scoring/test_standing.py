"""Ranking with uncertainty: hand computations, invariants, edges."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import BadScores
from scoring.rank_closed import closed_form_ranks
from scoring.rank_draws import drawn_ranks
from scoring.standing import posterior, rank_candidates
from scoring.tiers import probability_above, tiers, words


def pool(n, seed=1):
    rng = np.random.default_rng(seed)
    sem = rng.choice([0.08, 0.1, 0.12], n)
    return [f"c{i:03}" for i in range(n)], rng.normal(0.6, 0.15, n) + sem * rng.standard_normal(n), sem


def ranked(n, places, seed=1, **settings):
    return rank_candidates(*pool(n, seed), places=places, **settings)


def known(n, seed=1):
    _, x, sem = pool(n, seed)
    return posterior(x, sem)


def test_posterior_by_hand_below_thirty():
    # tau2 = .01 x .7/.3; lambda = .7; mu = .5: m = .5 +- .7 x .1, v = .7 x .01
    post = posterior(np.array([0.6, 0.4]), np.array([0.1, 0.1]))
    assert post.true_variance == pytest.approx(0.01 * 7 / 3)
    assert post.mean == pytest.approx([0.57, 0.43])
    assert post.variance == pytest.approx([0.007, 0.007])


def test_posterior_by_hand_from_thirty():
    # 15 at 0 and 15 at 1: var = 7.5/29; tau2 = 7.5/29 - .01
    x = np.array([0.0, 1.0] * 15)
    post = posterior(x, np.full(30, 0.1))
    assert post.true_variance == pytest.approx(7.5 / 29 - 0.01)
    assert post.variance == pytest.approx(0.01 * (1 - 0.01 / (7.5 / 29)) * np.ones(30))


def test_more_error_means_nearer_to_the_mean():
    post = posterior(np.array([0.8, 0.8, 0.2]), np.array([0.05, 0.2, 0.1]))
    assert post.mean[0] > post.mean[1] > 0.6


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param((0.57, 0.007, 0.43, 0.007), 0.8816, id="Phi(.14 / sqrt .014)"),
        pytest.param((0.5, 0.01, 0.5, 0.02), 0.5, id="equal means"),
        pytest.param((0.5, 0, 0.5, 0), 0.5, id="exact and equal"),
        pytest.param((0.6, 0, 0.5, 0), 1, id="exact and above"),
        pytest.param((0.4, 0, 0.5, 0), 0, id="exact and below"),
    ],
)
def test_probability_above(arguments, expected):
    assert probability_above(*arguments) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.95, "ahead"), (0.9499, "probably ahead"), (0.8, "probably ahead"), (0.7999, "not distinguishable")],
)
def test_words(probability, expected):
    assert words(probability) == expected


def test_a_tier_lasts_while_its_top_is_not_probably_ahead():
    # z(.80) = .8416; SD of a difference sqrt(.5 + .5) = 1: new tiers at 0 - .8416 and beyond.
    means, v = [0.0, -0.84, -0.85, -1.6, -1.7], [0.5] * 5
    assert tiers(means, v) == [1, 1, 2, 2, 3]
    assert tiers(means[::-1], v) == [3, 2, 2, 1, 1]


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
    """Forty scores that vary less than their error: nothing tells candidates apart."""
    x = np.linspace(0.50, 0.55, 40)
    rows = rank_candidates([f"c{i}" for i in range(40)], x, np.full(40, 0.1), places=10)
    assert {(row.tier, row.expected_rank, row.rank_low, row.rank_high, row.p_top_k) for row in rows} == {
        (1, 20.5, 1, 40, 0.25)
    }


def test_few_scores_without_error_are_one_tier_by_the_rule():
    """Below thirty the spread is inferred from the error; no error, no ground to separate anyone."""
    rows = rank_candidates(["a", "b"], np.array([0.9, 0.1]), np.zeros(2), places=1)
    assert [row.p_top_k for row in rows] == [0.5, 0.5]


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


def test_one_candidate_is_first():
    (row,) = ranked(1, 1)
    assert row[3:] == (1, 1.0, 1, 1, 1.0)


def test_without_composite_or_error_there_is_no_rank():
    rows = rank_candidates(
        ["z", "b", "a"], np.array([0.5, math.nan, 0.4]), np.array([0.1, 0.1, math.nan]), places=1
    )
    assert [row.candidate for row in rows] == ["z", "a", "b"]
    assert rows[0].p_top_k == 1
    assert rows[1].tier is None and rows[2].expected_rank is None


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
    drawn = drawn_ranks(post.mean, post.variance, 100, np.random.default_rng(1))
    closed = closed_form_ranks(post.mean, post.variance, 100)
    assert np.abs(drawn.p_top_k - closed.p_top_k).max() < 0.025
    assert np.abs(drawn.expected - closed.expected).max() < 2
    assert np.abs(drawn.low - closed.low).max() < 60
    assert closed.p_top_k.sum() == pytest.approx(100, rel=0.01)


def test_simulated_chances_are_those_of_a_plain_simulation():
    """The packed sorting against numpy's own ranks of its own draws."""
    post = known(12)
    rng = np.random.default_rng(7)
    z = post.mean + np.sqrt(post.variance) * rng.standard_normal((40_000, 12))
    ranks = 1 + (z[:, None, :] > z[:, :, None]).sum(axis=2)
    drawn = drawn_ranks(post.mean, post.variance, 3, np.random.default_rng(1))
    assert drawn.p_top_k == pytest.approx((ranks <= 3).mean(axis=0), abs=0.025)
    assert drawn.expected == pytest.approx(ranks.mean(axis=0), abs=0.05)
    assert np.abs(drawn.low - np.quantile(ranks, 0.05, axis=0, method="inverted_cdf")).max() <= 1
