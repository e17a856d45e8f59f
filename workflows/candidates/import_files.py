"""Rows and cells of a CSV or XLSX file, as text, within limits; nothing in a file is ever run.

A file of another kind is refused with a sentence of that kind (``staff.errors.import_*``): what it is, and
what to save it as.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock

from errors import EmptyFile, FileTooLarge, ImportBusy, ImportProblem, UnreadableFile
from workflows.candidates.import_columns import letter
from workflows.candidates.import_rows import FileRow, Note, listed
from workflows.candidates.import_text import decoded, text_rows
from workflows.candidates.import_titles import HEAD_ROWS, n_known
from workflows.files.workbook_child import MAX_COLUMNS
from workflows.files.workbook_rows import Workbook, read_workbook

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
READ_KEPT = 4
"""Files whose rows are kept in memory: a page asks for the same file at each of its runs."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHER_KINDS = {
    "xls": "an old .xls workbook; save it as .xlsx or CSV",
    "password": "protected by a password; take it away in the spreadsheet and save again",
    "ods": "an OpenDocument spreadsheet; save it as .xlsx or CSV",
    "numbers": "a Numbers document; export it as Excel or CSV",
    "xlsb": "a binary workbook (.xlsb); save it as .xlsx",
    "xml": "a workbook as XML of 2003; save it as .xlsx or CSV",
    "html": "a web page; open it in a spreadsheet and save it as .xlsx",
    "pdf": "a PDF; export the list as CSV or .xlsx",
    "packed": "compressed; unpack it and take the list out",
    "not_text": "neither text nor a workbook",
}
"""Kind of file that is not read -> what the shell calls it."""
_FIRST_BYTES = (
    (b"%PDF", "pdf"), (b"{\\rtf", "not_text"), (b"\x1f\x8b", "packed"), (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"7z\xbc\xaf", "packed"), (b"Rar!", "packed"), (b"\x89PNG", "not_text"), (b"\xff\xd8\xff", "not_text"),
)  # fmt: skip
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PARTS = (
    ("xl/workbook.bin", "xlsb"), ("index/document.iwa", "numbers"), ("index.zip", "numbers"),
    ("word/document.xml", "not_text"), ("ppt/presentation.xml", "not_text"),
)  # fmt: skip
_PAGE = re.compile(rb"(?:<!--.*?-->|\s)*<(?:!doctype html|html|head|table|meta)\b", re.IGNORECASE | re.DOTALL)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


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
    """What a workbook holds that its reader does not see."""

    @staticmethod
    def too_long(name: str) -> FileTooLarge:
        """Return what is raised when there are more rows than one import takes."""
        return FileTooLarge(f"{name}: more than {MAX_ROWS} rows.", rows=MAX_ROWS)


_Key = tuple[str, bytes, str | None]
_read: OrderedDict[_Key, Sheet | ImportProblem] = OrderedDict()
_lock = Lock()


def read_sheet(name: str, raw: bytes, encoding: str | None = None) -> Sheet:
    """Return the sheet of a workbook that holds a list, or a text file cut at its separator.

    The same file is read once, also when it cannot be used: the page that shows it runs at every click.
    ``encoding``: what a person chose for a text that does not say itself what it is written in.

    Raises
    ------
    EmptyFile, FileTooLarge, UnreadableFile, ImportBusy
    """
    key = (name, hashlib.sha256(raw).digest(), encoding)
    result = _cached(key)
    if result is None:
        try:
            result = _read_sheet(name, raw, encoding)
        except ImportProblem as problem:
            result = problem
        _cache(key, result)
    if isinstance(result, ImportProblem):
        raise result.with_traceback(None)
    return result


def _cached(key: _Key) -> Sheet | ImportProblem | None:
    with _lock:
        return _read.get(key)


def _cache(key: _Key, result: Sheet | ImportProblem) -> None:
    if isinstance(result, ImportBusy):
        return
    with _lock:
        _read[key] = result
        while len(_read) > READ_KEPT:
            _read.popitem(last=False)


def _read_sheet(name: str, raw: bytes, encoding: str | None) -> Sheet:
    if not raw.strip():
        raise EmptyFile(f"{name}: the file is empty.")
    if len(raw) > MAX_BYTES:
        raise FileTooLarge(f"{name}: {len(raw)} bytes, at most {MAX_BYTES}.", bytes=len(raw))
    if kind := other_kind(raw):
        raise UnreadableFile(f"{name}: {OTHER_KINDS[kind]}.", reason=kind)
    if raw.startswith(ZIP):
        book = read_workbook(name, raw)
        rows = (FileRow(number, cells) for number, cells in book.rows)
        return replace(_sheet(name, rows, is_workbook=True), notes=_unseen(book))
    reading, most = decoded(name, raw, encoding), MAX_ROWS + HEAD_ROWS
    rows = text_rows(name, reading.text, n_known, most=most)
    # Encodings of one byte a sign agree on separators, quotes and line ends: the rows are the same.
    rivals = text_rows(name, reading.rival, n_known, most=most) if reading.rival else [None] * len(rows)
    file_rows = (
        FileRow(number, row.cells, rival.cells if rival else None, row.has_open_quote)
        for number, (row, rival) in enumerate(zip(rows, rivals, strict=False), start=1)
    )
    return _sheet(name, file_rows, is_workbook=False, encoding=reading.encoding)


def _sheet(name: str, rows: Iterable[FileRow], *, is_workbook: bool, encoding: str = "") -> Sheet:
    filled: list[FileRow] = []
    n_columns = 0
    for row in rows:
        width = max((at for at, cell in enumerate(row.cells, start=1) if cell.strip()), default=0)
        if not width:
            continue
        if len(filled) > MAX_ROWS + HEAD_ROWS:
            raise Sheet.too_long(name)
        n_columns = max(n_columns, width)
        filled.append(replace(row, cells=tuple(row.cells[:MAX_COLUMNS])) if width > MAX_COLUMNS else row)
    if not filled:
        raise EmptyFile(f"{name}: nothing in it.")
    return Sheet(tuple(filled), is_workbook, encoding, n_columns)


def _unseen(book: Workbook) -> tuple[Note, ...]:
    """Return what a workbook holds beside what its reader sees on the sheet that was read."""
    unseen = {
        "hidden_rows": [str(number) for number in book.hidden_rows],
        "hidden_columns": [letter(place) for place in book.hidden_columns],
        "other_sheets": list(book.other_sheets),
        "hidden_sheets": list(book.hidden_sheets),
    }
    notes = [Note(code, listed(values), len(values)) for code, values in unseen.items() if values]
    is_other = book.other_sheets or book.hidden_sheets
    return (*([Note("sheet", book.sheet)] if is_other else []), *notes)


def other_kind(raw: bytes) -> str | None:
    """Return what a file is where it is neither text nor a workbook that is read here; else None."""
    if raw.startswith(ZIP):
        return _of_package(raw)
    if raw.startswith(OLE):
        return "password" if _ENCRYPTED in raw else "xls"
    if kind := next((kind for sign, kind in _FIRST_BYTES if raw.startswith(sign)), None):
        return kind
    return _of_markup(raw)


def _of_markup(raw: bytes) -> str | None:
    head = raw[:4000]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"")
    if _PAGE.match(head):
        return "html"
    if not head.lstrip().startswith(b"<?xml"):
        return None
    if b"opendocument" in head:
        return "ods"
    return "html" if b"<html" in head.lower() else "xml" if b"office:spreadsheet" in head else "not_text"


def _of_package(raw: bytes) -> str | None:
    """Return what a ZIP file is; None where it may be a workbook, or is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            members = packed.infolist()
            names = {member.filename.replace("\\", "/").lstrip("/").lower() for member in members}
            mimetype = next((member for member in members if member.filename == "mimetype"), None)
            mime_type = packed.read(mimetype)[:200] if mimetype and mimetype.file_size < 1000 else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if b"opendocument" in mime_type:
        return "ods"
    if kind := next((kind for part, kind in _PARTS if any(name.endswith(part) for name in names)), None):
        return kind
    if any(member.flag_bits & 1 for member in members):
        return "password"
    return (
        None if "[content_types].xml" in names or any(name.startswith("xl/") for name in names) else "packed"
    )
