"""Rows and cells of a CSV or XLSX file, as text, within limits; nothing in a file is ever calculated."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from errors import EmptyFile, FileTooLarge, UnreadableFile

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_SHEET_ROWS = 50_000
"""Empty rows count too: reading must end, and no row may be left out unseen."""
MAX_COLUMNS = 60
MAX_UNPACKED = 60_000_000
"""Bytes of a workbook once unpacked: a small file can hide a huge one."""

_SEPARATORS = ";\t,"


@dataclass(frozen=True)
class Table:
    """A header and the rows under it that are not empty, each with its number in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str = ""


def read_table(name: str, raw: bytes) -> Table:
    """Return the first sheet of a workbook, or a text file cut at its separator.

    Raises
    ------
    EmptyFile, FileTooLarge, UnreadableFile
    """
    if not raw.strip():
        raise EmptyFile(f"{name}: the file is empty.")
    if len(raw) > MAX_BYTES:
        raise FileTooLarge(f"{name}: {len(raw)} bytes, at most {MAX_BYTES}.", bytes=len(raw))
    if raw[:4] == b"PK\x03\x04":
        return _table(name, _workbook_rows(name, raw))
    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableFile(f"{name}: an old .xls workbook; save it as .xlsx or CSV.", reason="xls")
    text, encoding = _decoded(name, raw)
    return _table(name, _text_rows(name, text), encoding)


def _table(name: str, rows: Iterable[list[str]], encoding: str = "") -> Table:
    header: tuple[str, ...] | None = None
    kept: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = tuple(cells[:MAX_COLUMNS])
            continue
        if len(kept) == MAX_ROWS:
            raise FileTooLarge(f"{name}: more than {MAX_ROWS} rows.", rows=MAX_ROWS)
        padded = [*cells, *[""] * (len(header) - len(cells))]
        kept.append((number, tuple(padded[: len(header)])))
    if header is None:
        raise EmptyFile(f"{name}: nothing in it.")
    return Table(header, tuple(kept), encoding)


def _decoded(name: str, raw: bytes) -> tuple[str, str]:
    """Return a file's text and the encoding it was read with, the most certain first."""
    has_mark = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if has_mark else ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise UnreadableFile(f"{name}: neither text nor a workbook.", reason="not_text")


def _text_rows(name: str, text: str) -> Iterable[list[str]]:
    lines = text.splitlines(keepends=True)
    if lines and lines[0].strip().lower() in tuple(f"sep={sign}" for sign in _SEPARATORS):
        # Excel's own first line; kept as an empty row so that row numbers stay those of the file.
        lines[0] = "\n"
    first = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    try:
        yield from csv.reader(io.StringIO("".join(lines), newline=""), delimiter=separator)
    except csv.Error as problem:
        raise UnreadableFile(f"{name}: not readable as CSV ({problem}).", reason="csv") from None


def _workbook_rows(name: str, raw: bytes) -> Iterable[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as unpacked:
            size = sum(part.file_size for part in unpacked.infolist())
        if size > MAX_UNPACKED:
            raise FileTooLarge(f"{name}: {size} bytes once unpacked, at most {MAX_UNPACKED}.", bytes=size)
        yield from _sheet_rows(raw)
    except FileTooLarge:
        raise
    except Exception as problem:
        # openpyxl meets broken workbooks with errors of many kinds, none of its own.
        raise UnreadableFile(f"{name}: not readable as a workbook ({problem}).", reason="xlsx") from None


def _sheet_rows(raw: bytes) -> Iterable[list[str]]:
    import openpyxl  # heavy, and only needed here

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that do not matter for names
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(max_col=MAX_COLUMNS)):
                if number > MAX_SHEET_ROWS:
                    raise FileTooLarge(f"more than {MAX_SHEET_ROWS} rows, empty ones included", rows=MAX_ROWS)
                yield [_cell_text(cell.value) for cell in row]
        finally:
            book.close()


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    # Array formulas come as objects that carry their text.
    return str(getattr(value, "text", value))
