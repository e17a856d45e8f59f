"""Tables of scores read from files: each row is checked, and one bad row refuses the whole table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from errors import AnswerError, BadScores, FileTrouble
from scoring.scores.bounds import LARGEST
from scoring.scores.scores import pending_flags
from workflows.common.text import Spellings, name_in
from workflows.files.strict_json import BLANKS, NotUtf8, read_number, text_of
from workflows.files.workbook import as_typed

NEEDED = ("candidate", "composite", "sem")
FLAGS = "flags"
"""Read when it is there: people for whom different methods are pending cannot be compared."""
_BOUNDS = {"composite": (-LARGEST, LARGEST), "sem": (0.0, LARGEST)}
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_ADVICE = "save the table as CSV in UTF-8, with commas between cells and a point in numbers"


class ScoreRow(NamedTuple):
    """One row of scores; NaN = empty."""

    candidate: str
    composite: float
    sem: float
    pending: frozenset[str]
    """Flags that say that a method is pending."""


def read_scores(path: Path, report: Callable[[str], None]) -> list[ScoreRow]:
    """Read all rows, or report every bad one and refuse.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, with the columns candidate, composite, sem and any others. Numbers as strict_json
        reads them, at most a million (scoring.scores.bounds); an empty cell, or one of blanks, is NaN.
    report : callable
        Told of every bad row: file, line, column, what was expected.

    Raises
    ------
    FileTrouble, BadScores
        Also when there is no row.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        table = _Table(path, next(reader, []))
        for number, cells in _numbered(reader):
            table.add(number, cells, report)
    except csv.Error as error:
        raise BadScores(f"{path}:{reader.line_num}: expected CSV ({error}); {_ADVICE}") from error
    return table.all_rows()


def _text(path: Path) -> str:
    """Return what a file holds, or say where it is not UTF-8."""
    try:
        return text_of(path.read_bytes())
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    except NotUtf8 as error:
        raise BadScores(f"{path}:{error.line}: {error}; {_ADVICE}") from error


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not blank, each with the line on which it begins."""
    begins = reader.line_num + 1
    for cells in reader:
        if cells:
            yield begins, cells
        begins = reader.line_num + 1


class _Table:
    """Collects good rows and counts bad ones."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self._path = path
        self._header = header
        _check_header(path, header)
        self._names = Spellings("candidate")
        self._rows: list[ScoreRow] = []
        self._n_bad = 0

    def add(self, number: int, cells: list[str], report: Callable[[str], None]) -> None:
        """Keep a row, or report what is wrong with it."""
        try:
            self._rows.append(self._row(cells, f"{self._path}:{number}"))
        except (AnswerError, BadScores) as error:
            self._n_bad += 1
            report(f"{self._path}:{number}: {error}")

    def all_rows(self) -> list[ScoreRow]:
        """Return the rows, or refuse when one was bad or there are none."""
        if self._n_bad:
            raise BadScores(
                f"{self._path}: bad rows: {self._n_bad}; nothing was written, as each row moves all ranks"
            )
        if not self._rows:
            raise BadScores(f"{self._path}: expected at least one row under the header; nothing was written")
        return self._rows

    def _row(self, cells: list[str], place: str) -> ScoreRow:
        missing = [column for column in NEEDED if self._header.index(column) >= len(cells)]
        if len(cells) != len(self._header):
            raise BadScores(
                f"{missing[0] if missing else 'row'}: expected as many cells as there are columns "
                f"({len(self._header)}), got {len(cells)}; a number has a point, not a comma"
            )
        row = dict(zip(self._header, cells, strict=True))
        row["candidate"] = as_typed(row["candidate"])
        composite, sem = (_number(column, row[column]) for column in _BOUNDS)
        pending = pending_flags(row.get(FLAGS, "").split(";"))
        name = name_in(row, "candidate")
        if name in self._names:
            raise BadScores(f"candidate: expected each name once, got {name!r:.80} again")
        self._names.take(name, place)
        return ScoreRow(name, composite, sem, pending)


def _check_header(path: Path, header: list[str]) -> None:
    """Refuse a header in which the columns that ranking needs do not stand, or stand twice."""
    missing = [column for column in NEEDED if column not in header]
    if missing:
        first = header[0] if header else ""
        used = [word for sign, word in _OTHER_SEPARATORS.items() if NEEDED[0] in first.split(sign)]
        hint = f"; the cells are separated by {used[0]}: {_ADVICE}" if used else ""
        if first.strip().lower().startswith("sep="):
            hint = f"; the first line is a spreadsheet's own ({first.strip()}): {_ADVICE}"
        raise BadScores(
            f"{path}:1: expected the columns {', '.join(NEEDED)}; {', '.join(missing)} missing{hint}"
        )
    for column in (*NEEDED, FLAGS):
        if header.count(column) > 1:
            raise BadScores(
                f"{path}:1: {column}: expected one column of this name, got {header.count(column)}"
            )


def _number(column: str, text: str) -> float:
    """Read a number within the column's bounds, or NaN from an empty cell."""
    if not text.strip(BLANKS):
        return math.nan
    try:
        return read_number(text, *_BOUNDS[column])
    except ValueError as error:
        raise BadScores(f"{column}: {error}") from error
