"""Intervals around severities hold the truth as often as they say (seeds fixed).

A short form of benchmarks/calibration/severity.py: interviewers who see people differently, or not.
"""

from functools import cache

import pytest

from benchmarks.calibration.interviews import Case
from benchmarks.calibration.severity import Seen, coverage, mates, seen, slope

DESIGNS = [(2, 20, 8), (3, 30, 5), (4, 30, 8), (6, 40, 8)]
TIMES = 6


@cache
def found(halo: float) -> list[Seen]:
    cases = [Case(*design, halo) for design in DESIGNS] * TIMES
    return [one for seed, case in enumerate(cases, 50_000) for one in seen(case, seed)]


def test_intervals_hold_the_truth_when_interviewers_see_people_differently():
    row = coverage("halo", found(0.8))
    assert row.n > 80
    assert row.value >= 0.90, row


def test_intervals_are_no_wider_than_they_need_be_when_they_see_the_same():
    row = coverage("no halo", found(0.0))
    assert row.n > 80
    assert 0.90 <= row.value <= 0.98, row


@pytest.mark.parametrize("halo", [0.0, 0.8])
def test_severities_are_neither_drawn_to_zero_nor_away_from_it(halo):
    row = slope("", found(halo))
    assert row.low < 1 < row.high, row


@pytest.mark.parametrize("halo", [0.0, 0.8])
def test_differences_from_panel_mates_hold_what_was_expected(halo):
    row = mates("", found(halo))
    assert 0.90 <= row.value <= (0.99 if halo == 0 else 1), row
