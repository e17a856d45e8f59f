"""Impact ratios: the published examples of the rule, another program's interval, and what is undefined."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import relative_risk

from scoring.scores.impact_ratio import Outcome, above_median, impact_ratios, ratio_interval

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "impact_ratio.json").read_text("utf-8"))

outcomes = st.integers(0, 400).flatmap(lambda n: st.integers(0, n).map(lambda passed: Outcome(n, passed)))
tables = st.dictionaries(st.sampled_from("abcdef"), outcomes)


@pytest.mark.parametrize("case", GOLDEN["rule"], ids=lambda case: case["desc"])
def test_the_examples_of_the_rule(case):
    groups = {name: Outcome(*counts) for name, counts in case["groups"].items()}
    found = impact_ratios(groups, case["unknown"])
    assert (found.n_unknown, found.undefined) == (case["unknown"], None)
    for group in found.groups:
        assert group.rate == pytest.approx(case["rates"][group.group], abs=0.0051)
        assert group.ratio == pytest.approx(case["ratios"][group.group], abs=case["tolerance"])


@pytest.mark.parametrize("case", GOLDEN["interval"], ids=lambda case: case["desc"])
def test_a_published_interval(case):
    group, reference = Outcome(*case["group"]), Outcome(*case["reference"])
    assert ratio_interval(group, reference) == pytest.approx(
        (case["low"], case["high"]), abs=case["tolerance"]
    )


@pytest.mark.parametrize(
    ("group", "reference"), [((27, 9), (44, 30)), ((1181, 555), (1390, 667)), ((6, 1), (5, 5))]
)
def test_the_interval_is_that_of_another_program(group, reference):
    theirs = relative_risk(group[1], group[0], reference[1], reference[0]).confidence_interval(0.95)
    assert ratio_interval(Outcome(*group), Outcome(*reference)) == pytest.approx((theirs.low, theirs.high))


def test_nobody_of_a_group_is_a_ratio_of_zero_with_an_interval():
    found = impact_ratios({"woman": Outcome(12, 0), "man": Outcome(15, 6)})
    woman = found.groups[0]
    assert (woman.rate, woman.ratio, woman.ratio_low) == (0, 0, 0)
    assert woman.ratio_high is not None
    assert woman.ratio_high == pytest.approx(1.5288, abs=1e-4), "half a person in each of the four cells"


def test_nobody_at_all_is_undefined_and_not_zero():
    found = impact_ratios({"woman": Outcome(12, 0), "man": Outcome(15, 0)})
    assert found.undefined == "nobody_passed"
    assert [group.ratio for group in found.groups] == [None, None]
    assert [group.rate for group in found.groups] == [0, 0]


@pytest.mark.parametrize(
    "groups", [{}, {"woman": Outcome(12, 3)}, {"woman": Outcome(12, 3), "man": Outcome(0, 0)}]
)
def test_one_group_has_nothing_to_be_compared_with(groups):
    found = impact_ratios(groups, 7)
    assert (found.undefined, found.n_unknown) == ("one_group", 7)
    assert [group.ratio for group in found.groups] == [None] * len(groups)


def test_an_empty_group_has_no_rate():
    found = impact_ratios({"woman": Outcome(12, 3), "man": Outcome(9, 3), "other": Outcome(0, 0)})
    assert found.groups[2].rate is None
    assert found.groups[2].ratio is None


def test_a_group_of_hardly_anybody_is_marked_and_compared():
    found = impact_ratios({"woman": Outcome(500, 250), "man": Outcome(490, 200), "other": Outcome(10, 3)})
    assert [group.is_small for group in found.groups] == [False, False, True]
    assert found.groups[2].ratio == pytest.approx(0.6)


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="13 of 12"):
        impact_ratios({"woman": Outcome(12, 13)})


@given(tables)
def test_ratios_are_of_the_highest_rate_and_inside_their_intervals(groups):
    found = impact_ratios(groups)
    assert [group.group for group in found.groups] == list(groups)
    assert sum(group.is_reference for group in found.groups) == (0 if found.undefined else 1)
    for group in found.groups:
        if group.ratio is not None:
            assert 0 <= group.ratio <= 1
        if group.ratio_low is not None and group.ratio is not None and group.ratio_high is not None:
            assert 0 <= group.ratio_low <= group.ratio <= group.ratio_high
        if group.rate is not None and group.rate_low is not None and group.rate_high is not None:
            assert group.rate_low <= group.rate <= group.rate_high


@given(tables, st.randoms())
def test_the_order_of_groups_changes_nothing(groups, random):
    names = list(groups)
    random.shuffle(names)
    ratios = {group.group: group.ratio for group in impact_ratios(groups).groups}
    assert ratios == {
        group.group: group.ratio for group in impact_ratios({name: groups[name] for name in names}).groups
    }


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
def test_more_people_with_the_same_rates_narrow_the_interval(a, b, c, d):
    group, reference = Outcome(a + b, a), Outcome(c + d, c)
    many = [Outcome(4 * one.n, 4 * one.passed) for one in (group, reference)]
    low, high = ratio_interval(group, reference)
    narrow_low, narrow_high = ratio_interval(*many)
    assert low <= narrow_low <= narrow_high <= high


# The median


def test_who_equals_the_median_is_not_above_it():
    middle, above = above_median({"a": 0.1, "b": 0.5, "c": 0.5, "d": 0.9})
    assert middle == 0.5
    assert above == {"d"}


def test_nobody_without_a_score():
    assert above_median({}) == (None, frozenset())


@given(st.dictionaries(st.text(max_size=3), st.floats(-1, 1), min_size=1))
def test_no_more_than_half_are_above(scores):
    _, above = above_median(scores)
    assert len(above) <= len(scores) / 2


def test_what_differs_behind_the_ninth_decimal_is_equal():
    _, above = above_median({"a": 0.5, "b": 0.5 + 1e-12, "c": 0.5})
    assert above == frozenset()
