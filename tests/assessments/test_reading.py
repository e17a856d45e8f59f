"""A YAML file made to keep the server busy, or to make it fail, is refused in words and at once."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from assessments.content.mistakes import MOST_TOLD
from assessments.content.reading import CONTENT, MAX_BYTES
from errors import ContentError
from workflows.campaigns import charters

CHARTER = (CONTENT / "charters" / "ardeal.yaml").read_bytes()


def with_lines(*lines: str) -> bytes:
    return CHARTER + "\n".join(["", *lines]).encode()


def merges(n: int) -> bytes:
    lines = [f"a{i}: &a{i}\n  <<: [*a{i - 1}, *a{i - 1}]" for i in range(1, n)]
    return "\n".join(["a0: &a0 {x: 1}", *lines]).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (with_lines("x: " + "9" * 300_000), "bytes, expected at most"),
        (with_lines("x: " + "9" * 90_000), "a number of 90000 digits"),
        (with_lines("x: " + "9" * 19), "at most 18"),
        (with_lines("x: 2026-13-45"), "field x: '2026-13-45' is not a date"),
        (with_lines("x: !!timestamp tomorrow"), "field x: 'tomorrow' is not a date"),
        (with_lines("x: !!float half"), "field x: 'half' is not a number"),
        (with_lines("x: !!int ²"), "field x: is not a known field"),
        (with_lines("? [a]", ": 1"), "where the name of a field belongs"),
        (merges(40), "a merge (<<)"),
        (b"[" * 90_000, "not readable as YAML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_says_so_in_words(raw, said):
    with pytest.raises(ContentError) as refused:
        charters.from_upload("mine.yaml", raw)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_of_thousands_of_mistakes_some_are_told_and_the_rest_is_counted():
    raw = with_lines(*(f"k{number}: 1" for number in range(8_000)))
    assert len(raw) < MAX_BYTES
    tracemalloc.start()
    with pytest.raises(ContentError) as refused:
        charters.from_upload("mine.yaml", raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    told = str(refused.value).splitlines()
    assert len(told) == MOST_TOLD + 1
    assert f"{8_000 - MOST_TOLD} more mistakes" in told[-1]
    assert most < 60_000_000


def test_the_bank_itself_stays_far_below_the_limit():
    longest = max(path.stat().st_size for path in Path(CONTENT).rglob("*.yaml"))
    assert longest < 0.6 * MAX_BYTES
