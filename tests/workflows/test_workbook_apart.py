"""In a server another process writes workbooks: the same cells, refusals in words, and no library stays."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from errors import DocumentError
from tests.builders import MANAGER, filled_campaign
from workflows.files import workbook_apart
from workflows.files.exports import export_results
from workflows.files.workbook import write_book, xlsx_table

ROOT = Path(__file__).parents[2]
ROWS = [["name", "score", "n", "none"], ["Zoé « ça » 日本", 0.25, 7, None], ["=1+1", -1e-300, -3, ""]]


@pytest.fixture
def in_a_server(monkeypatch):
    monkeypatch.setattr(workbook_apart, "_is_apart", False)
    workbook_apart.keep_workbooks_apart()


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def test_another_process_writes_the_same_cells(database, monkeypatch):
    filled = filled_campaign(4)
    expected = cells(export_results(MANAGER, filled.id, "xlsx").content)
    monkeypatch.setattr(workbook_apart, "_is_apart", False)
    workbook_apart.keep_workbooks_apart()
    monkeypatch.setattr("workflows.files.workbook.write_book", None)
    assert cells(export_results(MANAGER, filled.id, "xlsx").content) == expected
    assert {"results", "answers", "codebook"} <= set(expected)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_a_table_of_any_length_goes_over_in_slices(in_a_server, monkeypatch, n):
    monkeypatch.setattr(workbook_apart, "SLICE", 2)
    rows = [[f"row {k}", k / 8] for k in range(n)]
    assert cells(xlsx_table("table", rows)) == {"table": rows}


def test_texts_numbers_and_gaps_arrive_as_they_were(in_a_server):
    written = cells(xlsx_table("table", ROWS))
    assert written == cells(write_book([("table", ROWS)]))
    assert written["table"][1] == ["Zoé « ça » 日本", 0.25, 7, None]
    assert written["table"][2][:3] == ["'=1+1", -1e-300, -3]


def test_a_workbook_that_cannot_be_written_is_refused_in_words_that_quote_nothing(in_a_server, capfd):
    with pytest.raises(DocumentError) as refused:
        xlsx_table("table", [["Secret of Zoé \x00"]])
    assert "Zoé" not in str(refused.value)
    assert "Zoé" not in "".join(capfd.readouterr())


def test_a_workbook_that_takes_too_long_is_given_up_while_rows_still_go_over(in_a_server, monkeypatch):
    monkeypatch.setattr(workbook_apart, "WITHIN_S", 0.2)
    endless = iter(lambda: ["row", 1.5], None)
    with pytest.raises(DocumentError, match="not written within"):
        xlsx_table("table", endless)


def test_who_waits_too_long_for_others_is_told(in_a_server, monkeypatch):
    monkeypatch.setattr(workbook_apart, "WAIT_S", 0.0)
    monkeypatch.setattr(sys, "executable", "/nowhere")
    with workbook_apart._one_at_a_time, pytest.raises(DocumentError, match="Other workbooks"):
        xlsx_table("table", ROWS)


def test_a_failure_on_this_side_is_its_own_and_leaves_nobody_waiting(in_a_server):
    def rows():
        yield ["header"]
        raise LookupError("of ours")

    with pytest.raises(LookupError):
        xlsx_table("table", rows())
    assert cells(xlsx_table("table", ROWS[:1])) == {"table": ROWS[:1]}


def test_the_library_is_not_loaded_into_the_server():
    script = (
        "import sys; from workflows.files import workbook, workbook_apart; "
        "workbook_apart.keep_workbooks_apart(); workbook.xlsx_table('table', [['a']]); "
        "sys.exit('openpyxl' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
