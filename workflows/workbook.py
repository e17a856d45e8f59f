"""Tables as files: CSV, or a workbook with a sheet for each; no text in them runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from workflows.cells import Cell, harmless
from workflows.codebook import Entry


class Sheet(NamedTuple):
    """One table of the workbook."""

    title: str
    entries: Mapping[str, Entry]
    """Columns with what they mean."""
    rows: list[list[Cell]]
    """The header first."""


def csv_file(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write CSV with a byte order mark, without which a spreadsheet guesses the encoding wrongly."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Sequence[Sheet], codebook: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook, its codebook last."""
    from openpyxl import Workbook  # here: only who exports pays for loading it

    book = Workbook(write_only=True)
    tables = [(one.title, one.rows) for one in sheets]
    for title, rows in (*tables, ("codebook", codebook)):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
