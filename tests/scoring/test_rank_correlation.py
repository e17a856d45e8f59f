"""Our ranks and tau-b are those of scipy.stats, ties included."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, rankdata

from scoring.ranking.rank_correlation import kendall_tau_b, lowest_ranks

FEW = st.integers(-3, 3).map(float)
"""Few values, so that ties abound."""
PAIRS = st.lists(st.tuples(FEW, FEW | st.floats(-1e6, 1e6)), min_size=2, max_size=40)


@given(PAIRS)
def test_the_correlation_is_that_of_scipy(pairs):
    x, y = np.array(pairs).T
    found, expected = kendall_tau_b(x, y), float(np.asarray(kendalltau(x, y))[0])
    assert math.isnan(found) == math.isnan(expected)
    assert math.isnan(found) or found == pytest.approx(expected, abs=1e-12)


@given(st.lists(FEW, max_size=40))
def test_the_ranks_are_those_of_scipy(values):
    given_values = np.array(values, dtype=np.float64)
    assert lowest_ranks(given_values).tolist() == rankdata(given_values, method="min").tolist()


def test_an_order_agrees_with_itself_and_not_with_its_opposite():
    order = np.array([3.0, 1.0, 2.0, 2.0])
    assert kendall_tau_b(order, order) == pytest.approx(1)
    assert kendall_tau_b(order, -order) == pytest.approx(-1)
    assert math.isnan(kendall_tau_b(order, np.ones(4)))
