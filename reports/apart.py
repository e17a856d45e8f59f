"""Typesetting of documents in a process of its own while the server serves; its memory ends with it.

The library keeps fonts, and what it has set, in memory for as long as its process lives:
``docs/performance.md`` says how much.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from errors import DocumentError

WITHIN_S = 120.0
"""A report with a page for each of a hundred people takes a few seconds."""
WAIT_S = 60.0
"""How long a document waits for another one to be set before it."""
ROOT = Path(__file__).parent.parent

_one_at_a_time = BoundedSemaphore(1)
"""Two cores serve candidates; a document may keep one of them busy, not both."""
_is_apart = False


def keep_apart() -> None:
    """Set documents in processes of their own from now on: the server calls this as it starts."""
    global _is_apart
    _is_apart = True


def is_apart() -> bool:
    """Tell whether documents are set in processes of their own."""
    return _is_apart


def set_apart(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a template filled with data, as ``reports.typeset.typeset`` does, set by another process.

    Raises
    ------
    DocumentError
        It could not be set within its time, or others took all the time it could wait.
    """
    if not _one_at_a_time.acquire(timeout=WAIT_S):
        raise DocumentError("Other documents are being set; this one was not.")
    try:
        # What it says on its error output is not kept, because it may quote.
        ran = subprocess.run(
            [sys.executable, "-m", "reports.typeset_child"],
            input=json.dumps({"template": template, "data": data}).encode(),
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=WITHIN_S,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DocumentError(f"The document was not set within {WITHIN_S:g} seconds.") from None
    finally:
        _one_at_a_time.release()
    if ran.returncode != 0:
        raise DocumentError(f"The document could not be set (exit code {ran.returncode}).")
    return ran.stdout
