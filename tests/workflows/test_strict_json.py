"""JSON in which nothing is silently lost."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.files.strict_json import MOST_LEVELS, BadJson, strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_json_is_read_as_the_parser_reads_it(value):
    raw = orjson.dumps(value)
    assert strict_json(raw) == value
    assert strict_json(json.dumps(value, indent=1).encode()) == value


@given(VALUES, VALUES, st.text(max_size=4), st.lists(st.sampled_from("[{"), max_size=4))
def test_a_member_named_twice_is_refused_wherever_it_stands(one, other, name, outside):
    twice = f"{{{json.dumps(name)}: {json.dumps(one)},\n\n{json.dumps(name)} : {json.dumps(other)}}}"
    for kind in outside:
        twice = f"[{twice}]" if kind == "[" else f'{{"in": {twice}}}'
    with pytest.raises(BadJson, match="stands twice in one object") as told:
        strict_json(twice.encode())
    assert told.value.line == 3


def test_one_name_in_two_objects_is_no_double():
    assert strict_json(b'{"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}], "c": "\\"a\\": 1, \\"a\\": 2"}')


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e400", "01", "1_0", "٣", "'a'", "{}{}", "{"])
def test_what_is_no_json_is_refused_with_its_line(text):
    with pytest.raises(BadJson) as told:
        strict_json(b"\n" + text.encode())
    assert told.value.line == 2


@pytest.mark.parametrize("levels", [MOST_LEVELS + 1, 300, 1_000, 100_000])
@pytest.mark.parametrize("pair", [("[", "]"), ('{"a":', "}")], ids=["list", "object"])
def test_nesting_beyond_reason_is_refused(levels, pair):
    with pytest.raises(BadJson):
        strict_json((pair[0] * levels + "1" + pair[1] * levels).encode())


def test_brackets_beside_each_other_or_in_texts_are_not_nested():
    assert strict_json(b"[" + b",".join([b"[1]"] * 100) + b"]") == [[1]] * 100
    assert strict_json(json.dumps(["[{" * 100]).encode()) == ["[{" * 100]
    assert strict_json(("[" * MOST_LEVELS + "]" * MOST_LEVELS).encode())
