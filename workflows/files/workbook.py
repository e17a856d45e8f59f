"""Tables as files: CSV, a workbook with a sheet for each, or JSON; no text runs as a formula."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeVar

from workflows.files.codebook import Entry
from workflows.files.workbook_apart import is_apart, write_apart

Value = TypeVar("Value")

Cell = str | int | float | None
"""What a cell of an export may hold."""

_SIGNS = "=+-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
DANGEROUS = (*_SIGNS, "\t", "\r", "\n")
"""A text that begins with one of these is a formula to a spreadsheet.

The small and the full-width signs are read as the first four by some.
"""
_PASSED_OVER = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
"""What a spreadsheet may not see before it: blanks of any kind, marks, signs without a shape."""
_FORMULA = re.compile(f"[{_PASSED_OVER}]*[{re.escape(_SIGNS)}]|[ ]*[\t\r\n]")
_INNER = {
    other: re.compile(f"""([{other}\t\r\n]["{_PASSED_OVER}]*)(?=[{re.escape(_SIGNS)}])""") for other in ";,"
}


def harmless(value: Value) -> Value | str:
    """Take the sting out of a text that a spreadsheet would run; other values stay as they are."""
    is_formula = isinstance(value, str) and _FORMULA.match(value) is not None
    return f"'{value}" if is_formula else value


def as_typed(text: str) -> str:
    """Return a text of a table without the apostrophe that ``harmless`` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def harmless_in_csv(value: Value, other: Literal[";", ","] = ";") -> Value | str:
    """Take the sting out of a text for CSV, also where a spreadsheet might begin a new cell inside of it.

    One that is set otherwise cuts lines at the other separator than ours, whatever our file says, and quotes
    inside of a line do not keep it from that.
    """
    safe = harmless(value)
    return _INNER[other].sub(r"\1'", safe) if isinstance(safe, str) else safe


class Sheet(NamedTuple):
    """One table of the workbook."""

    title: str
    entries: Mapping[str, Entry]
    """Columns with what they mean."""
    rows: Iterable[list[Cell]]
    """The header first; read once, row by row, so that a large table is never in memory as a whole."""


def csv_file(rows: Iterable[Sequence[Cell]], language: str) -> bytes:
    """Write CSV as a spreadsheet set to that language opens it: by columns, its numbers as numbers.

    In French semicolons stand between cells and a comma before decimals. A byte order mark comes first,
    without which a spreadsheet guesses the encoding wrongly.
    """
    file = io.StringIO(newline="")
    if language == "fr":
        csv.writer(file, delimiter=";").writerows([_french(cell) for cell in row] for row in rows)
    else:
        csv.writer(file).writerows([harmless_in_csv(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _french(cell: Cell) -> Cell:
    return str(cell).replace(".", ",") if isinstance(cell, float) else harmless_in_csv(cell, ",")


def xlsx_file(sheets: Sequence[Sheet], codebook: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook, its codebook last.

    Raises
    ------
    DocumentError
        In a server, where another process writes it (``workflows/files/workbook_apart.py``): it could not.
    """
    return _book(_tables(sheets, codebook))


def xlsx_table(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a workbook of one table, its header first: what a spreadsheet opens in any language, as it is."""
    return _book([(title, rows)])


def _book(tables: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    return write_apart(tables) if is_apart() else write_book(tables)


def write_book(tables: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """Write a workbook in this process, a sheet for each table, its header first."""
    from openpyxl import Workbook  # here: only who exports pays for loading it

    book = Workbook(write_only=True)
    for title, rows in tables:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in rows:
            sheet.append([harmless(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def json_file(sheets: Sequence[Sheet], codebook: Iterable[Sequence[Cell]]) -> bytes:
    """Write an object: each table's title, the codebook last -> its rows as objects, null where nothing is.

    Texts stay as they were typed: nothing that reads JSON runs them.
    """
    file = io.BytesIO()
    file.write(b"{")
    for n, (title, rows) in enumerate(_tables(sheets, codebook)):
        file.write(f"{',' if n else ''}\n {json.dumps(title)}: [".encode())
        for m, record in enumerate(_records(rows)):
            text = json.dumps(record, ensure_ascii=False, allow_nan=False)
            file.write(f"{',' if m else ''}\n  {text}".encode())
        file.write(b"\n ]")
    file.write(b"\n}\n")
    return file.getvalue()


def _tables(
    sheets: Sequence[Sheet], codebook: Iterable[Sequence[Cell]]
) -> list[tuple[str, Iterable[Sequence[Cell]]]]:
    return [*((sheet.title, sheet.rows) for sheet in sheets), ("codebook", codebook)]


def _records(rows: Iterable[Sequence[Cell]]) -> Iterator[dict[str, Cell]]:
    remaining = iter(rows)
    columns = [str(title) for title in next(remaining)]
    for row in remaining:
        yield dict(zip(columns, row, strict=True))
