"""Workbooks made to keep the server busy are refused in time and memory of their own, and read once."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from errors import EmptyFile, FileTooLarge, ImportBusy, UnreadableFile
from workflows.candidates import import_files, import_list
from workflows.files import workbook_rows

SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS_PART = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
IN_TIME_S = 60
"""On a machine that does much else; otherwise the worst takes as long as the processor time of a child."""


def workbook(*, sheet: bytes = b"", strings: bytes = b"") -> bytes:
    """Return a small workbook in which one part was put in the place of another."""
    book, plain, out = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["name", "email"])
    book.active.append(["Ana", "ana@example.com"])
    book.save(plain)
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            part = read.read(name)
            if sheet and name == "xl/worksheets/sheet1.xml":
                part = sheet
            if strings and name == "[Content_Types].xml":
                part = part.replace(b"</Types>", STRINGS_PART)
            if not (strings and name == "xl/sharedStrings.xml"):
                written.writestr(name, part)
        if strings:
            written.writestr("xl/sharedStrings.xml", strings)
    return out.getvalue()


def rows(n: int, inside: bytes = b"") -> bytes:
    lines = b"".join(b'<row r="%d">%s</row>' % (number, inside) for number in range(1, n + 1))
    return SHEET + lines + b"</sheetData></worksheet>"


def strings(size: int) -> bytes:
    one = b"<si><t>a</t></si>"
    return STRINGS + one * (size // len(one)) + b"</sst>"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (workbook(sheet=rows(45_000)), EmptyFile),
        (workbook(sheet=rows(60_000)), FileTooLarge),
        (workbook(sheet=rows(6_000, b'<c t="inlineStr"><is><t>a</t></is></c>' * 60)), FileTooLarge),
        (
            workbook(sheet=rows(60, b'<c t="inlineStr"><is><t>%s</t></is></c>' % (b"a" * 200_000))),
            FileTooLarge,
        ),
        (workbook(strings=strings(59_000_000)), FileTooLarge),
        (workbook(strings=strings(28_000_000)), FileTooLarge),
        (workbook(sheet=SHEET + b"<row>" * 500_000), FileTooLarge),
        (workbook(sheet=SHEET + b"<row>" * 500), UnreadableFile),
    ],
    ids=["empty rows", "rows", "cells", "text", "unpacked size", "shared strings", "unclosed", "cut off"],
)
def test_a_workbook_that_would_take_too_much_is_refused_in_time(raw, refusal):
    began = time.monotonic()
    with pytest.raises(refusal) as refused:
        import_list.read_people("people.xlsx", raw)
    assert time.monotonic() - began < IN_TIME_S
    assert "people.xlsx" in str(refused.value)


@pytest.mark.parametrize("line", ["\n", "a\n", ",\r\n", "\r"], ids=["empty", "short", "commas", "returns"])
def test_a_text_of_endless_short_lines_takes_little_memory(line):
    raw = b"name,email\n" + line.encode() * (4_900_000 // len(line))
    tracemalloc.start()
    with pytest.raises(FileTooLarge):
        import_list.read_people("people.csv", raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_a_child_that_does_not_end_is_ended(monkeypatch):
    started = []
    real = subprocess.run

    def endless(command, **how):
        started.append(command)
        return real([sys.executable, "-c", "import time; time.sleep(600)"], **how)

    monkeypatch.setattr(workbook_rows, "DEADLINE_S", 0.5)
    monkeypatch.setattr(subprocess, "run", endless)
    with pytest.raises(FileTooLarge):
        import_list.read_people("slow.xlsx", workbook(sheet=rows(7)))
    assert started


def test_a_file_is_read_once_whether_it_can_be_used_or_not(monkeypatch):
    import_files._read.clear()
    asked = []
    real = workbook_rows.read_workbook
    monkeypatch.setattr(import_files, "read_workbook", lambda *file: asked.append(file) or real(*file))
    good, bad = workbook(), b"PK\x03\x04 no workbook"
    for _ in range(3):
        assert import_list.read_people("good.xlsx", good).people[0].name == "Ana"
        with pytest.raises(UnreadableFile):
            import_list.read_people("bad.xlsx", bad)
    assert len(asked) == 2


def test_who_finds_others_reading_is_told_so_and_may_come_again(monkeypatch):
    monkeypatch.setattr(workbook_rows, "WAIT_S", 0.0)
    raw = workbook(sheet=rows(3, b'<c t="inlineStr"><is><t>name</t></is></c>'))
    with workbook_rows._one_at_a_time, pytest.raises(ImportBusy):
        import_list.read_people("mine.xlsx", raw)
    assert import_list.read_people("mine.xlsx", raw).n_rows == 2
