"""Intraclass correlation: print, tables with gaps, and what is undefined."""

import math

import numpy as np
import pytest
from scipy.optimize import minimize

from scoring.agreement.icc import intraclass_correlation
from scoring.agreement.icc_reml import reml_icc
from scoring.agreement.ratings_table import Undefined
from tests.scoring.agreement_tables import SHROUT_FLEISS, beside, ratings

NAN = math.nan


def a_table(n: int, m: int, seed: int, missing: float = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(n, 1)) + 0.5 * rng.normal(size=(1, m)) + rng.normal(size=(n, m))
    return np.where(rng.random((n, m)) < missing, NAN, table)


def by_dense_matrices(table: np.ndarray) -> float:
    """The same restricted likelihood from whole covariance matrices, minimised over logarithms."""
    units, raters = np.nonzero(~np.isnan(table))
    y, n = table[units, raters], len(units)
    same_unit, same_rater = units[:, None] == units, raters[:, None] == raters
    one = np.ones((n, 1))

    def value(logs: np.ndarray) -> float:
        of_units, of_raters = np.exp(logs)
        v = of_units * same_unit + of_raters * same_rater + np.eye(n)
        inverse = np.linalg.inv(v)
        information = one.T @ inverse @ one
        p = inverse - inverse @ one @ one.T @ inverse / information
        log_dets = np.linalg.slogdet(v)[1] + math.log(information.item())
        return (n - 1) * math.log(y @ p @ y) + log_dets

    found = minimize(value, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12})
    of_units, of_raters = np.exp(found.x)
    return of_units / (of_units + of_raters + 1)


def test_the_six_targets_of_shrout_and_fleiss():
    """They print .29 and .62 (table 4); intervals by McGraw and Wong (1996)."""
    found = intraclass_correlation(np.array(SHROUT_FLEISS))
    single, average = found.single, found.average
    assert [single.value, single.ci_low, single.ci_high] == pytest.approx(
        [0.28976, 0.01879, 0.76108], abs=1e-5
    )
    assert [average.value, average.ci_low, average.ci_high] == pytest.approx(
        [0.62005, 0.07114, 0.92723], abs=1e-5
    )
    assert (found.k, single.n, single.n_ratings) == (4, 6, 24)


@beside
def test_three_raters_of_anxiety():
    """R irr prints ICC(A,1) = .198, -.039 < ICC < .494."""
    found = intraclass_correlation(ratings("irr_anxiety_20x3.csv")).single
    assert [found.value, found.ci_low, found.ci_high] == pytest.approx([0.198, -0.039, 0.494], abs=5e-4)


@pytest.mark.parametrize("seed", range(3))
def test_on_a_full_table_both_methods_agree(seed):
    table = a_table(30, 4, seed)
    assert reml_icc(table - table.mean())[0] == pytest.approx(
        intraclass_correlation(table).single.value, abs=1e-5
    )


@pytest.mark.parametrize("seed", range(3))
def test_with_gaps_it_is_the_maximum_of_the_whole_likelihood(seed):
    table = a_table(14, 4, seed, missing=0.4)
    assert intraclass_correlation(table).single.value == pytest.approx(by_dense_matrices(table), abs=1e-4)


def test_raters_who_rate_one_unit_each_give_the_one_way_correlation():
    """Each unit has raters of its own: ICC(1,1) = (MSB - MSW) / (MSB + MSW) for pairs."""
    pairs = a_table(20, 2, 5)
    table = np.full((20, 40), NAN)
    for at, (first, second) in enumerate(pairs):
        table[at, 2 * at], table[at, 2 * at + 1] = first, second
    between, within = 2 * pairs.mean(axis=1).var(ddof=1), pairs.var(axis=1, ddof=1).mean()
    expected = (between - within) / (between + within)
    assert intraclass_correlation(table).single.value == pytest.approx(expected, abs=1e-4)


def test_with_gaps_the_mean_is_of_as_many_marks_as_units_have():
    """Two marks, two, four: harmonic mean 1 / ((1/2 + 1/2 + 1/4) / 3); a unit marked once is not averaged."""
    table = np.array([[1, 2, NAN, NAN], [4, 4, NAN, NAN], [3, 2, 3, 3], [1, NAN, NAN, NAN]])
    assert intraclass_correlation(table).k == pytest.approx(2.4)


def test_where_the_scale_starts_changes_nothing():
    table = a_table(10, 3, 1)
    moved, kept = (intraclass_correlation(t).single.value for t in (table + 1e6, table))
    assert moved == pytest.approx(kept, abs=1e-8)


def test_a_difference_in_severity_lowers_absolute_agreement():
    """Second rater one point above: MSR = 5, MSC = 2.5, MSE = 0: 5 / (5 + 2 x 2.5 / 5) = 5/6."""
    first = np.arange(5.0)
    found = intraclass_correlation(np.column_stack([first, first + 1])).single
    assert found.value == pytest.approx(5 / 6)
    assert found.ci_low < found.value < found.ci_high


def test_severity_alone_with_a_gap_stays_computable():
    table = np.column_stack([np.arange(5.0), np.arange(5.0) + 1])
    table[4, 1] = NAN
    assert 0.5 < intraclass_correlation(table).single.value <= 1


def test_units_that_do_not_differ_have_no_interval():
    found = intraclass_correlation(np.array([[1, 2], [1, 2], [1, 2]])).single
    assert found.value == 0
    assert math.isnan(found.ci_low)


def test_two_crossed_units_have_no_variance_to_share_out():
    assert intraclass_correlation(np.array([[1, 2], [2, 1]])).single.reason == Undefined.NO_SPREAD


def test_means_without_variance_left_have_no_correlation():
    found = intraclass_correlation(np.array([[2, 4, 3], [3, 1, 3]]))
    assert found.single.value == pytest.approx(-0.75)
    assert found.average.reason == Undefined.NO_SPREAD


def test_an_interval_that_is_not_known_stays_unknown_for_the_mean():
    found = intraclass_correlation(np.array([[1, 3], [2, 2], [1, 3]]))
    assert math.isnan(found.single.ci_low)
    assert math.isnan(found.average.ci_low)
    assert math.isnan(found.average.ci_high)
