"""A text file read as rows and cells: its encoding and its separator are judged by evidence.

A byte above 127 is an é in one encoding, a capital or a box-drawing sign in another. Each encoding is tried,
and the readings are compared by how likely their letters are in names: an é is common, a Š in the middle
of a word in small letters is not. Where two readings are about as likely, both are kept (``rival``), and the
rows on which they differ are refused until somebody chooses.

A quotation mark that opens a cell and is never closed would swallow every row down to the next one. Here such
a mark costs its own row only: that row is marked, and the following ones are read as usual.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from errors import FileTooLarge, UnreadableFile
from workflows.files.workbook_child import MAX_SHEET_ROWS

SEPARATORS = ";\t,|"
LONGEST_CELL = 131_072
MOST_CELLS = 10_000
"""In one row; a spreadsheet has 16,384 columns, a list of people some dozens."""
_FIRST_LINE = re.compile(r"\s*sep=(.)[ \t]*(?=\n|\Z)", re.IGNORECASE)
"""Excel's own first line."""
_LOOKED_AT = 60_000
"""Signs from the beginning of a text in which the separator is looked for."""
_TRIED = 40
"""Rows that are looked at to find the separator."""
CHOICES = (
    "utf-8", "cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250", "iso8859_2", "cp1254", "cp1251",
)  # fmt: skip
"""What a person may choose from, by Python's names."""
_PRIOR = {"cp1252": 1.0, "mac_roman": 0.0, "cp850": 0.0, "iso8859_15": 0.5,
          "cp1250": -2.0, "iso8859_2": -2.5, "cp1254": -2.0}  # fmt: skip
"""Encodings that are tried; a Cyrillic one would read a file of any script as words: by hand only."""
_ALIKE = 1.5
"""In natural logarithms: two readings nearer than this are both possible."""
_HOPELESS = -6.0
"""Mean of a word's unlikelihood in the best reading; below, no encoding known here explains the file."""
_ENOUGH, _LONGEST_WORD = 50_000, 60
"""Bytes of evidence that are enough to judge by, and signs of a word that are read."""
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"),
)  # fmt: skip
_COMMON = {
    "é": 100, "è": 40, "ç": 15, "ë": 10, "ï": 10, "ü": 10, "ö": 10, "ô": 8, "ä": 8, "á": 8, "í": 8, "ñ": 8,
    "ó": 7, "ê": 6, "î": 5, "â": 5, "ú": 4, "ã": 4, "ł": 4, "š": 3, "à": 3, "ß": 3, "å": 5, "ø": 5, "ž": 3,
    "ş": 3, "ğ": 3, "ı": 3, "č": 3, "ć": 3, "œ": 2, "û": 2, "õ": 1, "ò": 2, "ś": 2, "ż": 2, "ń": 2, "ę": 2,
    "ą": 2, "ř": 2, "ě": 2, "ù": 1, "æ": 1, "ů": 1, "ź": 1, "đ": 1, "ý": 1, "ì": 0.7, "ő": 1, "ű": 0.5,
    "ÿ": 0.2,
}  # fmt: skip
"""How often a letter stands in the names of people who apply in France and around it, roughly."""
_TITLES = re.compile(r"(?i)\b(prénoms?|nom complet|téléphone|société|civilité|mél|numéro|français|diplôme)\b")
_WORD = re.compile(r"[^\s;,\t|\"()<>/]+")


@dataclass(frozen=True)
class Reading:
    """A file as text."""

    text: str
    encoding: str
    """Python's name of it; "utf-8" also where a few bytes are not."""
    rival: str | None = None
    """The file in another encoding that is about as likely; None where there is none."""
    n_bad: int = 0
    """Bytes that are no sign of the encoding; each stands as U+FFFD."""

    @property
    def is_certain(self) -> bool:
        """Tell whether the file says itself what it is written in."""
        return self.encoding.startswith("utf")


def decoded(name: str, raw: bytes, chosen: str | None = None) -> Reading:
    """Return a file's text.

    Parameters
    ----------
    name : str
        The file's, for the message.
    raw : bytes
    chosen : str, optional
        One of ``CHOICES``, where a person has looked.

    Raises
    ------
    UnreadableFile
        ``not_text``, or ``encoding`` where no encoding known here makes names of it.
    """
    mark = next((encoding for sign, encoding in _MARKS if raw.startswith(sign)), None)
    if mark is None and chosen in CHOICES:
        return _checked(name, _replaced(raw, chosen))
    encoding = mark or _without_mark(raw)
    if encoding is None:
        return _checked(name, _guessed(name, raw))
    return _checked(name, _replaced(raw, encoding))


def _checked(name: str, reading: Reading) -> Reading:
    if "\0" in reading.text:
        raise UnreadableFile(f"{name}: neither text nor a workbook.", reason="not_text")
    return reading


def _replaced(raw: bytes, encoding: str) -> Reading:
    text = raw.decode(encoding, errors="replace")
    return Reading(text, encoding.removesuffix("-sig"), n_bad=text.count("\ufffd"))


def _without_mark(raw: bytes) -> str | None:
    """Return the Unicode encoding of a file without a mark, or None when it is written in none."""
    if b"\0" in raw:
        # Latin letters in UTF-16 have a zero before or after each of them.
        zeros = raw[:2000].count(b"\0", 0), raw[0:2000:2].count(b"\0"), raw[1:2000:2].count(b"\0")
        if zeros[0] > len(raw[:2000]) // 4:
            return "utf-16-be" if zeros[1] > zeros[2] else "utf-16-le"
        return "utf-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="replace")
        n_good = sum(sign.isalpha() and not sign.isascii() for sign in text)
        # Letters of two bytes and more rarely come about by chance in files of one byte a sign.
        return "utf-8" if n_good and n_good * 2 >= text.count("\ufffd") else None
    return "utf-8"


def _guessed(name: str, raw: bytes) -> Reading:
    readings = []
    seen = _evidence(raw)
    for encoding, prior in _PRIOR.items():
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = seen.decode(encoding)
        words = _words(sample)
        score = prior + sum(map(_likelihood, words)) + 3.0 * len(set(_TITLES.findall(sample[:4000])))
        if encoding == "mac_roman" and b"\r" in raw and b"\n" not in raw:
            score += 3.0  # lines end as on a Mac of old
        readings.append((score, encoding, text, len(words)))
    readings.sort(key=lambda reading: -reading[0])
    best = readings[0] if readings else (-math.inf, "", "", 1)
    if best[0] / max(1, best[3]) < _HOPELESS:
        raise UnreadableFile(f"{name}: in no encoding known here; save it as UTF-8.", reason="encoding")
    rival = next(
        (reading[2] for reading in readings[1:] if best[0] - reading[0] < _ALIKE and reading[2] != best[2]),
        None,
    )
    return Reading(best[2], best[1], rival)


def _evidence(raw: bytes) -> bytes:
    """Return lines with a byte beyond ASCII, as many as are needed to judge by."""
    lines: list[bytes] = []
    left = _ENOUGH
    for line in raw.splitlines():
        if not line.isascii():
            lines.append(line[:left])
            left -= len(line)
        if left <= 0:
            break
    return b"\n".join(lines)


def _words(text: str) -> set[str]:
    """Return the words that have a sign beyond ASCII, each once: a title repeated proves nothing more."""
    return {word[:_LONGEST_WORD] for word in _WORD.findall(text) if not word.isascii()}


@lru_cache(maxsize=8192)
def _likelihood(word: str) -> float:
    """Return how likely a word's signs beyond ASCII are, as a logarithm; 0 is as likely as an é."""
    total = 0.0
    signs = f" {unicodedata.normalize('NFC', word)} "
    for before, sign, after in zip(signs, signs[1:], signs[2:], strict=False):
        if not sign.isascii():
            total += _of_sign(before, sign, after)
        elif before.isalpha() and not before.isascii() and before.islower() and sign.isupper():
            total -= 4.0  # a capital after a small accented letter
    return total


def _of_sign(before: str, sign: str, after: str) -> float:
    if not sign.isalpha():
        return _of_other(before, sign, after)
    latin = _is_latin(sign)
    weight = _COMMON.get(sign.lower(), 0.1) if latin else 50.0
    score = math.log(weight / 100)
    score += _of_place(before.lower(), sign.lower(), after.lower())
    if sign.isupper() and before.islower():
        score -= 4.0
    if sign.islower() and before.isupper() and after.isupper():
        score -= 4.0
    if sign.islower() and not before.isalpha() and latin:
        score -= 3.0
    if before.isalpha() and not before.isascii() and latin and _is_latin(before):
        score -= 0.5 if before in "çÇ" else 2.0
    if any(other.isalpha() and _is_latin(other) != latin for other in (before, after)):
        score -= 6.0
    return score


def _of_place(before: str, sign: str, after: str) -> float:
    """Return what speaks for or against a letter where it stands: ça but not çe, oï but not lï."""
    if sign == "ç":
        return 0.5 if after and after in "aouãõ" else -1.5
    if sign in "ïë" and before not in ("a", "e", "i", "o", "u", "y", "h", "é"):
        return -2.0
    return 0.0


def _of_other(before: str, sign: str, after: str) -> float:
    if unicodedata.category(sign) in ("Cc", "Cn", "Co"):
        return -12.0
    if sign == "’" and before.isalpha() and after.isalpha():
        return -1.0
    touches = before.isalpha() or after.isalpha()
    inside = before.isalpha() and after.isalpha()
    if sign == "\xa0":
        return -1.0
    return -9.0 if inside else -7.0 if touches else -2.0


@lru_cache(maxsize=1024)
def _is_latin(sign: str) -> bool:
    return sign.isascii() or unicodedata.name(sign, "").startswith("LATIN")


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
    first: list[TextRow] = []
    for row in rows:
        if any(len(cell) > LONGEST_CELL for cell in row.cells):
            raise _Endless(f"a cell of more than {LONGEST_CELL} signs")
        first.append(row)
        if len(first) > MAX_SHEET_ROWS:
            raise FileTooLarge(f"{name}: more than {MAX_SHEET_ROWS} rows, empty ones included.")
        most -= any(cell.strip() for cell in row.cells)
        if most < 0:
            break
    return first


def separator_of(text: str, known: Callable[[Sequence[str]], int]) -> str:
    """Return the separator under which titles are recognised and rows are as long as their titles."""
    beginning = (
        text if len(text) <= _LOOKED_AT else text[:_LOOKED_AT].rpartition("\n")[0] or text[:_LOOKED_AT]
    )
    return max(SEPARATORS, key=lambda separator: _separator_evidence(beginning, separator, known))


def _separator_evidence(
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
        match = cell.match(text, place)
        if len(cells) > MOST_CELLS:
            raise _Endless(f"a row of more than {MOST_CELLS} cells")
        if match is not None and not _swallows(match[1], separator, width, is_first=not cells):
            cells.append(match[1].replace('""', '"'))
        else:
            match = bare.match(text, place)
            assert match is not None  # it matches nothing at all too
            cells.append(match[0])
            is_open = is_open or (match[0].lstrip().startswith('"') and bool(match[0].count('"') % 2))
        place = match.end()
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
