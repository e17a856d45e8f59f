"""The shown error beside the real one, and what skipping gains: short forms of benchmarks/calibration.

Simulated candidates sit a form again and again; bounds allow for the simulation's own error.
"""

import numpy as np
import pytest

from benchmarks.calibration.chosen import Case as Interviews
from benchmarks.calibration.chosen import seen_in as interviewed
from benchmarks.calibration.forms import Case, seen_in
from benchmarks.calibration.sitters import abilities, library
from benchmarks.calibration.skipping import gains

DRAWS = 40
"""Candidates drawn at each ability: enough here, and quick."""


def ratio(shown, real) -> float:
    return float(np.sqrt(np.mean(shown) / np.mean(real)))


@pytest.mark.parametrize(
    ("n", "pools", "skip_rate"), [(2, 60, 0.0), (12, 12, 0.1), (40, 5, 0.05), (200, 1, 0.0)]
)
def test_the_shown_error_is_the_real_one_at_every_size_of_pool(n, pools, skip_rate):
    seen = seen_in(Case("short", n, skip_rate), pools, draws=DRAWS)
    assert ratio(seen.shown, seen.real) == pytest.approx(1.0, abs=0.12)


def test_the_error_is_smaller_at_the_top_as_it_really_is():
    seen = seen_in(Case("short", 200), 2, draws=DRAWS)
    order = np.argsort(seen.true)
    lowest, highest = order[:80], order[-80:]
    assert seen.shown[lowest].mean() > 2 * seen.shown[highest].mean()
    for those in (lowest, highest):
        assert 0.82 <= ratio(seen.shown[those], seen.real[those]) <= 1.25


def test_an_error_that_is_the_same_for_all_is_found_to_be():
    """A linear simulator: the pool's own answers move the error away from the declared prior."""
    seen = seen_in(Case("short", 200, simulator="linear"), 2, draws=DRAWS)
    order = np.argsort(seen.true)
    assert ratio(seen.shown, seen.real) == pytest.approx(1.0, abs=0.12)
    for those in (order[:80], order[-80:]):
        assert 0.8 <= ratio(seen.shown[those], seen.real[those]) <= 1.25


def test_after_the_interview_the_error_falls_and_stays_the_real_one():
    seen = interviewed(Interviews("as in the sample data"), library("short", DRAWS), n_pools=40)
    assert np.mean(np.array(seen.sem) / np.array(seen.before_sem)) < 0.9
    error = np.array(seen.error)
    assert 0.9 <= ratio(np.square(seen.sem), np.square(error - error.mean())) <= 1.2
    # Whoever is chosen for a high score has it by chance too; the page says by how much.
    assert error.mean() > 0.03
    assert np.mean(seen.expected) == pytest.approx(error.mean(), abs=0.015)
    chance, is_top = np.array(seen.chance), np.array(seen.is_top)
    bold = np.argsort(-chance)[:80]
    assert is_top[bold].mean() == pytest.approx(chance[bold].mean(), abs=0.12)


@pytest.mark.parametrize(("insight", "most"), [(0.0, 0.10), (0.5, 0.10), (1.0, 0.25)])
def test_skipping_does_not_pay(insight, most):
    shelf, rng = library("short", DRAWS), np.random.default_rng(7)
    points = shelf.draw(abilities(1500, rng), rng)
    found = gains(points, shelf.scheme, insight, rng)
    assert max(float(gain.mean()) for gain in found.values()) <= most
