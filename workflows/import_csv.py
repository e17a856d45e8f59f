"""A text cut into rows and cells: the separator by evidence, quotes as people leave them behind.

A quotation mark that opens a cell and is never closed would swallow every row down to the next one. Here such
a mark costs its own row only: the row is marked, and the following ones are read for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from errors import FileTooLarge, UnreadableFile
from workflows.workbook_child import MAX_SHEET_ROWS

SEPARATORS = ";\t,|"
LONGEST_CELL = 131_072
_FIRST_LINE = re.compile(r"\s*sep=(.)[ \t]*(?=\n|\Z)", re.IGNORECASE)
"""Excel's own first line."""
MOST_CELLS = 10_000
"""In one row; a spreadsheet has 16,384 columns, a list of people some dozens."""
_LOOKED_AT = 60_000
"""Signs from the beginning of a text in which the separator is looked for."""
_TRIED = 40
"""Rows that are looked at to find the separator."""


class TextRow(NamedTuple):
    """A row of a text file; an empty one has no cell with a sign in it."""

    cells: list[str]
    has_open_quote: bool = False
    """Whether a quotation mark in it opens a cell and is not closed."""


def text_rows(name: str, text: str, known: Callable[[Sequence[str]], int], *, most: int) -> list[TextRow]:
    """Return the rows of a text, up to one more than ``most`` that are not empty.

    Parameters
    ----------
    name : str
        The file's, for the message.
    text : str
    known : callable
        Counts the titles in a row that name something looked for: the best evidence of a separator.

    Raises
    ------
    UnreadableFile
        ``csv``: a cell is endless, or a row has thousands of cells.
    FileTooLarge
        There are more rows than a sheet may have, empty ones included.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    announced = _FIRST_LINE.match(lines)
    try:
        if announced:
            # Kept as an empty row, so that row numbers stay those of the file.
            return [TextRow([]), *_first(name, _rows(lines[announced.end() + 1 :], announced[1]), most)]
        return _unwrapped(_first(name, _rows(lines, separator_of(lines, known)), most), known)
    except _Endless as problem:
        raise UnreadableFile(f"{name}: not readable as CSV ({problem}).", reason="csv") from None


class _Endless(Exception):
    """A cell or row is longer than in any list of people."""


def _first(name: str, rows: Iterable[TextRow], most: int) -> list[TextRow]:
    """Return rows until there is one more with something in it than there may be.

    Empty rows count too, as in a workbook: reading must end, and no row may be left out unseen.
    """
    kept: list[TextRow] = []
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise _Endless(f"a cell of more than {LONGEST_CELL} signs")
        kept.append(row)
        if len(kept) > MAX_SHEET_ROWS:
            raise FileTooLarge(f"{name}: more than {MAX_SHEET_ROWS} rows, empty ones included.")
        most -= any(cell.strip() for cell in row.cells)
        if most < 0:
            break
    return kept


def separator_of(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """Return the separator under which titles are recognised and rows are as long as their titles."""
    beginning = (
        text if len(text) <= _LOOKED_AT else text[:_LOOKED_AT].rpartition("\n")[0] or text[:_LOOKED_AT]
    )
    return max(SEPARATORS, key=lambda one: _evidence(beginning, one, known))


def _evidence(
    text: str, separator: str, known: Callable[[Sequence[str]], int]
) -> tuple[int, bool, float, int]:
    rows = []
    for row in _rows(text, separator):
        if any(cell.strip() for cell in row.cells):
            rows.append(row.cells)
        if len(rows) == _TRIED:
            break
    if not rows:
        return 0, False, 0.0, 0
    n_known, at = max((known(cells), -place) for place, cells in enumerate(rows[:20]))
    width = len(rows[-at]) if n_known else max(map(len, rows))
    below = rows[1 - at :] if n_known else rows
    share = sum(len(cells) == width for cells in below) / len(below) if below else 1.0
    return n_known, width > 1 and share > 0, share, width


def _unwrapped(rows: list[TextRow], known: Callable[[Sequence[str]], int]) -> list[TextRow]:
    """Cut rows once more that a spreadsheet saved as one quoted cell each."""
    if not rows or any(len(row.cells) > 1 or row.has_open_quote for row in rows):
        return rows
    inner = "\n".join(row.cells[0].replace("\n", " ") if row.cells else "" for row in rows)
    separator = separator_of(inner, known)
    again = list(_rows(inner, separator))
    return again if max((known(row.cells) for row in again[:20]), default=0) > 1 else rows


def _rows(text: str, separator: str) -> Iterator[TextRow]:
    place, width, end = 0, 0, len(text)
    while place < end:
        stop = text.find("\n", place)
        stop = end if stop < 0 else stop
        line = text[place:stop]
        if '"' in line:
            row, place = _quoted_row(text, place, separator, width)
        else:
            row, place = TextRow(line.split(separator)), stop + 1
        width = max(width, len(row.cells))
        yield row


def _quoted_row(text: str, place: int, separator: str, width: int) -> tuple[TextRow, int]:
    """Return the row that begins at a place, and where the next one begins."""
    cells: list[str] = []
    is_open = False
    cell, bare = _patterns(separator)
    while True:
        found = cell.match(text, place)
        if len(cells) > MOST_CELLS:
            raise _Endless(f"a row of more than {MOST_CELLS} cells")
        if found is not None and not _swallows(found[1], separator, width, is_first=not cells):
            cells.append(found[1].replace('""', '"'))
        else:
            found = bare.match(text, place)
            assert found is not None  # it matches nothing at all too
            cells.append(found[0])
            is_open = is_open or (found[0].lstrip().startswith('"') and bool(found[0].count('"') % 2))
        place = found.end()
        if text[place : place + 1] != separator:
            return TextRow(cells, is_open), place + 1
        place += 1


@lru_cache(maxsize=32)
def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a quoted cell is, with what follows it, and what any other cell is."""
    sign = re.escape(separator)
    return (
        re.compile(rf'[ ]*"([^"]*(?:""[^"]*)*)"[ ]*(?={sign}|\n|\Z)'),
        re.compile(rf"[^{sign}\n]*"),
    )


def _swallows(inside: str, separator: str, width: int, *, is_first: bool) -> bool:
    """Tell whether a quoted cell over several lines holds whole rows: its closing mark is another cell's."""
    first, *later = inside.split("\n")
    if later and is_first and separator in first and (width <= 2 or "@" in first):
        return True
    return any(
        line.count(separator) >= max(1, width - 1) or (separator in line and "@" in line) for line in later
    )


__all__ = ["LONGEST_CELL", "SEPARATORS", "TextRow", "separator_of", "text_rows"]
