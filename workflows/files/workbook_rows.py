"""Rows of a workbook, read by a process of its own with a deadline (``workbook_child.py``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from errors import FileTooLarge, ImportBusy, UnreadableFile

DEADLINE_S = 30.0
"""From the first byte; a workbook of 5,000 people takes two, most of them to start."""
WAIT_S = 60.0
"""How long a workbook waits for another one to be read before it."""
ROOT = Path(__file__).parent.parent.parent

_one_at_a_time = BoundedSemaphore(1)
"""Two cores serve candidates; a workbook may keep one of them busy, not both."""


@dataclass(frozen=True)
class Workbook:
    """The sheet of a workbook that holds a list, and what stands beside it unseen."""

    sheet: str
    rows: tuple[tuple[int, list[str]], ...]
    """Rows that are not empty, each with its number in the sheet."""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    """Places, 0 = A."""
    other_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()


def read_workbook(name: str, raw: bytes) -> Workbook:
    """Return the sheet of a workbook that holds a list.

    Raises
    ------
    FileTooLarge
        It holds more than one import takes, or could not be read in the time one import gets.
    UnreadableFile
        It is no workbook of the kind that can be read.
    ImportBusy
        Others' workbooks took all the time it could wait.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise ImportBusy(f"{name}: other workbooks are being read; nothing was imported.")
    try:
        answer = _answer_of_child(name, raw)
    finally:
        _one_at_a_time.release()
    if "rows" in answer:
        return Workbook(
            sheet=str(answer["sheet"]),
            rows=tuple((number, cells) for number, cells in answer["rows"]),
            hidden_rows=tuple(answer["hidden_rows"]),
            hidden_columns=tuple(answer["hidden_columns"]),
            other_sheets=tuple(answer["other_sheets"]),
            hidden_sheets=tuple(answer["hidden_sheets"]),
        )
    if answer.get("problem") == "too_large":
        raise FileTooLarge(f"{name}: more rows, cells or text than one import takes.", reason="budget")
    raise UnreadableFile(f"{name}: not readable as a workbook ({answer.get('kind')}).", reason="xlsx")


def _answer_of_child(name: str, raw: bytes) -> dict:
    """Let the child read; what it says on its error output is not kept, because it may quote."""
    command = [sys.executable, "-m", "workflows.files.workbook_child"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        ran = subprocess.run(
            command, input=raw, cwd=ROOT, env=environment, check=False, timeout=DEADLINE_S,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise FileTooLarge(f"{name}: not read within {DEADLINE_S:g} seconds.", reason="deadline") from None
    if ran.returncode != 0:
        # The system ended it for its processor time or memory.
        raise FileTooLarge(f"{name}: reading it takes more than one import gets.", reason="deadline")
    return json.loads(ran.stdout)
