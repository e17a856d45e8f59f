"""Files that other systems stumbled over, from public reports: read as they are meant, or told in a sentence.

Where a kind is tried at length its files stand there (``test_import_lists``, ``test_workbook_lists``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

CASES = Path(__file__).parent.parent / "cases"
SHELL = CASES / "shell"


def shell(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def refused(done, *out):
    """Return the one sentence of a command that refused, and wrote nothing."""
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert not any(one.exists() for one in out)
    return done.stderr


@pytest.mark.parametrize(
    ("file", "person"),
    [
        ("greenhouse.csv", ["Iris", "Vasseur", "iris@example.org", "fr"]),
        ("headers-adresse-email.csv", ["Ana", "Roux", "ana@example.org", "fr"]),
        ("half-name.csv", ["Iris", "Vasseur", "iris@example.org", "fr"]),
        ("half-name2.csv", ["Iris", "Vasseur", "iris@example.org", "fr"]),
    ],
)
def test_whoever_is_in_a_list_is_added_whole(file, person):
    done = shell("people", CASES / "people" / file)
    assert (done.exit_code, done.stdout.splitlines()[1].split()) == (0, ["2", *person])


@pytest.mark.parametrize("file", ["formula-fullname.xlsx", "formula-email-lower.xlsx"])
def test_a_formula_is_nobodys_name_and_the_way_out_is_said(file):
    said = shell("people", CASES / "people" / file).output
    assert "paste it as values" in said
    assert "0 people would be added; 1 rows would be left out" in said


def test_a_mark_of_utf8_costs_no_line_of_answers_no_mark_and_no_form(tmp_path):
    form, answers, marks = (SHELL / name for name in ("fb.json", "bom.jsonl", "mb.jsonl"))
    assert {one.read_bytes()[:3] for one in (form, answers, marks)} == {b"\xef\xbb\xbf"}
    items, scores = tmp_path / "items.csv", tmp_path / "scores.csv"
    shell("score", form, answers, "--items", items, "--out", scores)
    # Both gave the same answers; with the first line left out one of them would have given fewer.
    given = [row.split(",")[:2] for row in items.read_text("utf-8").splitlines()[1:]]
    assert given == [[name, item] for name in ("Iris", "Niall") for item in ("S01", "S25")]
    # The form is another than the marks were given for: they are read, and refused for that.
    said = refused(shell("score", form, answers, "--marks", marks, "--out", tmp_path / "no.csv"))
    assert "mb.jsonl:1: item: expected the id of an open_reply item of the form, got 'O1'" in said


def test_an_object_with_a_key_twice_is_nobodys_answer(tmp_path):
    scores = tmp_path / "scores.csv"
    said = refused(shell("score", SHELL / "fb.json", SHELL / "dupkey.jsonl", "--out", scores))
    assert "dupkey.jsonl:1: line: expected one JSON object ('candidate' stands twice in one object)" in said
    assert [row.split(",")[0] for row in scores.read_text("utf-8").splitlines()[1:]] == ["Niall"]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("fr.csv", "with commas between cells"),
        ("fr2.csv", "with a decimal point, got '0,7'"),
        ("cp1252.csv", "expected UTF-8"),
    ],
)
def test_a_table_saved_again_elsewhere_is_not_ranked_by_guess(file, told, tmp_path):
    out = tmp_path / "ranks.csv"
    assert told in refused(shell("rank", SHELL / file, "--places", "1", "--out", out), out)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("date-bad.yaml", "line 75, column 7: field date: '2026-02-30' is not a date that there is"),
        (
            "date-24h.yaml",
            "line 75, column 7: field date: '2026-02-02T24:00:00Z' is not a date that there is",
        ),
        ("tagts.yaml", "line 8, column 9: field town: 'demain' is not a date that there is"),
    ],
)
def test_a_date_that_there_is_not_is_told_by_file_line_and_field(file, told, tmp_path):
    out = tmp_path / "form.json"
    assert told in refused(shell("form", "build", "--charter", SHELL / file, "--out", out), out)
