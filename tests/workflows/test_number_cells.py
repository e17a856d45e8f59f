"""Numbers written as text: digits 0 to 9, a sign, a point, an exponent, and nothing else."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.files.strict_json import read_number, read_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0),
        ("0.109544512", 0.109544512),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.5", -0.5),
        ("+1", 1.0),
        ("1e-3", 0.001),
        ("2.5E+1", 25.0),
        ("007", 7.0),
        (" 0.7\t", 0.7),
        ("1000", 1000.0),
    ],
)
def test_a_number_as_programs_write_it_is_read(text, number):
    assert read_number(text, -1000, 1000) == number


NO_NUMBERS = [
    "", " ", "1_0", "1e1_0", "٣", "１", "³", "½", "inf", "-Infinity", "nan", "NaN", "0x1", "1e", "e1", ".",
    "+", "--1", "1 0", "0,7", "1.000,5", "1'000", "−1", "0.7\u00a0", "\u200b1", "1\n", "1\0", "1%", "true",
    "1j", "1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_NUMBERS, ids=ascii)
def test_what_only_looks_like_a_number_is_refused(text):
    with pytest.raises(ValueError, match=r"expected a number from -10 to 10, in digits 0 to 9 .*got"):
        read_number(text, -10, 10)


@pytest.mark.parametrize("text", [*NO_NUMBERS, "1.0", "1e1", "9" * 5000], ids=lambda text: ascii(text)[:20])
def test_a_whole_number_has_digits_only(text):
    with pytest.raises(ValueError, match="expected a whole number from 0 to 10, in digits 0 to 9, got"):
        read_whole(text, 0, 10)


@pytest.mark.parametrize(
    "text", ["1e400", "-1e400", "10.000001", "-11", "9" * 5000], ids=lambda text: text[:9]
)
def test_bounds_hold(text):
    with pytest.raises(ValueError, match="from -10 to 10"):
        read_number(text, -10, 10)


def test_bounds_are_allowed_themselves():
    assert (read_number("-10", -10, 10), read_number("10", -10, 10)) == (-10, 10)
    assert (read_whole("0", 0, 10), read_whole(" +10 ", 0, 10)) == (0, 10)


@given(st.floats(-1e6, 1e6))
def test_what_python_writes_is_read_to_the_bit(number):
    assert read_number(repr(number), -1e6, 1e6) == number


@given(st.text(max_size=12) | st.text("0123456789+-.eE_ \t٣１∞nainf", max_size=12))
def test_any_text_is_a_finite_number_within_bounds_or_refused(text):
    try:
        number = read_number(text, -5, 5)
    except ValueError:
        return
    assert math.isfinite(number)
    assert -5 <= number <= 5
    assert re.fullmatch(r"[ \t0-9eE+.\-]+", text)
