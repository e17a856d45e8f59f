"""What ranks claim of themselves, held against selections whose truth is known (seeds fixed).

The short form of ``benchmarks/calibration/ranking.py``: reliabilities that the code is not told, equal errors
and unequal ones, few people and many. Bounds allow for the simulation's own error.
"""

from functools import cache

import numpy as np
import pytest

from benchmarks.calibration.ranking import Case, Seen, seen_in

SEED = 20_000


@cache
def seen(n: int, reliability: float, times: int, unequal: bool = False) -> Seen:
    return seen_in(Case(n, reliability, unequal), times, seed=SEED)


POOLS = [
    pytest.param(5, 0.3, 150, False, id="5 people, .3"),
    pytest.param(29, 0.3, 40, False, id="29 people, .3"),
    pytest.param(29, 0.9, 40, True, id="29 people, .9, unequal errors"),
    pytest.param(40, 0.5, 30, True, id="40 people, .5, unequal errors"),
]


@pytest.mark.parametrize(("n", "reliability", "times", "unequal"), POOLS)
def test_intervals_of_90_percent_hold_the_true_rank_as_often_as_they_say(n, reliability, times, unequal):
    covered = np.mean(seen(n, reliability, times, unequal).covered)
    assert 0.88 <= covered <= (1.0 if n < 20 else 0.97), covered


@pytest.mark.parametrize(("n", "reliability", "times", "unequal"), POOLS)
def test_chances_of_a_place_come_true_as_often_as_they_say(n, reliability, times, unequal):
    """The bold half: those with the highest chance of each pool's places."""
    one = seen(n, reliability, times, unequal)
    chance, is_top = np.array(one.chance), np.array(one.is_top)
    bold = np.argsort(-chance, kind="stable")[: times * max(1, n // 8)]
    assert is_top[bold].mean() == pytest.approx(chance[bold].mean(), abs=0.1)


@pytest.mark.parametrize(("n", "times"), [(5, 150), (29, 40), (40, 30)])
def test_equal_people_are_rarely_told_apart(n, times):
    apart = seen(n, 0.0, times).apart
    assert np.mean(apart) <= 0.15 + 2 * np.std(apart) / np.sqrt(times)


def test_people_one_standard_deviation_apart_rarely_stand_the_wrong_way_round():
    for n, times in ((29, 40), (40, 30)):
        assert np.mean(seen(n, 0.5, times).pair_wrong) <= 0.11


@pytest.mark.parametrize(("n", "reliability", "times", "unequal"), POOLS)
def test_nobody_in_a_tier_is_probably_ahead_of_anybody_else_in_it(n, reliability, times, unequal):
    assert seen(n, reliability, times, unequal).over == 0
