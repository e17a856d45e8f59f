"""The process that unpacks one workbook: bytes on its input, rows or a refusal as JSON on its output.

A workbook is a program's worth of work in a few bytes: empty rows by the ten thousand, strings that unpack to
a hundred times their size, markup without end. So it is read where nothing else waits, within budgets of
rows, cells and text, and under limits of processor time and memory that the system itself keeps. Whoever
started it also ends it (``workflows/files/workbook_rows.py``).
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from typing import Any

from workflows.candidates.import_titles import HEAD_ROWS, n_known
from workflows.files.workbook_xml import Budget, OverBudget, Parts, SheetAt, SheetRows

MAX_UNPACKED = 30_000_000
"""Bytes of a workbook once unpacked; 5,000 people with their addresses take two million."""
MAX_SHEET_ROWS = 50_000
"""Empty rows count too: reading must end, and no row may be left out unseen."""
MAX_COLUMNS = 256
MAX_CELLS = 300_000
"""Cells that hold something."""
MAX_TEXT = 10_000_000
"""Characters in all cells: one shared string can be named by every cell, and counts each time."""
PROCESSOR_S = 10
MEMORY_BYTES = 300_000_000
"""What reading may take on top of the interpreter and its modules."""


def main() -> None:
    """Read a workbook from standard input and answer on standard output."""
    raw = sys.stdin.buffer.read()
    _limit()
    sys.stdout.write(json.dumps(answer_to(raw)))


def answer_to(raw: bytes) -> dict[str, Any]:
    """Return ``rows`` of the sheet that holds a list and what is beside it, or ``problem``.

    The sheet is the first one shown whose titles are known, else the first with something in it. ``problem``
    is ``too_large`` or ``unreadable``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise OverBudget
            parts = Parts(packed, Budget(MAX_SHEET_ROWS, MAX_CELLS, MAX_TEXT))
            return _answer(parts, parts.sheets(), parts.strings())
    except (OverBudget, MemoryError):
        return {"problem": "too_large"}
    except Exception as problem:
        # Broken workbooks are met with errors of many kinds; their words may quote.
        return {"problem": "unreadable", "kind": type(problem).__name__}


def _answer(parts: Parts, sheets: list[SheetAt], strings: list[str]) -> dict[str, Any]:
    read: dict[int, SheetRows] = {}
    chosen = None
    for at, sheet in enumerate(sheets):
        if sheet.is_hidden:
            continue
        read[at] = parts.rows(sheet, strings, MAX_COLUMNS)
        if any(n_known(cells) for _, cells in read[at].rows[:HEAD_ROWS]):
            chosen = at
            break
    if chosen is None:
        chosen = next((at for at, sheet in read.items() if sheet.rows), None)
    chosen_sheet = read[chosen] if chosen is not None else SheetRows("")
    beside = [
        sheet for at, sheet in enumerate(sheets)
        if at != chosen and (read[at].rows if at in read else parts.has_rows(sheet, strings))
    ]  # fmt: skip
    return {
        "sheet": chosen_sheet.name,
        "rows": chosen_sheet.rows,
        "hidden_rows": chosen_sheet.hidden_rows,
        "hidden_columns": chosen_sheet.hidden_columns,
        "other_sheets": [sheet.name for sheet in beside if not sheet.is_hidden],
        "hidden_sheets": [sheet.name for sheet in beside if sheet.is_hidden],
    }


def _limit() -> None:
    """Let people's pages go first, and let the system end what takes too long or too much."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 1))
    most = _address_space() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        # Not Linux: what Python and its libraries reserve there, generously.
        return 2_000_000_000


if __name__ == "__main__":
    main()
