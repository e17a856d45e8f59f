"""What ranks claim of themselves, held against selections whose truth is known (seeds fixed).

True composites and errors are normal, errors of different size, reliability about .70: a rank interval of
90 % should hold the true rank nine times of ten, a chance of .30 should come true three times of ten, and
chances of one place add up to the places there are.
"""

from functools import cache

import numpy as np
import pytest

from scoring.standing import rank_candidates

TRUE_SD = 0.14


class Seen:
    """What was claimed and what was true, over all candidates of all selections."""

    def __init__(self):
        self.held, self.claimed, self.was_top, self.sums = [], [], [], []


@cache
def selections(n: int, times: int, places: int) -> Seen:
    seen, rng = Seen(), np.random.default_rng(20_000 + n)
    names = [f"c{at:03}" for at in range(n)]
    for _ in range(times):
        sem = TRUE_SD * np.sqrt(0.3 / 0.7) * rng.uniform(0.8, 1.2, n)
        true = rng.normal(0.6, TRUE_SD, n)
        standings = rank_candidates(names, true + sem * rng.standard_normal(n), sem, places=places)
        rank = 1 + (true[None, :] > true[:, None]).sum(axis=1)
        for one, actual in zip(standings, rank.tolist(), strict=True):
            seen.held.append(one.rank_low <= actual <= one.rank_high)
            seen.claimed.append(one.p_top_k)
            seen.was_top.append(actual <= places)
        seen.sums.append(sum(one.p_top_k for one in standings))
    return seen


SIZES = [
    pytest.param(8, 300, 2, id="8"),
    pytest.param(40, 120, 5, id="40"),
    pytest.param(200, 40, 20, id="200"),
]


@pytest.mark.parametrize(("n", "times", "places"), SIZES)
def test_intervals_of_90_percent_hold_the_true_rank_as_often_as_they_say(n, times, places):
    covered = np.mean(selections(n, times, places).held)
    assert 0.88 <= covered <= (0.99 if n < 40 else 0.95), covered


@pytest.mark.parametrize(("n", "times", "places"), SIZES)
def test_chances_of_a_place_add_up_to_the_places(n, times, places):
    assert np.array(selections(n, times, places).sums) == pytest.approx(places, rel=0.01)


def test_chances_of_a_place_come_true_as_often_as_they_say():
    """In each tenth of the candidates, ordered by their chance."""
    every = [selections(*size.values) for size in SIZES]
    claimed = np.concatenate([one.claimed for one in every])
    was_top = np.concatenate([one.was_top for one in every])
    order = np.argsort(claimed, kind="stable")
    for tenth in np.array_split(order, 10):
        assert was_top[tenth].mean() == pytest.approx(claimed[tenth].mean(), abs=0.05)


def test_bold_chances_come_true_too():
    """By the chance itself: few candidates have a high one, and the tenths hardly show them."""
    every = [selections(*size.values) for size in SIZES]
    claimed = np.concatenate([one.claimed for one in every])
    was_top = np.concatenate([one.was_top for one in every])
    for low in np.arange(0, 1, 0.1):
        those = (claimed >= low) & (claimed < low + 0.1)
        assert was_top[those].mean() == pytest.approx(claimed[those].mean(), abs=0.05), low
