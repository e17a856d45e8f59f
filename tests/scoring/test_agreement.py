"""Agreement coefficients: values from print, hand computations, what no coefficient may depend on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import BadRatings
from scoring.agreement.agreement import adjacent_agreement, exact_agreement
from scoring.agreement.coefficients import gwet_ac1, gwet_ac2, krippendorff_alpha
from scoring.agreement.icc import intraclass_correlation
from scoring.agreement.kappa import kappa_of_two, quadratic_weighted_kappa, weighted_kappa
from scoring.agreement.ratings_table import Undefined
from tests.scoring.agreement_tables import COHEN, beside, expected, of_counts, ratings

NAN = math.nan
SCALE = (0, 1, 2, 3, 4)


def rng():
    return np.random.default_rng(1)


COEFFICIENTS = {
    "exact": exact_agreement,
    "adjacent": adjacent_agreement,
    "kappa": lambda table: quadratic_weighted_kappa(table, SCALE, rng=rng()),
    "nominal": lambda table: krippendorff_alpha(table, "nominal", rng=rng()),
    "ordinal": lambda table: krippendorff_alpha(table, "ordinal", rng=rng()),
    "interval": lambda table: krippendorff_alpha(table, "interval", rng=rng()),
    "ac1": lambda table: gwet_ac1(table, SCALE),
    "ac2": lambda table: gwet_ac2(table, SCALE),
    "icc": lambda table: intraclass_correlation(table).single,
    "icc_k": lambda table: intraclass_correlation(table).average,
}
CORRECTED = [name for name in COEFFICIENTS if name not in ("exact", "adjacent")]
RELATIVE = [name for name in CORRECTED if name not in ("ac1", "ac2")]

every = pytest.mark.parametrize("name", COEFFICIENTS)
corrected = pytest.mark.parametrize("name", CORRECTED)

marks = st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0])
full_tables = st.integers(2, 4).flatmap(
    lambda m: st.lists(st.lists(marks, min_size=m, max_size=m), min_size=3, max_size=12)
)
gapped_tables = st.integers(2, 4).flatmap(
    lambda m: st.lists(st.lists(marks | st.just(NAN), min_size=m, max_size=m), min_size=3, max_size=10)
)


# From print


@pytest.mark.parametrize(
    ("weights", "value"),
    [
        pytest.param([[0, 1, 1], [1, 0, 1], [1, 1, 0]], 0.4915254, id="unweighted"),
        pytest.param([[0, 1, 3], [1, 0, 6], [3, 6, 0]], 0.3478261, id="weighted"),
        pytest.param([[0, 1, 4], [1, 0, 6], [2, 2, 0]], 0.3533835, id="asymmetric"),
    ],
)
def test_weighted_kappa_is_cohens(weights, value):
    """Cohen (1968) prints .492, .348 and .353."""
    table = of_counts(COHEN, [1, 2, 3])
    found = weighted_kappa(table, [1, 2, 3], np.array(weights, float), rng=rng())
    assert found.value == pytest.approx(value, abs=1e-6)
    assert (found.n, found.n_ratings) == (200, 400)


def test_quadratic_kappa_by_hand():
    """Same table: sum of o d^2 = .12 + .08 + 4 (.09 + .01) = .60; of chance, .6 x .3 ... = 1.1."""
    assert kappa_of_two(*of_counts(COHEN, [1, 2, 3]).T, [1, 2, 3]).value == pytest.approx(1 - 0.6 / 1.1)


@beside
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_alpha_is_krippendorffs(level):
    found = krippendorff_alpha(ratings("krippendorff_C.csv", 1), level, rng=rng())
    assert found.value == pytest.approx(expected("kripp_C")[level], abs=1e-9)
    assert (found.n, found.n_ratings) == (11, 40)


@beside
def test_many_raters_on_a_full_table():
    """Fleiss (1971), 30 patients by six: Conger's kappa and Krippendorff's nominal alpha."""
    table = ratings("fleiss_diagnoses_30x6.csv")
    values = expected("fleiss71")
    kappa = weighted_kappa(table, [1, 2, 3, 4, 5], 1 - np.eye(5), rng=rng())
    assert kappa.value == pytest.approx(values["conger_exact"], abs=1e-9)
    assert krippendorff_alpha(table, "nominal", rng=rng()).value == pytest.approx(values["kripp_nominal"])


@beside
def test_ac1_is_gwets():
    """Gwet prints .77544, standard error .14295 and 95 % interval .461 to 1 for these 12 units."""
    found = gwet_ac1(ratings("krippendorff_C.csv", 1), [1, 2, 3, 4, 5])
    assert [found.value, found.ci_low, found.ci_high] == pytest.approx([0.77544, 0.4608, 1], abs=1e-4)


# By hand


def test_alpha_of_three_raters_without_a_gap():
    """Units 1 1 1, 1 2 2, 3 3 1: counts 5, 2, 2 of 9.

    Unequal ordered pairs of all ratings: 81 - 25 - 4 - 4 = 48; D_e = 48 / (9 x 8) = 2/3.
    Unequal ordered pairs inside units: 0, 4, 4; D_o = (0 + 4/2 + 4/2) / 9 = 4/9. alpha = 1 - 2/3.
    """
    table = [[1, 1, 1], [1, 2, 2], [3, 3, 1]]
    assert krippendorff_alpha(np.array(table), "nominal", rng=rng()).value == pytest.approx(1 / 3)


def test_ordinal_alpha_counts_the_ratings_between():
    """Two raters: 1 1, 2 2, 2 3. Counts 2, 3, 1; distances: 12: 2.5, 23: 2, 13: 4.5, squared.

    D_o = 2 x 4 / 6; D_e = 2 (6 x 6.25 + 3 x 4 + 2 x 20.25) / 30 = 6.
    """
    table = np.array([[1, 1], [2, 2], [2, 3]])
    assert krippendorff_alpha(table, "ordinal", rng=rng()).value == pytest.approx(1 - (8 / 6) / 6)


def test_ac2_by_hand():
    """Marks 0 1, 4 4, 4 3 on 0-4: credits 15/16, 1, 15/16, p_a = 46/48.

    Uses: 1/6, 1/6, 0, 1/6, 1/2; sum pi (1 - pi) = 3 x 5/36 + 1/4 = 2/3; sum of credits 25 - 100/16 = 18.75;
    p_e = 18.75 / 20 x 2/3 = .625.
    """
    found = gwet_ac2(np.array([[0, 1], [4, 4], [4, 3]]), SCALE)
    assert found.value == pytest.approx((46 / 48 - 0.625) / 0.375)


def test_shares_average_over_units():
    """2 2 2: 3 of 3 pairs equal; 1 2 -: none, one apart; 0 2 3: none, one of three pairs within a point."""
    table = np.array([[2, 2, 2], [1, 2, NAN], [0, 2, 3]])
    assert exact_agreement(table).value == pytest.approx(1 / 3)
    assert adjacent_agreement(table).value == pytest.approx((1 + 1 + 1 / 3) / 3)


def test_the_interval_of_a_share_is_wilsons():
    """9 of 10: Wilson (1927) gives .596 to .982."""
    table = np.array([[1, 1]] * 9 + [[1, 2]])
    found = exact_agreement(table)
    assert [found.ci_low, found.ci_high] == pytest.approx([0.5958, 0.9821], abs=1e-4)


def test_agreement_of_all_on_all_leaves_a_share_uncertain():
    found = exact_agreement(np.array([[1, 1]] * 3))
    assert found.value == found.ci_high == 1
    assert found.ci_low == pytest.approx(0.4385, abs=1e-4)


def test_two_raters_with_gaps_are_judged_where_both_rated():
    table = np.array([[1, 2], [3, 3], [0, 0], [4, 2], [4, NAN], [NAN, 0]])
    whole = quadratic_weighted_kappa(table[:4], SCALE, rng=rng())
    assert quadratic_weighted_kappa(table, SCALE, rng=rng()) == whole


def test_pooled_kappa_of_changing_pairs_by_hand():
    """Raters a b on units 1 2 and 3 3, b c on 2 4 and 0 0: each pair meets on half of the units.

    Seen: (1 + 0 + 4 + 0) / 4. b: 2 3 2 0, a: 1 3, c: 4 0.
    Chance a-b: (1 + 4 + 1 + 1 + 1 + 0 + 1 + 9) / 8; b-c: (4 + 4 + 1 + 9 + 4 + 4 + 16 + 0) / 8.
    """
    table = np.array([[1, 2, NAN], [3, 3, NAN], [NAN, 2, 4], [NAN, 0, 0]])
    chance = (18 / 8 + 42 / 8) / 2
    assert quadratic_weighted_kappa(table, SCALE, rng=rng()).value == pytest.approx(1 - 1.25 / chance)


def test_one_rater_who_never_varies_is_chance():
    assert kappa_of_two([1, 1, 1, 1], [0, 1, 2, 1], SCALE).value == pytest.approx(0)


# What no coefficient may depend on


@every
@given(rows=gapped_tables, random=st.randoms())
@settings(max_examples=15, deadline=None)
def test_order_of_units_and_raters_changes_nothing(name, rows, random):
    table = np.array(rows)
    units, raters = list(range(len(table))), list(range(table.shape[1]))
    random.shuffle(units)
    random.shuffle(raters)
    one, other = COEFFICIENTS[name](table), COEFFICIENTS[name](table[units][:, raters])
    assert (one.reason, one.n, one.n_ratings) == (other.reason, other.n, other.n_ratings)
    # A likelihood that is flat to the last bit leaves an incomplete table's ICC open by so much.
    assert other.value == pytest.approx(one.value, abs=1e-4 if np.isnan(table).any() else 1e-9, nan_ok=True)


@every
@given(rows=gapped_tables)
@settings(max_examples=15, deadline=None)
def test_a_unit_nobody_rated_changes_nothing(name, rows):
    table = np.array(rows)
    more = np.vstack([table, np.full(table.shape[1], NAN)])
    assert str(COEFFICIENTS[name](more)) == str(COEFFICIENTS[name](table))


@every
@given(rows=gapped_tables)
@settings(max_examples=15, deadline=None)
def test_a_value_is_given_or_the_reason_why_not(name, rows):
    found = COEFFICIENTS[name](np.array(rows))
    assert math.isnan(found.value) == (found.reason is not None)
    assert found.reason or found.value <= 1 + 1e-9
    if not (found.reason or math.isnan(found.ci_low)):
        assert found.ci_low - 1e-9 <= found.ci_high <= 1 + 1e-9


@every
@pytest.mark.parametrize("m", [2, 3])
def test_perfect_agreement_is_one(name, m):
    table = np.repeat(np.array([0.0, 1, 2, 3, 4, 2])[:, None], m, axis=1)
    assert COEFFICIENTS[name](table).value == pytest.approx(1)


@every
def test_perfect_agreement_with_gaps_is_one(name):
    table = np.array([[0, 0, NAN], [NAN, 1, 1], [2, 2, NAN], [3, NAN, 3], [NAN, NAN, 4]])
    assert COEFFICIENTS[name](table).value == pytest.approx(1)


@pytest.mark.parametrize("name", ["kappa", "nominal", "ordinal", "interval", "icc"])
def test_shuffled_marks_agree_as_chance(name):
    table = np.random.default_rng(7).integers(0, 5, (4000, 3)).astype(float)
    assert COEFFICIENTS[name](table).value == pytest.approx(0, abs=0.03)


@pytest.mark.parametrize("name", ["kappa", "ordinal", "interval", "ac2", "icc"])
def test_the_interval_holds_the_value(name):
    table = np.random.default_rng(2).integers(0, 3, (60, 1)) + np.random.default_rng(3).integers(
        0, 3, (60, 3)
    )
    table = np.where(np.random.default_rng(4).random(table.shape) < 0.2, NAN, table)
    found = COEFFICIENTS[name](table)
    assert found.ci_low < found.value < found.ci_high


# Undefined is not zero


@pytest.mark.parametrize("name", RELATIVE)
@pytest.mark.parametrize("table", [np.full((5, 2), 3), np.full((5, 3), 3), [[3, 3, NAN], [NAN, 3, 3]]])
def test_one_mark_everywhere_is_undefined(name, table):
    found = COEFFICIENTS[name](np.array(table))
    assert math.isnan(found.value)
    assert found.reason == Undefined.CONSTANT


@pytest.mark.parametrize("name", ["ac1", "ac2"])
def test_one_mark_everywhere_is_full_agreement_to_gwet(name):
    assert COEFFICIENTS[name](np.full((5, 2), 3)).value == 1


@corrected
def test_a_single_unit_is_undefined(name):
    assert COEFFICIENTS[name](np.array([[1.0, 2, 2]])).reason == Undefined.ONE_UNIT


@every
@pytest.mark.parametrize(
    ("table", "reason"),
    [
        pytest.param([[1], [2], [3]], Undefined.ONE_RATER, id="one rater"),
        pytest.param([[1, NAN], [2, NAN]], Undefined.ONE_RATER, id="one rater of two"),
        pytest.param([[NAN, NAN], [NAN, NAN]], Undefined.NO_RATINGS, id="all missing"),
        pytest.param([[1, NAN], [NAN, 2]], Undefined.NO_PAIRS, id="never together"),
    ],
)
def test_too_little_is_undefined_with_its_reason(name, table, reason):
    found = COEFFICIENTS[name](np.array(table))
    assert found.reason == reason
    assert all(math.isnan(number) for number in (found.value, found.ci_low, found.ci_high))


@every
def test_an_empty_table_is_undefined(name):
    assert COEFFICIENTS[name](np.empty((0, 2))).reason == Undefined.NO_RATINGS


@pytest.mark.parametrize("name", ["kappa", "ac1", "ac2"])
@pytest.mark.parametrize("mark", [5, 2.5, -1])
def test_a_mark_off_the_scale_is_refused_even_when_it_takes_no_part(name, mark):
    with pytest.raises(BadRatings, match="declared"):
        COEFFICIENTS[name](np.array([[1, 2], [2, 2], [mark, NAN]]))


@pytest.mark.parametrize("table", [[1, 2, 3], [[1, math.inf], [2, 2]]])
def test_what_is_not_a_table_of_numbers_is_refused(table):
    with pytest.raises(BadRatings):
        exact_agreement(np.array(table))


@pytest.mark.parametrize("scale", [[1], [2, 1], [1, 1]])
def test_a_scale_that_does_not_increase_is_refused(scale):
    with pytest.raises(BadRatings, match="increasing"):
        gwet_ac2(np.array([[1, 1], [1, 1]]), scale)
