"""The report on one prompt, severity of markers, and agreement within a panel."""

import math

import numpy as np
import pytest

from errors import BadRatings
from scoring.agreement.agreement import TOTAL, MarkRow, agreement_report, possible_totals, severity
from scoring.agreement.coefficients import r_wg, uniform_variance
from scoring.agreement.kappa import kappa_of_two
from scoring.agreement.ratings_table import Rating, Undefined
from tests.scoring.agreement_tables import GOLDEN, beside, expected

NAN = math.nan


def a_report(rows, dimensions=("E", "A")):
    return agreement_report(rows, dimensions, (0, 1, 2, 3, 4), rng=np.random.default_rng(1))


def some_rows(n: int = 12) -> list[MarkRow]:
    rng = np.random.default_rng(6)
    rows = []
    for at in range(n):
        quality = rng.integers(0, 4)
        for marker in rng.choice(["anna", "bob", "cleo"], 2, replace=False):
            rows.append(
                MarkRow(f"r{at}", marker, {name: int(quality + rng.integers(0, 2)) for name in ("E", "A")})
            )
    return rows


def test_a_report_has_each_dimension_and_the_total():
    report = a_report(some_rows())
    assert list(report) == ["E", "A", TOTAL]
    assert all(one.n == 12 and one.n_markers == 3 and one.icc_k == 2 for one in report.values())


def test_the_total_is_about_sums():
    """Totals of the two markers: 3 3, 4 2, 1 2: equal once of three, one point apart twice."""
    marks = {"r1": ((1, 2), (2, 1)), "r2": ((2, 2), (1, 1)), "r3": ((0, 1), (1, 1))}
    rows = [
        MarkRow(reply, marker, {"E": e, "A": a})
        for reply, both in marks.items()
        for marker, (e, a) in zip("xy", both, strict=True)
    ]
    total = a_report(rows)[TOTAL]
    assert (total.exact.value, total.adjacent.value) == pytest.approx((1 / 3, 2 / 3))
    assert total.quadratic_kappa.value == kappa_of_two([3, 4, 1], [3, 2, 2], range(9)).value


def test_the_order_of_rows_changes_not_a_bit():
    rows = some_rows()
    assert a_report(rows[::-1]) == a_report(rows)


def test_a_mark_without_a_dimension_counts_for_the_others_only():
    rows = some_rows()
    rows[0] = MarkRow(rows[0].reply, rows[0].marker, {"E": 1})
    report = a_report(rows)
    assert [report[name].n for name in ("E", "A", TOTAL)] == [12, 11, 11]


def test_no_mark_at_all_is_undefined():
    report = a_report([])
    assert report[TOTAL].alpha.reason == Undefined.NO_RATINGS
    assert (report["E"].n, report["E"].n_markers) == (0, 0)


def test_a_marker_who_marked_a_reply_twice_is_refused():
    with pytest.raises(BadRatings, match="expected one rating"):
        a_report([*some_rows(), some_rows()[0]])


@pytest.mark.parametrize("dimensions", [("E", "E"), ("E", TOTAL)])
def test_names_of_dimensions_differ(dimensions):
    with pytest.raises(BadRatings, match="dimensions"):
        a_report([], dimensions)


def test_possible_totals_of_an_uneven_scale():
    assert possible_totals([0, 0.5, 2], 2) == [0, 0.5, 1, 2, 2.5, 4]


# Severity


def test_severity_by_hand():
    """r1: a 1, b 3, c 4; r2: a 2, b 3. a: 1 - 3.5, 2 - 3: mean -1.75; b: 3 - 2.5, 3 - 2: .75; c: 4 - 2."""
    rows = [Rating("r1", "a", 1), Rating("r1", "b", 3), Rating("r1", "c", 4)]
    rows += [Rating("r2", "a", 2), Rating("r2", "b", 3), Rating("r3", "c", 0)]
    found = severity(rows)
    assert {name: one.value for name, one in found.items()} == {"a": -1.75, "b": 0.75, "c": 2}
    assert [(one.n, one.n_ratings) for one in found.values()] == [(2, 5), (2, 5), (1, 3)]


def test_the_interval_of_severity_is_students():
    """Differences 1, 2, 3: 2 +- 4.303 x 1 / sqrt(3)."""
    rows = [Rating(f"r{at}", name, at if name == "a" else 0) for at in (1, 2, 3) for name in "ab"]
    found = severity(rows)["a"]
    assert [found.ci_low, found.ci_high] == pytest.approx([2 - 2.4841, 2 + 2.4841], abs=1e-3)


def test_one_shared_reply_has_no_interval():
    found = severity([Rating("r1", "a", 1), Rating("r1", "b", 3)])["a"]
    assert found.value == -2
    assert math.isnan(found.ci_low)


def test_a_marker_who_shares_no_reply_has_no_severity():
    found = severity([Rating("r1", "a", 1), Rating("r2", "b", 3), Rating("r2", "c", NAN)])
    assert [one.reason for one in found.values()] == [
        Undefined.NO_PAIRS,
        Undefined.NO_PAIRS,
        Undefined.NO_RATINGS,
    ]


# Within a panel


@beside
def test_r_wg_of_forty_nine_companies():
    table = np.genfromtxt(GOLDEN / "lq2002.csv", delimiter=",", skip_header=1)
    values, company = expected("rwg_lq2002"), table[:, 0]
    items, scale = table[:, 2:13], table[:, 21:22]
    several = [r_wg(items[company == one], uniform_variance(5)).value for one in np.unique(company)]
    alone = [r_wg(scale[company == one], uniform_variance(5)).value for one in np.unique(company)]
    assert several[:5] == pytest.approx(values["rwgj_first5"], abs=1e-6)
    assert np.mean(several) == pytest.approx(values["rwgj_mean"], abs=1e-6)
    assert alone[:5] == pytest.approx(values["rwg1_first5"], abs=1e-6)


def test_r_wg_by_hand():
    """A = 5: null 2. Variances 1/3 of 4 5 4 and 2/3 of 2 3 4 3: mean .5, v = .25."""
    ratings = np.array([[4, 2], [5, 3], [4, 4], [NAN, 3]])
    assert r_wg(ratings, uniform_variance(5)).value == pytest.approx(2 * 0.75 / (2 * 0.75 + 0.25))


@pytest.mark.parametrize(("ratings", "value"), [([[1], [5]], 0), ([[3, 4], [3, 4]], 1)])
def test_r_wg_stays_in_its_range(ratings, value):
    assert r_wg(np.array(ratings), uniform_variance(5)).value == value


def test_r_wg_of_one_rater_is_undefined():
    assert r_wg(np.array([[3, 4]]), 2).reason == Undefined.ONE_RATER
    assert r_wg(np.array([[3, 4], [3, NAN]]), 2).reason == Undefined.ONE_RATER
    assert r_wg(np.array([[NAN, NAN]]), 2).reason == Undefined.NO_RATINGS


@pytest.mark.parametrize("variance", [0, -1, NAN, math.inf])
def test_r_wg_needs_a_null_variance(variance):
    with pytest.raises(BadRatings, match="null_variance"):
        r_wg(np.array([[3], [4]]), variance)
