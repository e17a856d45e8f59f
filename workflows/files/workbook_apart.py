"""Workbooks are written in a process of their own while the server serves: what writing takes ends with it.

The library keeps its modules, and Python pieces of what it wrote, in memory for as long as its process lives:
``docs/performance.md`` says how much. Rows go there in slices, so that a large table is never in memory as a
whole on this side.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO

from errors import DocumentError

Table = tuple[str, Iterable[Sequence[str | int | float | None]]]
"""Title of a sheet, and its rows."""

WITHIN_S = 120.0
"""Results, answers and marks of 2,000 people take a quarter of it."""
WAIT_S = 60.0
"""How long a workbook waits for another one to be written before it."""
SLICE = 500
"""Rows that go over at once."""
ROOT = Path(__file__).parents[2]

_one_at_a_time = BoundedSemaphore(1)
"""Two cores serve candidates; a workbook may keep one of them busy, not both."""
_is_apart = False


def keep_workbooks_apart() -> None:
    """Write workbooks in processes of their own from now on: the server calls this as it starts."""
    global _is_apart
    _is_apart = True


def is_apart() -> bool:
    """Tell whether workbooks are written in processes of their own."""
    return _is_apart


def write_apart(tables: Iterable[Table]) -> bytes:
    """Return a workbook, as ``workflows.files.workbook`` writes one, written by another process.

    Raises
    ------
    DocumentError
        It could not be written within its time, or others took all the time it could wait.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise DocumentError("Other workbooks are being written; this one was not.")
    try:
        return _written(tables)
    finally:
        _one_at_a_time.release()


def _written(tables: Iterable[Table]) -> bytes:
    # What it says on its error output is not kept, because it may quote.
    process = subprocess.Popen(
        [sys.executable, "-m", "workflows.files.workbook_writer"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    # Kills it while rows still go over, too: sending them would otherwise wait for ever.
    deadline = Timer(WITHIN_S, process.kill)
    deadline.daemon = True
    deadline.start()
    try:
        with process:
            assert process.stdin is not None
            assert process.stdout is not None
            _send(tables, process.stdin)
            content = process.stdout.read()
    except BaseException:
        process.kill()
        raise
    finally:
        is_late = not deadline.is_alive()
        deadline.cancel()
    if process.returncode != 0:
        if is_late:
            raise DocumentError(f"The workbook was not written within {WITHIN_S:g} seconds.")
        raise DocumentError(f"The workbook could not be written (exit code {process.returncode}).")
    return content


def _send(tables: Iterable[Table], pipe: IO[bytes]) -> None:
    """Send every table; a process that has ended reads no further, and its exit code says so."""
    with suppress(BrokenPipeError):
        for line in _lines(tables):
            pipe.write(line)
    with suppress(BrokenPipeError):
        pipe.close()


def _lines(tables: Iterable[Table]) -> Iterator[bytes]:
    """Yield JSON, a line each: the title of a sheet, then its rows in slices."""
    for title, rows in tables:
        yield json.dumps(title).encode() + b"\n"
        remaining = iter(rows)
        while some := list(islice(remaining, SLICE)):
            yield json.dumps(some).encode() + b"\n"
