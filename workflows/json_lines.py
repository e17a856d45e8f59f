"""Files of one JSON object per line: good lines are kept, every other one is reported and left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import orjson

from errors import AnswerError, FileTrouble

LINES_PER_STEP = 20_000


def keep_lines(
    path: Path,
    keep: Callable[[bytes], None],
    report: Callable[[str], None],
    progress: Callable[[float], None],
) -> int:
    """Give every line to a function and report those that it refuses; return how many these were.

    Parameters
    ----------
    path : Path
        Empty lines are passed over.
    keep : callable
        Raises AnswerError for a bad line.
    report : callable
        Told of each bad line: file, number, field, what was expected.
    progress : callable
        Told the share of the file that is read, 0 to 1.

    Raises
    ------
    FileTrouble
    """
    n_bad = 0
    try:
        for number, raw in enumerate(_lines(path, progress), start=1):
            try:
                if not raw.isspace():
                    keep(raw)
            except AnswerError as error:
                n_bad += 1
                report(f"{path}:{number}: {error}")
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    return n_bad


def parsed(raw: bytes, fields: Collection[str]) -> dict[str, Any]:
    """Parse a line into an object with exactly these fields, or raise AnswerError."""
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise AnswerError("line", f"one JSON object ({error})", raw[:60].decode(errors="replace")) from error
    if type(line) is not dict:
        raise AnswerError("line", "one JSON object", line)
    if len(line) != len(fields) or any(name not in line for name in fields):
        wrong = sorted(set(fields) ^ line.keys())[0]
        *first, last = fields
        raise AnswerError(wrong, f"exactly the fields {', '.join(first)} and {last}", sorted(line))
    return line


def _lines(path: Path, progress: Callable[[float], None]) -> Iterator[bytes]:
    """Yield the lines of a file, saying now and then how much of it is read."""
    size = path.stat().st_size
    done = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            yield raw
            done += len(raw)
            if not number % LINES_PER_STEP:
                progress(done / max(size, done))
