"""Worked values of the design, each with its computation."""

from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import AnswerError
from scoring.formats.closed_formats import rate_each_points
from scoring.formats.formats import FORMATS
from scoring.scores.flags import Flag

S01 = {"A": 1, "B": 2, "C": 5, "D": 2, "E": 3}
S25 = {"A": 3, "B": 1, "C": 2, "D": 5}
S26 = {"A": 2, "B": 4, "C": 5, "D": 5, "E": 1}


def points(name, key, answer):
    return FORMATS[name].points({"S01": key}, {"S01": answer}).points["S01"]


@pytest.mark.parametrize(
    ("best", "worst", "expected"),
    [
        pytest.param("C", "A", 1, id="(5 - 1) / (5 - 1)"),
        pytest.param("C", "B", 0.75, id="(5 - 2) / 4"),
        pytest.param("A", "C", -1, id="(1 - 5) / 4"),
        pytest.param("B", "D", 0, id="(2 - 2) / 4"),
    ],
)
def test_best_worst(best, worst, expected):
    assert points("best_worst", S01, {"best": best, "worst": worst}) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("D", 1, id="(5 - 2.75) / (5 - 2.75)"),
        pytest.param("A", 0.25 / 2.25, id="(3 - 2.75) / 2.25"),
        pytest.param("B", -1.75 / 2.25, id="(1 - 2.75) / 2.25"),
    ],
)
def test_mcq(answer, expected):
    assert points("mcq", S25, answer) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("BCD", 1, id="3/3 - 0/2"),
        pytest.param("ABCDE", 0, id="3/3 - 2/2"),
        pytest.param("C", 1 / 3, id="1/3 - 0/2"),
        pytest.param("A", -0.5, id="0/3 - 1/2"),
        pytest.param("", 0, id="0/3 - 0/2"),
    ],
)
def test_multi_select(answer, expected):
    assert points("multi_select", S26, list(answer)) == pytest.approx(expected, abs=1e-12)


def test_a_panel_mean_just_under_four_is_not_keyed():
    # Only C is keyed: 0/1 - 1/4.
    assert points("multi_select", S26 | {"B": 3.9, "D": 3.9}, ["B"]) == -0.25


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # Distances: AB 4, AC 3, AD 1, BC 1, BD 3, CD 2; sum 14.
        pytest.param(["B", "C", "D", "A"], 1, id="all pairs agree"),
        pytest.param(["A", "D", "C", "B"], -1, id="all pairs reversed"),
        pytest.param([["A", "B", "C", "D"]], 0, id="all tied: 2 x 7 / 14 - 1"),
        pytest.param(["C", "B", "D", "A"], 2 * 13 / 14 - 1, id="BC reversed"),
        pytest.param([["B", "C"], "D", "A"], 2 * 13.5 / 14 - 1, id="BC tied"),
        pytest.param(["A", "B", ["C", "D"]], 2 * (1 + 3 + 1) / 14 - 1, id="A first, CD tied"),
    ],
)
def test_rank(answer, expected):
    assert points("rank", {"A": 1, "B": 5, "C": 4, "D": 2}, answer) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "answer", "field"),
    [
        ("best_worst", {"best": "A", "worst": "A"}, "answer.worst"),
        ("best_worst", {"best": "A"}, "answer"),
        ("best_worst", {"best": "A", "worst": "B", "why": "C"}, "answer"),
        ("best_worst", {"best": ["A"], "worst": "B"}, "answer.best"),
        ("rate_each", {"A": 1, "B": 2, "C": 3, "D": 4, "E": True}, "answer.E"),
        ("rate_each", {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5.0}, "answer.E"),
        ("rate_each", {"A": 1, "B": 2, "C": 3, "D": 4, "E": 6}, "answer.E"),
        ("rate_each", {"A": 1, "B": 2, "C": 3, "D": 4}, "answer"),
        ("rank", ["A", "B", "C", "D", "D"], "answer"),
        ("rank", ["A", "B", "C", "D"], "answer"),
        ("rank", ["A", "B", "C", "D", [], "E"], "answer"),
        ("rank", ["A", ["B", ["C"]], "D", "E"], "answer"),
        ("multi_select", ["A", "A"], "answer"),
        ("multi_select", "A", "answer"),
        ("mcq", ["A"], "answer"),
    ],
    ids=repr,
)
def test_a_wrong_answer_names_its_field(name, answer, field):
    with pytest.raises(AnswerError) as told:
        FORMATS[name].check(answer, S01)
    assert told.value.field == field


def rated(*rows):
    return {f"S{at}": dict(zip("ABCDE", row, strict=False)) for at, row in enumerate(rows)}


def test_rate_each_is_pearsons_r_over_items_of_equal_length():
    """Golden values sjt_rate: r = .9696453273940716; per item 1 - mean square / 2."""
    keys = rated([6.2, 1.4, 4.5, 3.1], [2, 5.5, 6, 1.5], [4, 6.5, 2.5, 1])
    scored = rate_each_points(keys, rated([7, 2, 4, 4], [1, 6, 7, 1], [5, 7, 3, 1]))
    assert fmean(scored.points.values()) == pytest.approx(0.9696453273940716, abs=1e-12)
    assert scored.flags == {Flag.SHORT_BASIS}


@settings(deadline=None)
@given(seed=st.integers(0, 10**6))
def test_rate_each_ignores_severity_and_spread(seed):
    """Ratings 2 x + 1 in place of x: the same shape, so the same points."""
    rng = Random(seed)
    keys = rated(*([rng.choice([1, 2.5, 4, 5]) for _ in range(5)] for _ in range(3)))
    answers = rated(*([rng.choice([1, 2]) for _ in range(5)] for _ in range(3)))
    wider = {item: {o: 2 * x + 1 for o, x in ratings.items()} for item, ratings in answers.items()}
    here, there = rate_each_points(keys, answers).points, rate_each_points(keys, wider).points
    assert here == pytest.approx(there, abs=1e-9, nan_ok=True)


def test_rate_each_alone_stands_on_its_own_options():
    # z = kappa = (x - 3) / sqrt 2.
    assert (
        points("rate_each", dict(zip("ABCDE", range(1, 6), strict=True)), rated([1, 2, 3, 4, 5])["S0"]) == 1
    )
    # Reversed: z = -kappa, mean (2 kappa)^2 / 2 = 2.
    reverse = rated([5, 4, 3, 2, 1])["S0"]
    assert points("rate_each", dict(zip("ABCDE", range(1, 6), strict=True)), reverse) == pytest.approx(-1)


def test_equal_ratings_earn_zero_and_are_flagged():
    scored = rate_each_points(rated([1, 5, 3]), rated([4, 4, 4]))
    assert scored.points == {"S0": 0.0}
    assert scored.flags == {Flag.CONSTANT_RATINGS, Flag.SHORT_BASIS}


def test_a_constant_key_is_undefined_even_for_constant_ratings():
    scored = rate_each_points(rated([3, 3, 3]), rated([4, 4, 4]))
    assert scored.points["S0"] != scored.points["S0"]


@pytest.mark.parametrize(("n_items", "is_short"), [(3, True), (4, False)])
def test_twenty_rated_options_are_enough(n_items, is_short):
    keys = rated(*[[1, 2, 3, 4, 5]] * n_items)
    assert (Flag.SHORT_BASIS in rate_each_points(keys, keys).flags) == is_short


def test_skipped_ratings_leave_the_yardstick():
    keys = rated([1, 2, 3, 4, 5], [5, 5, 1, 1, 1])
    with_skip = rate_each_points(keys, {"S0": keys["S0"], "S1": None})
    assert with_skip.points == {"S0": 1.0}
