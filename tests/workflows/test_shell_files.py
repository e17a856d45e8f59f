"""Files as other programs save them: read, or one sentence and exit 2, and nothing is written."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
from typer.testing import CliRunner

from cli import app

TABLE = "candidate;composite;sem\r\nA;0,7;0,1\r\nB;0,5;0,1\r\n"
COMMAS = "candidate,composite,sem\nA,.7,.1\nB,.5,.1\n"
LINES = '{"candidate": "Iris", "item": "S01", "answer": {"best": "C", "worst": "A"}}\n'


def shell(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    path = tmp_path_factory.mktemp("form") / "form.json"
    assert shell("form", "build", "--charter", "ardeal", "--out", path).exit_code == 0
    return path


OTHER = {
    "UTF-16 with its mark": lambda text: text.encode("utf-16"),
    "UTF-16 without": lambda text: text.encode("utf-16-le"),
    "UTF-16, the other way round": lambda text: text.encode("utf-16-be"),
    "UTF-32": lambda text: text.encode("utf-32"),
    "gzip": lambda text: gzip.compress(text.encode()),
    "bzip2": lambda text: bz2.compress(text.encode()),
    "xz": lambda text: lzma.compress(text.encode()),
    "zip": lambda text: b"PK\x03\x04" + text.encode(),
}


@pytest.mark.parametrize("kind", OTHER)
def test_answers_and_forms_in_other_shapes_are_one_sentence(kind, form, tmp_path):
    odd, out = tmp_path / "odd", tmp_path / "out.csv"
    odd.write_bytes(OTHER[kind](LINES))
    done = shell("score", form, odd, "--out", out)
    assert (done.exit_code, done.stderr.count("\n"), out.exists()) == (2, 1, False)
    assert kind.split()[0].strip(",") in done.stderr
    odd.write_bytes(OTHER[kind](form.read_text("utf-8")))
    done = shell("score", odd, odd, "--out", out)
    assert (done.exit_code, done.stderr.count("\n"), out.exists()) == (2, 1, False)


@pytest.mark.parametrize("kind", OTHER)
def test_tables_in_other_shapes_are_one_sentence(kind, tmp_path):
    odd, out = tmp_path / "odd.csv", tmp_path / "out.csv"
    odd.write_bytes(OTHER[kind](COMMAS))
    done = shell("rank", odd, "--places", "1", "--out", out)
    assert (done.exit_code, done.stderr.count("\n"), out.exists()) == (2, 1, False)


@pytest.mark.parametrize(
    "text", [TABLE, TABLE.replace(";", "\t"), f"sep=;\r\n{TABLE}", TABLE.replace("\r\n", "\r")]
)
def test_a_table_saved_again_by_a_french_spreadsheet_is_one_sentence(text, tmp_path):
    odd, out = tmp_path / "odd.csv", tmp_path / "out.csv"
    odd.write_text(text, "utf-8-sig", newline="")
    done = shell("rank", odd, "--places", "1", "--out", out)
    assert (done.exit_code, done.stderr.count("\n"), out.exists()) == (2, 1, False)
    assert "with commas between cells" in done.stderr


def test_a_mark_of_utf8_is_passed_over(form, tmp_path):
    marked, out = tmp_path / "marked.jsonl", tmp_path / "out.csv"
    marked.write_text(LINES, "utf-8-sig")
    assert shell("score", form, marked, "--out", out).exit_code == 0
    marked.write_text(COMMAS, "utf-8-sig")
    assert shell("rank", marked, "--places", "1", "--out", out).exit_code == 0


def test_a_key_written_twice_never_makes_one_persons_answer_anothers(form, tmp_path):
    double, out = tmp_path / "double.jsonl", tmp_path / "out.csv"
    double.write_text(LINES.replace('"item"', '"candidate": "Bob", "item"'), "utf-8")
    done = shell("score", form, double, "--out", out)
    assert (done.exit_code, out.exists()) == (2, False)
    assert "stands twice" in done.stderr


@pytest.mark.parametrize("text", ["", "\n\n", "candidate,composite,sem\n", "\ufeff"])
def test_nothing_to_rank_writes_no_header(text, tmp_path):
    empty, out = tmp_path / "empty.csv", tmp_path / "out.csv"
    empty.write_text(text, "utf-8")
    done = shell("rank", empty, "--places", "1", "--out", out)
    assert (done.exit_code, done.stderr.count("\n"), out.exists()) == (2, 1, False)
