"""YAML that means something else than was meant, or nothing: a line, a column and what to do."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from assessments.content.load import load_charter
from assessments.content.reading import CONTENT, read_yaml
from errors import ContentError

CHARTER = (CONTENT / "charters" / "ardeal.yaml").read_text("utf-8")
TOWN = next(line for line in CHARTER.splitlines() if line.strip().startswith("town:"))


def refused(tmp_path, value):
    """Return what is said of a charter whose town is written like this."""
    path = tmp_path / "charter.yaml"
    path.write_text(CHARTER.replace(TOWN, f"  town: {value}"), "utf-8")
    with pytest.raises(ContentError) as problem:
        load_charter(path)
    said = str(problem.value)
    assert said.startswith("charter.yaml")
    assert "\n" not in said
    assert len(said) < 400
    return said


LINE = f"line {1 + CHARTER.splitlines().index(TOWN)}, column"


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30", "2026-02-02T24:00:00Z", "2026-13-01", "!!timestamp demain", "!!timestamp 2026",
        "!!float abc",
        "!!bool peut-être", "9" * 5_000, "-" + "9" * 5_000, "+" + "9" * 41,
    ],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_a_value_that_means_nothing_is_told_by_line_column_and_field(tmp_path, value):
    said = refused(tmp_path, value)
    assert LINE in said
    assert "field town" in said
    assert "in quotes" in said


@pytest.mark.parametrize(
    "value", ["{{ x }}", "{[a, b]: c}", "\n    ? [a, b]\n    : c", "\n    on: x", "{a: 1, a: 2}"]
)
def test_a_name_of_a_field_that_cannot_be_one_is_told_by_line_and_column(tmp_path, value):
    assert "column" in refused(tmp_path, value)


@pytest.mark.parametrize("value", ["no", "yes", "On", "FALSE", "12", "1.5", "2026-02-03"])
def test_what_yaml_makes_of_words_without_quotes_is_said(tmp_path, value):
    said = refused(tmp_path, value)
    assert "company.town" in said
    assert "put it in quotes" in said


@pytest.mark.parametrize(
    "value",
    [
     "!!python/object:os.system x", "!foo x", "*x", "&a [*a]", "!!omap [a]", "!!set {[a]: }", "!!binary é",
     "=", "{<<: 3}", "!!map [1]", "!!seq {a: b}", "!!str [a]", "[" * 5_000, "9" * 5_000 + ".0", "%", "~"],
    ids=lambda value: value[:24],
)  # fmt: skip
def test_whatever_else_stands_there_is_one_line(tmp_path, value):
    refused(tmp_path, value)


def test_numbers_without_end_are_refused_at_once(tmp_path):
    began = time.process_time()
    assert "bytes, expected at most" in refused(tmp_path, "9" * 300_000)
    assert "90000 digits" in refused(tmp_path, "9" * 90_000)
    assert time.process_time() - began < 2


def test_dates_and_numbers_that_there_are_stay_what_they_are(tmp_path):
    path = tmp_path / "plain.yaml"
    path.write_text("day: 2026-02-28\nn: 24_7\nm: -12\nx: 1.5\nis: true\ntext: 'no'\n", "utf-8")
    assert read_yaml(path) == {
        "day": dt.date(2026, 2, 28), "n": "24_7", "m": -12, "x": 1.5, "is": True, "text": "no",
    }  # fmt: skip
