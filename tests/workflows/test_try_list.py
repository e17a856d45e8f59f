"""A list of people tried at the shell: the same words as at the page, nothing stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

CASES = Path(__file__).parent.parent / "cases" / "people"


def shell(*arguments):
    return CliRunner().invoke(app, ["people", *map(str, arguments)])


def test_who_would_be_added_is_printed_as_a_table():
    done = shell(CASES / "cp850.csv")
    assert done.exit_code == 0
    table = done.stdout.splitlines()
    assert table[0].split() == ["Row", "Name", "E-mail", "Language"]
    assert table[1].split() == ["2", "Zoé", "Lefèvre", "zoe@example.org", "fr"]
    assert "MS-DOS (cp850)" in table[2]
    assert "Nothing was stored" in done.stderr


def test_rows_left_out_are_told_and_counted():
    done = shell(CASES / "stray-quote.csv", "--language", "en")
    assert done.exit_code == 1
    assert "Left out: Row 3, column “Nom”" in done.stdout
    assert "1 rows would be left out" in done.stderr


def test_columns_can_be_named(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Iris;Vasseur;iris@example.org\n")
    assert shell(file).exit_code == 2
    named = ("--column", "first_name=A", "--column", "last_name=b", "--column", "email=C", "--no-titles")
    assert "Iris Vasseur  iris@example.org  fr" in shell(file, *named).stdout


@pytest.mark.parametrize(
    "wrong", [["--column", "mail=A"], ["--column", "email=1"], ["--encoding", "ebcdic"], ["--language", "de"]]
)
def test_options_that_mean_nothing_are_refused(wrong):
    done = shell(CASES / "cp850.csv", *wrong)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "expected" in done.stderr


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    done = shell(tmp_path / "none.csv")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
