"""Agreement and severity of interviewers: values from print, by hand, and what cannot be said."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.agreement.coefficients import r_wg, uniform_variance
from scoring.agreement.icc import intraclass_correlation, one_way_correlation
from scoring.agreement.ratings_table import Undefined
from scoring.interview.facets_design import FacetRating
from scoring.interview.interview import Question
from scoring.interview.interview_agreement import (
    PanelKind,
    competency_loadings,
    mean_agreement,
    panel_r_wg,
    panel_severity,
    question_agreement,
)
from tests.scoring.agreement_tables import GOLDEN, SHROUT_FLEISS, beside, expected


def rows(table, question="Q1", people=None):
    """Ratings of a table of people by interviewers; None = not observed."""
    names = people or [f"p{at}" for at in range(len(table))]
    return [
        FacetRating(person, f"R{who}", question, rating)
        for person, line in zip(names, table, strict=True)
        for who, rating in enumerate(line)
        if rating is not None
    ]


def test_one_way_correlations_are_those_in_print():
    # They print ICC(1) = .17 and ICC(1,k) = .44.
    found = one_way_correlation(SHROUT_FLEISS)
    assert found.single.value == pytest.approx(0.1657, abs=5e-5)
    assert (found.single.ci_low, found.single.ci_high) == pytest.approx((-0.1329, 0.7226), abs=5e-4)
    assert found.average.value == pytest.approx(0.4428, abs=5e-4)
    assert (found.average.ci_low, found.average.ci_high) == pytest.approx((-0.8844, 0.9124), abs=1e-3)
    assert (found.k, found.single.n, found.single.n_ratings) == (4, 6, 24)


@given(st.randoms())
def test_who_gave_which_rating_changes_no_one_way_correlation(random):
    shuffled = [random.sample(line, len(line)) for line in SHROUT_FLEISS]
    assert one_way_correlation(shuffled).single.value == pytest.approx(
        one_way_correlation(SHROUT_FLEISS).single.value, abs=1e-12
    )


def test_panels_of_their_own_have_a_one_way_correlation():
    # p0 by R0 and R1, p1 by R2 and R3, p2 by R4 and R5: nobody met two people.
    apart = [[1, 2, *[None] * 4], [None, None, 3, 4, None, None], [*[None] * 4, 4, 5]]
    found = question_agreement("Q1", rows(apart))
    assert found.kind is PanelKind.SEPARATE
    # Means 1.5, 3.5, 4.5: MS between 14/3, within .5; (14/3 - .5) / (14/3 + .5) = 25/31.
    assert found.icc_single.value == pytest.approx(25 / 31)
    assert found.icc_average.value == pytest.approx(2 * (25 / 31) / (1 + 25 / 31))
    assert found.n_interviewers == 6


def test_the_same_panel_and_overlapping_ones_have_a_two_way_correlation():
    same = [[2, 3], [3, 3], [5, 4], [1, 2]]
    found = question_agreement("Q1", rows(same))
    assert found.kind is PanelKind.SAME
    assert found.icc_single == intraclass_correlation(same).single
    overlapping = [[2, 3, None], [None, 3, 3], [5, None, 4], [1, 2, None], [None, 4, 5]]
    found = question_agreement("Q1", rows(overlapping))
    assert found.kind is PanelKind.OVERLAPPING
    gaps = np.array([[np.nan if one is None else one for one in line] for line in overlapping])
    assert found.icc_single == intraclass_correlation(gaps).single


def test_a_mean_is_of_those_who_observed_all_of_its_questions():
    loadings = competency_loadings(
        (Question("Q1", {"JUD": 1.0}), Question("Q2", {"JUD": 0.5, "INT": 0.5}), Question("Q3", {"EMP": 0.0}))
    )
    assert loadings == {"JUD": {"Q1": 1.0, "Q2": 0.5}, "INT": {"Q2": 0.5}}
    given_all = rows([[1, 2], [4, 4], [5, 3]]) + rows([[4, 2], [1, None], [2, 3]], "Q2")
    found = mean_agreement(loadings["JUD"], given_all)
    # p1 is left out for R1; of p0 the means are (1 + .5 x 4) / 1.5 = 2 and 2; of p2, 4 and 3.
    assert (found.exact.n, found.exact.value, found.adjacent.value) == (2, 0.5, 1.0)


def test_severity_is_averaged_over_people_first():
    # p0: R0 is 2 below on Q1 and 0 off on Q2, so -1; p1: 1 below on Q1, so -1; p2 was met alone.
    found = panel_severity(rows([[1, 3], [2, 3], [5, None]]) + rows([[4, 4]], "Q2", ["p0"]))
    assert (found["R0"].value, found["R0"].n, found["R0"].n_ratings) == (-1.0, 2, 3)
    assert (found["R0"].ci_low, found["R0"].ci_high) == (-1.0, -1.0)
    assert found["R1"].value == 1.0


def test_severity_of_who_sat_alone_is_undefined_and_of_one_person_has_no_interval():
    alone = panel_severity(rows([[3], [4]]))["R0"]
    assert math.isnan(alone.value)
    assert alone.reason is Undefined.NO_PAIRS
    once = panel_severity(rows([[3, 5]]))["R0"]
    assert once.value == -2
    assert math.isnan(once.ci_low)


@given(st.permutations(rows([[1, 3, 2], [2, 3, 5], [5, 4, 4]])))
def test_the_order_of_rows_changes_nothing(given_rows):
    ordered = rows([[1, 3, 2], [2, 3, 5], [5, 4, 4]])
    assert question_agreement("Q1", given_rows) == question_agreement("Q1", ordered)
    assert panel_r_wg(given_rows) == panel_r_wg(ordered)
    for who, one in panel_severity(given_rows).items():
        assert one.value == pytest.approx(panel_severity(ordered)[who].value, abs=1e-12)


def test_a_panel_agrees_over_the_questions_two_of_it_rated():
    one_panel = rows([[4, 5]], "Q1", ["p"]) + rows([[2, 3]], "Q2", ["p"]) + rows([[1]], "Q3", ["p"])
    assert panel_r_wg(one_panel)["p"] == r_wg([[4, 2], [5, 3]], uniform_variance(5))
    assert panel_r_wg(rows([[4]], "Q1", ["p"]))["p"].reason is Undefined.ONE_RATER


def test_equal_ratings_have_no_correlation():
    found = question_agreement("Q1", rows([[3, 3], [3, 3], [3, 3]]))
    assert found.icc_single.reason is Undefined.CONSTANT
    assert found.exact.value == 1.0
    apart = [[3, 3, *[None] * 2], [None, None, 3, 3]]
    assert question_agreement("Q1", rows(apart)).icc_single.reason is Undefined.CONSTANT


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        pytest.param([], Undefined.NO_RATINGS, id="nothing"),
        pytest.param([[3], [4]], Undefined.ONE_RATER, id="one-rater"),
        pytest.param([[3, None], [None, 4]], Undefined.NO_PAIRS, id="nobody-twice"),
        pytest.param([[3, 4]], Undefined.ONE_UNIT, id="one-person"),
    ],
)
def test_what_is_missing_is_named(table, reason):
    assert question_agreement("Q1", rows(table)).icc_single.reason is reason
    assert mean_agreement({"Q1": 1.0}, rows(table)).icc_single.reason is reason


@beside
def test_panels_of_forty_nine_companies_agree_as_in_print():
    table = np.genfromtxt(GOLDEN / "lq2002.csv", delimiter=",", skip_header=1)
    members = [
        FacetRating(f"{int(line[0]):03}", f"R{int(line[1])}", f"Q{item}", int(line[2 + item]))
        for line, item in product(table, range(11))
    ]
    found = panel_r_wg(members)
    values = expected("rwg_lq2002")
    assert [one.value for one in found.values()][:5] == pytest.approx(values["rwgj_first5"], abs=1e-6)
