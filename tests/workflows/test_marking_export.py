"""Marks leave by place, in a wide and a long table; who gave them only to who appoints markers."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from errors import AccessError
from tests.builders import AUDITOR, MANAGER, example_form, filled_campaign
from tests.office import RECRUITER
from tests.workflows.marked import NAMES, O8, appointed, give, hold, mark_all, waiting_campaign
from workflows.files.exports import export_results


@pytest.fixture
def campaign(database):
    campaign = waiting_campaign(3).id
    ana, bo, cy = appointed(campaign, "Ana", "Bo", "Cy")
    mark_all(ana, campaign, 1)
    give(bo, campaign, hold(bo, campaign).code, 4, note="=cmd()")
    give(bo, campaign, hold(bo, campaign).code, 1, 1, 1, 1, 2)
    give(cy, campaign, hold(cy, campaign).code, 3)
    return campaign


def sheet(actor, campaign, title) -> list[dict[Any, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(export_results(actor, campaign, "xlsx").content))
    first, *rows = ([cell.value for cell in row] for row in book[title].iter_rows())
    header = [str(column) for column in first]
    codebook = [[cell.value for cell in row] for row in book["codebook"].iter_rows(min_row=2)]
    explained = {str(row[1]) for row in codebook if row[0] == title}
    assert set(header) == explained
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_wide_table_has_a_row_per_reply_with_its_state(campaign):
    rows = sheet(RECRUITER, campaign, "marks")
    assert len(rows) == 6
    settled = [row for row in rows if row["state"] == "settled"]
    assert sorted((row["E_1"], row["E_2"], row["E_3"], row["E_agreed"]) for row in settled if row["E_3"]) == [
        (1, 4, 3, 3)
    ]
    (mean,) = [row for row in settled if row["E_3"] is None]
    assert (mean["N_agreed"], mean["total_1"], mean["total_2"], mean["total_agreed"]) == (1.5, 5, 6, 5.5)
    (waiting,) = [row for row in rows if row["item"] == O8 and row["state"] == "awaits_marks"]
    assert (waiting["E_1"], waiting["E_2"], waiting["E_agreed"]) == (1, None, None)


def test_the_long_table_has_a_row_per_mark(campaign):
    rows = sheet(MANAGER, campaign, "marks_long")
    assert len(rows) == (3 + 2 + 1) * len(NAMES)
    assert {row["place"] for row in rows} == {1, 2, 3}
    assert sum(row["mark"] for row in rows if row["place"] == 3) == 15


def test_managers_and_auditors_learn_no_marker(campaign):
    for actor in (MANAGER, AUDITOR):
        for title in ("marks", "marks_long"):
            for row in sheet(actor, campaign, title):
                assert not [column for column in row if column.startswith(("marker", "note"))]
    told = sheet(RECRUITER, campaign, "marks")
    assert {len(row["marker_1"]) for row in told if row["marker_1"]} == {36}
    assert [row["note_2"] for row in told if row["note_2"]] == ["'=cmd()"]


def test_markers_export_nothing(campaign):
    (di,) = appointed(campaign, "Di")
    with pytest.raises(AccessError):
        export_results(di, campaign, "xlsx")


def test_a_form_without_prompts_has_no_tables_of_marks(database):
    filled = filled_campaign(1, form=example_form(item_ids=["S01", "S25"]))
    book = openpyxl.load_workbook(io.BytesIO(export_results(RECRUITER, filled.id, "xlsx").content))
    assert book.sheetnames == ["results", "competencies", "answers", "codebook"]
