"""Variance components: values from print, gaps, and what cannot be told apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.agreement.g_study import variance_components
from scoring.interview.interview_error import CROSSED, NESTED

# Brennan (2001), Generalizability Theory, synthetic data set 1: ten people by twelve items.
BY_ITEM = """
101000000000 111001000000 111110000000 110110010000 111110100000
111011100000 111111100000 111101111100 111111111110 111111111111
"""
# The same book, synthetic data set 3: ten people; four items with one rater, then with another.
BY_RATER = """
26752555 45676757 55465455 59865776 43564564 44476478 26652775 34456664 05455553 68766886
"""
ALL = ("person", "rater", "question")


def table(text: str) -> np.ndarray:
    return np.array([[float(cell) for cell in row] for row in text.split()])


def components(array: np.ndarray, effects=CROSSED) -> dict | None:
    """Of a table of people by raters by questions; NaN = not rated."""
    cells = np.nonzero(~np.isnan(array))
    facets = dict(zip(ALL, cells, strict=True))
    if effects is NESTED:
        facets["rater"] = facets["person"] * array.shape[1] + facets["rater"]
    return variance_components(array[cells], facets, effects)


def simulated(n_people: int, n_raters: int, n_questions: int, seed: int, **sd: float) -> np.ndarray:
    """Ratings with a rater effect, a rater x person effect and noise; people's own SD is 1."""
    rng = np.random.default_rng(seed)
    shape = (n_people, n_raters, n_questions)
    return (
        rng.normal(0, 1, (n_people, 1, 1))
        + rng.normal(0, sd["rater"], (1, n_raters, 1))
        + rng.normal(0, sd["both"], (n_people, n_raters, 1))
        + rng.normal(0, sd["rest"], shape)
    )


def test_a_table_of_people_by_items_matches_print():
    values = table(BY_ITEM)
    person, item = np.nonzero(values >= 0)
    found = variance_components(values.ravel(), {"p": person, "i": item}, [("p",), ("i",), ("p", "i")])
    # Printed: .0574, .0754, .1269.
    assert list(found.values()) == pytest.approx([0.0574074, 0.0754209, 0.1268519], abs=1e-6)
    # Printed for twelve items: generalizability .844, dependability .773.
    p, i, rest = found.values()
    assert p / (p + rest / 12) == pytest.approx(0.844, abs=5e-4)
    assert p / (p + (i + rest) / 12) == pytest.approx(0.773, abs=5e-4)


def test_a_table_of_people_by_raters_by_questions_matches_print():
    found = components(table(BY_RATER).reshape(10, 2, 4))
    # Printed: p .5528, o .0074, i .4417, po .1009, pi .5750, oi .1565, poi .9352.
    assert list(found.values()) == pytest.approx(
        [0.5528, 0.0074, 0.4417, 0.1009, 0.5750, 0.1565, 0.9352], abs=5e-5
    )


def test_raters_of_their_own_carry_both_rater_components():
    """Complete table, by hand: r:p = (MS_r:p - MS_rest) / n_q, from the sums within people."""
    values = table(BY_RATER).reshape(10, 2, 4)
    of_rater = values.mean(axis=2)
    ms_rater = 4 * np.square(of_rater - of_rater.mean(axis=1, keepdims=True)).sum() / 10
    rest = (
        values
        - of_rater[:, :, None]
        - values.mean(axis=1)[:, None, :]
        + values.mean(axis=(1, 2))[:, None, None]
    )
    ms_rest = np.square(rest).sum() / (10 * 1 * 3)
    found = components(values, NESTED)
    assert found["person", "rater"] == pytest.approx((ms_rater - ms_rest) / 4, abs=1e-9)


def test_gaps_leave_the_components_where_they_were():
    whole = simulated(300, 6, 6, 3, rater=0.4, both=0.5, rest=0.7)
    gaps = np.where(np.random.default_rng(4).random(whole.shape) < 0.4, np.nan, whole)
    with_gaps, without = components(gaps), components(whole)
    for effect in CROSSED:
        assert with_gaps[effect] == pytest.approx(without[effect], abs=0.06), effect
    assert with_gaps["person", "rater"] == pytest.approx(0.25, abs=0.04)


@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 10))
def test_order_names_and_origin_change_nothing_and_the_scale_enters_squared(seed, shift, scale):
    values = simulated(6, 3, 4, seed, rater=0.4, both=0.5, rest=0.7)
    rng = np.random.default_rng(seed)
    values[tuple(rng.integers(size) for size in values.shape)] = np.nan
    shuffled = values[rng.permutation(6)][:, rng.permutation(3)][:, :, rng.permutation(4)]
    first, second = components(values), components(shift + scale * shuffled)
    for effect in CROSSED:
        assert second[effect] == pytest.approx(first[effect] * scale**2, abs=1e-7 * scale**2)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(np.eye(6, dtype=bool), id="raters of their own"),
        pytest.param(np.arange(6) == np.zeros((6, 1)), id="one rater"),
    ],
)
def test_what_cannot_be_told_apart_has_no_components(seen):
    values = simulated(6, 6, 4, 1, rater=0.4, both=0.5, rest=0.7)
    assert components(np.where(seen[:, :, None], values, np.nan)) is None


def test_nothing_has_no_components():
    assert components(np.full((2, 2, 2), np.nan)) is None
