"""Tables that cannot be ranked: each is refused with line and column, and nothing is written."""

import csv
import io
import math
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app
from errors import BadScores
from workflows.files.score_files import rank_files

HEADER = "candidate,composite,sem\n"
GOOD = HEADER + "ana,.5,.1\nzoé,.6,.1\n"
COMPOSITE = (
    "composite: expected a number from -1000000 to 1000000, in digits 0 to 9 with a decimal point, got"
)
SEM = "sem: expected a number from 0 to 1000000, in digits 0 to 9 with a decimal point, got"


@pytest.fixture
def rank(tmp_path):
    """Run the command on a table; return its result and the ranks, None = nothing was written."""

    def run(table: str | bytes, *more: str):
        raw = table if isinstance(table, bytes) else table.encode()
        (tmp_path / "scores.csv").write_bytes(raw)
        files = [str(tmp_path / "scores.csv"), "--out", str(tmp_path / "ranks.csv")]
        done = CliRunner().invoke(app, ["rank", *files, *(more or ("--places", "1"))])
        out = tmp_path / "ranks.csv"
        assert sorted(path.name for path in tmp_path.iterdir()) in (
            ["scores.csv"],
            ["ranks.csv", "scores.csv"],
        )
        return done, out.read_text(encoding="utf-8") if out.exists() else None

    return run


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ana,.5,1e308", f"2: {SEM} '1e308'"),
        ("ana,.5,inf", f"2: {SEM} 'inf'"),
        ("ana,.5,-inf", f"2: {SEM} '-inf'"),
        ("ana,.5,-.1", f"2: {SEM} '-.1'"),
        ("ana,.5,1000000.1", f"2: {SEM} '1000000.1'"),
        ("ana,-1e308,.1", f"2: {COMPOSITE} '-1e308'"),
        ("ana,1_0,.1", f"2: {COMPOSITE} '1_0'"),
        ("ana,٣,.1", f"2: {COMPOSITE} '٣'"),
        ("ana,１,.1", f"2: {COMPOSITE} '１'"),
        ("ana,nan,.1", f"2: {COMPOSITE} 'nan'"),
        ("ana,0x1,.1", f"2: {COMPOSITE} '0x1'"),
        ('ana,"0,7","0,1"', f"2: {COMPOSITE} '0,7'"),
        ("ana,0,7,0,1", "2: row: expected as many cells as there are columns (3), got 5"),
        ("ana,.5", "2: sem: expected as many cells as there are columns (3), got 2"),
        ('"ana\nbea",.5,.1', "2: candidate: expected a name or number of the candidate, as text on one line"),
        ('"bob,.7,.1\nzoé",.5,.1', "2: candidate: expected a name"),
        ("\u200b,.5,.1", "2: candidate: expected a name"),
        ("\u00a0,.5,.1", "2: candidate: expected a name"),
        ("bea,.5,.1\nana,.5,.1\nana,.5,.1", "4: candidate: expected each name once, got 'ana' again"),
        ('"ana\n",.5,.1\nbea,x,.1', f"4: {COMPOSITE} 'x'"),
        ('"ana,.5,.1', "2: expected CSV"),
    ],
    ids=ascii,
)
def test_a_bad_cell_is_told_with_line_and_column(rank, row, said):
    done, written = rank(HEADER + row + "\n")
    assert (done.exit_code, written) == (2, None)
    assert f"scores.csv:{said}" in done.stderr


@pytest.mark.parametrize("other", ["M1", "m1 ", " m1", "m\u200b1", "ｍ1", "m 1"], ids=ascii)
def test_two_spellings_of_one_candidate_are_told_with_both_lines(rank, other):
    done, written = rank(f"{HEADER}m1,.5,.1\nbea,.5,.1\n{other},.5,.1\n")
    assert (done.exit_code, written) == (2, None)
    assert "scores.csv:4: candidate: expected one spelling of one name, 'm1' at " in done.stderr
    assert "scores.csv:2, got " in done.stderr


def test_every_bad_row_is_told(rank):
    done, _ = rank(f"{HEADER}ana,x,.1\nbea,.5,.1\nzoé,.5,-1\n")
    assert ["scores.csv:2: " in done.stderr, "scores.csv:4: " in done.stderr] == [True, True]
    assert "bad rows: 2; nothing was written, as each row moves all ranks" in done.stderr


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "scores.csv:1: expected the columns candidate, composite, sem; candidate, composite, sem miss"),
        (HEADER, "expected at least one row under the header; nothing was written"),
        (HEADER + "\n\n", "expected at least one row under the header; nothing was written"),
        ("\ufeffcandidate;composite;sem\r\nA;0,7;0,1\r\n", "separated by semicolons: save the table as CSV"),
        ("candidate\tcomposite\tsem\nA\t.7\t.1\n", "separated by tabs: save the table as CSV in UTF-8"),
        ("candidate,sem,composite,sem\nA,.1,.7,.2\n", "csv:1: sem: expected one column of this name, got 2"),
        (
            f"{HEADER}ana,.5,.1\nZoé,.7,.1\n".encode("cp1252"),
            "csv:3: expected UTF-8, got the byte 0xE9 at char",
        ),
        (GOOD.encode("utf-16"), "scores.csv:1: expected UTF-8, got UTF-16"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_table_that_cannot_be_read_says_what_to_do(rank, table, said):
    done, written = rank(table)
    assert (done.exit_code, written) == (2, None)
    assert said in done.stderr


def test_blanks_around_a_number_and_a_mark_before_the_header_are_passed_over(rank):
    _, plain = rank(GOOD)
    _, blanks = rank("\ufeffcandidate,composite,sem\r\nana, .5\t, .1\r\n\r\nzoé,+.6e0,0.10\r\n")
    assert plain is not None
    assert blanks == plain


def test_a_cell_of_blanks_is_empty(rank):
    done, written = rank(HEADER + "ana,.5,.1\nzoé, ,\t\n")
    assert done.exit_code == 0
    assert written.splitlines()[-1] == "zoé,,,,,,,"


@pytest.mark.parametrize(
    "more",
    [
        ("--places", "1_0"),
        ("--places", "１"),
        ("--places", "1.0"),
        ("--places", "1000001"),
        ("--places", "9" * 5000),
        ("--places", "1", "--reliability", "0_7"),
        ("--places", "1", "--reliability", "nan"),
        ("--places", "1", "--reliability", "inf"),
        ("--places", "1", "--reliability", "-.1"),
        ("--places", "1", "--reliability", "٠.7"),
        ("--places", "1", "--seed", "1_0"),
        ("--places", "1", "--seed", "٣"),
        ("--places", "1", "--seed", "9223372036854775808"),
    ],
    ids=lambda more: ascii(more)[:40],
)
def test_options_are_read_as_strictly_as_cells(rank, more):
    done, written = rank(GOOD, *more)
    assert (done.exit_code, written) == (2, None)
    assert f"'{more[-2]}'" in done.stderr
    assert "expected a" in done.stderr


def test_options_within_bounds_are_taken(rank):
    done, written = rank(GOOD, "--places", " 1000000", "--reliability", "0", "--seed", "9223372036854775807")
    assert (done.exit_code, len(written.splitlines())) == (0, 3)


CELLS = st.text(max_size=10) | st.text('0123456789+-.eE_ ,;\t٣∞nainf"\n', max_size=10)
EDGES = st.sampled_from(["0", "1e6", "1e-300", "5e-324", "0.5", "0.500000001", "1"])
NUMBERS = EDGES | st.floats(0, 1e6).map(repr)
NAMES = st.integers(0, 30).map("c{}".format)
GOOD_ROWS = st.tuples(NAMES, NUMBERS | NUMBERS.map("-{}".format), NUMBERS)
ROWS = st.tuples(CELLS | NAMES, CELLS | NUMBERS, CELLS | NUMBERS)


@given(
    st.lists(ROWS, min_size=1, max_size=4)
    | st.lists(GOOD_ROWS, min_size=1, max_size=8, unique_by=lambda r: r[0]),
    st.integers(1, 9),
)
def test_any_cells_are_refused_by_line_or_give_ranks_and_probabilities(rows, places):
    """Whatever is typed: never a rank outside 1 to n, never a probability outside 0 to 1."""
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("candidate", "composite", "sem"), *rows])
    told, written = _ranked(table.getvalue(), places)
    if written is None:
        assert told
        return
    n_ranked = sum(bool(row["tier"]) for row in written)
    assert len(written) == len(rows)
    for row in written:
        if row["tier"]:
            low, expected, high = (float(row[name]) for name in ("rank_low", "expected_rank", "rank_high"))
            assert 1 <= low <= high <= n_ranked
            assert 1 <= expected <= n_ranked
            assert 1 <= int(row["tier"]) <= n_ranked
            assert 0 <= float(row["p_top_k"]) <= 1
            assert math.isfinite(float(row["composite"])) and math.isfinite(float(row["sem"]))


def _ranked(table, places):
    """Return what was told of bad rows, and the rows written, None = refused."""
    told = []
    with TemporaryDirectory() as folder:
        scores, out = Path(folder, "scores.csv"), Path(folder, "ranks.csv")
        scores.write_text(table, encoding="utf-8", newline="")
        try:
            rank_files(scores, out, places=places, report=told.append)
        except BadScores as error:
            assert not out.exists()
            assert all(
                re.match(rf"{re.escape(str(scores))}:\d+: (candidate|composite|sem|row): ", line)
                for line in told
            )
            return [*told, str(error)], None
        with out.open(encoding="utf-8", newline="") as file:
            return told, list(csv.DictReader(file))
