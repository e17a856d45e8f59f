"""Files that are neither text nor an .xlsx workbook, each known by its first bytes or what is in it.

Each kind has a sentence of its own under ``staff.errors.import_*``: what it is, and what to save it as.
"""

from __future__ import annotations

import io
import re
import zipfile

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

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SAID = {
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
"""What is said at the shell."""


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
            listed = packed.infolist()
            names = {one.filename.replace("\\", "/").lstrip("/").lower() for one in listed}
            mimetype = next((one for one in listed if one.filename == "mimetype"), None)
            said = packed.read(mimetype)[:200] if mimetype and mimetype.file_size < 1000 else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if b"opendocument" in said:
        return "ods"
    if kind := next((kind for part, kind in _PARTS if any(one.endswith(part) for one in names)), None):
        return kind
    if any(one.flag_bits & 1 for one in listed):
        return "password"
    return None if "[content_types].xml" in names or any(one.startswith("xl/") for one in names) else "packed"
