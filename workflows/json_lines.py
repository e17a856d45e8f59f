"""Files of one JSON object per line: good lines are kept, every other one is reported and left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from errors import AnswerError, FileTrouble, TwoSpellings
from workflows.strict_json import BadJson, strict_json
from workflows.utf8 import other_kind, without_mark

LINES_PER_STEP = 20_000
LONGEST_LINE = 1_000_000
"""Bytes; the longest answer has some thousands. What is longer is never held in memory as a whole."""

Line = dict[str, Any]
"""One object with exactly the fields that were asked for."""
Keep = Callable[[Line, str], None]


def keep_lines(
    path: Path,
    fields: Collection[str],
    keep: Keep,
    report: Callable[[str], None],
    progress: Callable[[float], None] = lambda _: None,
) -> int:
    """Give every line to a function and report those that it refuses; return how many these were.

    Parameters
    ----------
    path : Path
        UTF-8, with or without its mark (BOM). Blank lines are passed over.
    fields : collection of str
        What every object has, and nothing else.
    keep : callable
        Takes a line and its place, as file and number. Raises AnswerError for a bad line.
    report : callable
        Told of each bad line: file, number, field, what was expected; of a name in two spellings once for
        each spelling.
    progress : callable
        Told the share of the file that is read, 0 to 1.

    Raises
    ------
    FileTrouble
        It cannot be read; no line of it can be used; or a name is spelled in two ways, so that nobody can
        know how many people there are.
    """
    name, n_good, n_bad = str(path), 0, 0
    spelled: set[tuple[str, object]] = set()
    try:
        for number, raw in enumerate(_lines(path, progress), start=1):
            if not raw or raw.isspace():
                continue
            place = f"{name}:{number}"
            try:
                keep(_parsed(raw, fields), place)
                n_good += 1
            except AnswerError as error:
                n_bad += 1
                if isinstance(error, TwoSpellings):
                    if (error.field, error.got) in spelled:
                        continue
                    spelled.add((error.field, error.got))
                report(f"{place}: {error}")
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    _refuse(path, fields, n_good, n_bad, len(spelled))
    return n_bad


def _refuse(path: Path, fields: Collection[str], n_good: int, n_bad: int, n_other: int) -> None:
    """Raise FileTrouble when nothing can be made of a file as a whole."""
    if n_other:
        raise FileTrouble(
            f"{path}: other spellings of a name: {n_other}; nothing was written, as one person may stand "
            "here as two. Spell each name in one way; give people whose names are alike something that "
            "tells them apart, such as a number"
        )
    if not n_good:
        raise FileTrouble(
            f"{path}: expected at least one line with one JSON object of the fields {_listed(fields)}, got "
            f"{f'bad lines only ({n_bad})' if n_bad else 'no line'}; nothing was written"
        )


def _parsed(raw: bytes, fields: Collection[str]) -> Line:
    """Parse a line into an object with exactly these fields, or raise AnswerError."""
    if len(raw) > LONGEST_LINE:
        raise AnswerError("line", f"at most {LONGEST_LINE} bytes", raw[:60].decode(errors="replace"))
    try:
        line = strict_json(raw)
    except BadJson as error:
        raise AnswerError("line", f"one JSON object ({error})", raw[:60].decode(errors="replace")) from error
    if type(line) is not dict:
        raise AnswerError("line", "one JSON object", line)
    if line.keys() != set(fields):
        wrong = sorted(set(fields) ^ line.keys())[0]
        shown = wrong if wrong.isidentifier() else repr(wrong)
        raise AnswerError(f"{shown:.40}", f"exactly the fields {_listed(fields)}", sorted(line))
    return line


def _listed(fields: Collection[str]) -> str:
    *first, last = fields
    return f"{', '.join(first)} and {last}"


def _lines(path: Path, progress: Callable[[float], None]) -> Iterator[bytes]:
    """Yield the lines of a file, of a too long one the beginning; say now and then how much is read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), b""), start=1):
            if number == 1 and (kind := other_kind(raw[:16])):
                raise FileTrouble(f"{path}: expected UTF-8, got {kind}")
            if len(raw) > LONGEST_LINE:
                yield raw
                _pass_over_rest(raw, file)
            else:
                # Files that were joined have the mark inside too.
                yield without_mark(raw)
            if not number % LINES_PER_STEP:
                progress(file.tell() / max(size, file.tell()))


def _pass_over_rest(line: bytes, file: BinaryIO) -> None:
    """Read on to the end of a line, a piece at a time."""
    while line and not line.endswith(b"\n"):
        line = file.readline(LONGEST_LINE)
