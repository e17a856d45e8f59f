"""Rows and cells of a CSV or XLSX file, as text, within limits; nothing in a file is ever calculated."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock

from errors import EmptyFile, FileTooLarge, ImportBusy, ImportProblem, UnreadableFile
from workflows.import_columns import HEAD_ROWS, letter
from workflows.import_csv import text_rows
from workflows.import_encoding import decoded
from workflows.import_kinds import SAID, ZIP, other_kind
from workflows.import_problems import Note, listed
from workflows.import_rows import FileRow
from workflows.import_titles import n_known
from workflows.workbook_child import MAX_COLUMNS
from workflows.workbook_rows import Workbook, read_workbook

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
READ_KEPT = 4
"""Files whose rows are kept in memory: a page asks for the same file at each of its runs."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that are not empty, each with its number in the file."""

    rows: tuple[FileRow, ...]
    is_workbook: bool
    encoding: str = ""
    """What a text was read in; empty for a workbook."""
    n_columns: int = 0
    """Columns in which something stands, those beyond MAX_COLUMNS included."""
    notes: tuple[Note, ...] = ()
    """What was found in a workbook that nobody sees in it."""

    @staticmethod
    def too_long(name: str) -> FileTooLarge:
        """Return what is raised when there are more rows than one import takes."""
        return FileTooLarge(f"{name}: more than {MAX_ROWS} rows.", rows=MAX_ROWS)


def read_sheet(name: str, raw: bytes, encoding: str | None = None) -> Sheet:
    """Return the sheet of a workbook that holds a list, or a text file cut at its separator.

    The same file is read once, also when it cannot be used: the page that shows it runs at every click.
    ``encoding``: what a person chose for a text that does not say itself what it is written in.

    Raises
    ------
    EmptyFile, FileTooLarge, UnreadableFile, ImportBusy
    """
    key = (name, hashlib.sha256(raw).digest(), encoding)
    found = _kept(key)
    if found is None:
        try:
            found = _read_sheet(name, raw, encoding)
        except ImportProblem as problem:
            found = problem
        _keep(key, found)
    if isinstance(found, ImportProblem):
        raise found.with_traceback(None)
    return found


_Key = tuple[str, bytes, str | None]
_read: OrderedDict[_Key, Sheet | ImportProblem] = OrderedDict()
_lock = Lock()


def _kept(key: _Key) -> Sheet | ImportProblem | None:
    with _lock:
        return _read.get(key)


def _keep(key: _Key, found: Sheet | ImportProblem) -> None:
    if isinstance(found, ImportBusy):
        return
    with _lock:
        _read[key] = found
        while len(_read) > READ_KEPT:
            _read.popitem(last=False)


def _read_sheet(name: str, raw: bytes, encoding: str | None) -> Sheet:
    if not raw.strip():
        raise EmptyFile(f"{name}: the file is empty.")
    if len(raw) > MAX_BYTES:
        raise FileTooLarge(f"{name}: {len(raw)} bytes, at most {MAX_BYTES}.", bytes=len(raw))
    if kind := other_kind(raw):
        raise UnreadableFile(f"{name}: {SAID[kind]}.", reason=kind)
    if raw.startswith(ZIP):
        book = read_workbook(name, raw)
        rows = (FileRow(number, cells) for number, cells in book.rows)
        return replace(_sheet(name, rows, is_workbook=True), notes=_unseen(book))
    read, most = decoded(name, raw, encoding), MAX_ROWS + HEAD_ROWS
    rows = text_rows(name, read.text, n_known, most=most)
    # Encodings of one byte a sign agree on separators, quotes and line ends: the rows are the same.
    rivals = text_rows(name, read.rival, n_known, most=most) if read.rival else [None] * len(rows)
    found = (
        FileRow(number, row.cells, rival.cells if rival else None, row.has_open_quote)
        for number, (row, rival) in enumerate(zip(rows, rivals, strict=False), start=1)
    )
    return _sheet(name, found, is_workbook=False, encoding=read.encoding)


def _sheet(name: str, rows: Iterable[FileRow], *, is_workbook: bool, encoding: str = "") -> Sheet:
    kept: list[FileRow] = []
    n_columns = 0
    for row in rows:
        width = max((at for at, cell in enumerate(row.cells, start=1) if cell.strip()), default=0)
        if not width:
            continue
        if len(kept) > MAX_ROWS + HEAD_ROWS:
            raise Sheet.too_long(name)
        n_columns = max(n_columns, width)
        kept.append(replace(row, cells=tuple(row.cells[:MAX_COLUMNS])) if width > MAX_COLUMNS else row)
    if not kept:
        raise EmptyFile(f"{name}: nothing in it.")
    return Sheet(tuple(kept), is_workbook, encoding, n_columns)


def _unseen(book: Workbook) -> tuple[Note, ...]:
    """Return what a workbook holds beside what its reader sees on the sheet that was read."""
    said = {
        "hidden_rows": [str(number) for number in book.hidden_rows],
        "hidden_columns": [letter(place) for place in book.hidden_columns],
        "other_sheets": list(book.other_sheets),
        "hidden_sheets": list(book.hidden_sheets),
    }
    found = [Note(code, listed(values), len(values)) for code, values in said.items() if values]
    is_other = book.other_sheets or book.hidden_sheets
    return (*([Note("sheet", book.sheet)] if is_other else []), *found)
