"""Words and tiers: nobody in a tier is probably ahead of anybody else in it."""

import numpy as np
import pytest

from scoring.ranking.posterior import probabilities_above
from scoring.ranking.standing import PROBABLY_AHEAD, posterior, tiers, words
from tests.scoring.plain import mixture, plain


@pytest.mark.parametrize(
    ("probability", "expected"),
    [(0.95, "ahead"), (0.9499, "probably ahead"), (0.85, "probably ahead"), (0.8499, "not distinguishable")],
)
def test_words(probability, expected):
    assert words(probability) == expected


def test_a_tier_lasts_while_nobody_of_it_is_probably_ahead():
    # z(.85) = 1.0364; SD of a difference sqrt(.5 + .5) = 1: new tiers at 0 - 1.0364 and beyond.
    means = [0.0, -1.03, -1.04, -2.07, -2.08]
    assert tiers(plain(means, [0.5] * 5)) == [1, 1, 2, 2, 3]
    assert tiers(plain(means[::-1], [0.5] * 5)) == [3, 2, 2, 1, 1]


def test_who_is_surer_may_be_ahead_where_the_first_is_not():
    """The first is doubtful: z = 1 / sqrt(2.02); the second is sure: z = .9 / sqrt(.04) opens a tier."""
    means, variances = [0.0, -0.1, -1.0], [2.0, 0.02, 0.02]
    assert tiers(plain(means, variances)) == [1, 1, 2]
    assert tiers(plain([means[0], means[2]], [variances[0], variances[2]])) == [1, 1]


def test_equal_candidates_are_one_tier():
    assert tiers(plain([0.5] * 6, [0.01] * 6)) == [1] * 6
    assert tiers(plain([0.5] * 6, [0.0] * 6)) == [1] * 6


def most_ahead(known, tier):
    """The largest probability of being above another of the same tier."""
    tier, largest = np.array(tier), 0.0
    for one in np.unique(tier):
        members = np.flatnonzero(tier == one)
        for i in members:
            others = members[members != i]
            if len(others):
                largest = max(largest, probabilities_above(known, i, others).max())
    return largest


def some_pool(rng, n):
    """Scores whose errors differ by up to five times."""
    sem = rng.uniform(0.04, 0.2, n)
    return posterior(rng.normal(0.6, rng.uniform(0.02, 0.3), n) + sem * rng.standard_normal(n), sem)


@pytest.mark.parametrize("seed", range(40))
def test_nobody_is_probably_ahead_inside_a_tier(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 60))
    for known in (some_pool(rng, n), mixture(rng, n), plain(rng.normal(size=n), rng.uniform(0.01, 2, n))):
        assert most_ahead(known, tiers(known)) < PROBABLY_AHEAD


def test_nor_among_thousands_where_not_everybody_is_compared():
    rng = np.random.default_rng(1)
    sem = rng.uniform(0.04, 0.2, 2_500)
    known = posterior(rng.normal(0.6, 0.3, 2_500) + sem * rng.standard_normal(2_500), sem)
    assert len(known.weights) == 1
    tier = tiers(known)
    assert most_ahead(known, tier) < PROBABLY_AHEAD
    assert max(tier) > 3


@pytest.mark.parametrize("seed", range(10))
def test_tiers_follow_the_expectations_and_begin_where_they_must(seed):
    rng = np.random.default_rng(seed)
    known = some_pool(rng, 30)
    tier = np.array(tiers(known))
    order = np.argsort(-known.expected())
    assert (np.diff(tier[order]) >= 0).all()
    assert set(tier.tolist()) == set(range(1, tier.max() + 1))
    for one in range(2, tier.max() + 1):
        first = order[tier[order] == one][0]
        before = np.flatnonzero(tier == one - 1)
        assert probabilities_above(known, first, before).min() <= 1 - PROBABLY_AHEAD + 1e-12
