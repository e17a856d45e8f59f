"""JSON, lines of JSON and numbers in files, read so that nothing is silently lost or changed.

On top of what the parser refuses (NaN, Infinity, numbers too large for a float, bytes that are no UTF-8): a
member named twice in one object, of which the last would win, and nesting deeper than any form has.

Python's own reading is kinder than a file deserves: to it ``1_0`` is ten, and so are digits of other scripts.
Here a number is what a spreadsheet set to English writes: digits 0 to 9, a sign before them, a decimal point,
an exponent. Blanks and tabs around it are passed over, since tables are aligned with them; no other sign is.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from errors import AnswerError, FileTrouble, TwoSpellings

MOST_LEVELS = 32
"""A form nests ten levels deep."""
LINES_PER_STEP = 20_000
LONGEST_LINE = 1_000_000
"""Bytes; the longest answer has some thousands. What is longer is never held in memory as a whole."""
BLANKS = " \t"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
"""More digits than anything here counts; Python refuses to read thousands of them."""
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_OPEN, _CLOSE = b"[{", b"]}"
_PACKED = {
    b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf": "7z",
}  # fmt: skip
Line = dict[str, Any]
"""One object with exactly the fields that were asked for."""
Keep = Callable[[Line, str], None]


class NotUtf8(ValueError):
    """Bytes are no UTF-8; ``line`` (1 = first) says where, the message what was got."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def without_mark(raw: bytes) -> bytes:
    """Return bytes without the mark (BOM) with which some programs begin a file in UTF-8."""
    return raw.removeprefix(codecs.BOM_UTF8)


def other_kind(head: bytes) -> str | None:
    """Return what a file is instead of UTF-8 text, by its first bytes, and what to do; None where it may be.

    Some shells write UTF-16, with or without its mark; others hand over what is still compressed.
    """
    packed = next((word for sign, word in _PACKED.items() if head.startswith(sign)), None)
    if packed is not None:
        return f"a compressed file ({packed}): unpack it first"
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32: save the file as UTF-8"
    is_marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if is_marked or 0 in head[:2] or (len(head) > 3 and 0 in head[:4]):
        return "UTF-16: save the file as UTF-8"
    return None


def text_of(raw: bytes) -> str:
    """Decode a whole file; NotUtf8 when it is something else."""
    if kind := other_kind(raw[:16]):
        raise NotUtf8(f"expected UTF-8, got {kind}", 1)
    bare = without_mark(raw)
    try:
        return bare.decode()
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode()
        line, character = before.count("\n") + 1, len(before) - before.rfind("\n")
        problem = f"expected UTF-8, got the byte 0x{bare[error.start]:02X} at character {character}"
        raise NotUtf8(problem, line) from error


class BadJson(ValueError):
    """A text is not JSON as it has to be; ``line`` (1 = first) says where."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def strict_json(raw: bytes) -> Any:
    """Parse JSON in UTF-8.

    Raises
    ------
    BadJson
        Says what is wrong and in which line.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadJson(f"{error.msg}, at character {error.colno}", error.lineno) from error
    n_opened = raw.count(b"{") + raw.count(b"[")
    if n_opened > MOST_LEVELS:
        _check_levels(raw)
    # Every member has one colon outside of texts. With no colon more, no member was lost.
    n_members = len(value) if n_opened == 1 else _n_members(value)
    if raw.count(b":") != n_members:
        _check_twice(raw)
    return value


def _check_levels(raw: bytes) -> None:
    """Raise BadJson when lists and objects stand too deep inside each other; raw is valid JSON."""
    level = 0
    for number, line in enumerate(_STRING.sub(b"", raw).splitlines(), start=1):
        for sign in line:
            level += (sign in _OPEN) - (sign in _CLOSE)
            if level > MOST_LEVELS:
                raise BadJson(f"more than {MOST_LEVELS} lists and objects inside each other", number)


def _n_members(value: Any) -> int:
    """Count the members of all objects."""
    if type(value) is dict:
        count, inner = len(value), value.values()
    else:
        count, inner = 0, value if type(value) is list else ()
    # A call for lists and objects only, not for each value: there are a million lines.
    for member in inner:
        if type(member) is dict or type(member) is list:
            count += _n_members(member)
    return count


def _check_twice(raw: bytes) -> None:
    """Raise BadJson when an object has two members of one name; raw is valid JSON."""
    n_closed = 0

    def check(pairs: list[tuple[str, object]]) -> None:
        nonlocal n_closed
        n_closed += 1
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise BadJson(f"{twice!r:.40} stands twice in one object", _line_of_close(raw, n_closed))

    json.loads(raw.decode(), object_pairs_hook=check)


def _line_of_close(raw: bytes, count: int) -> int:
    """Return the line of the closing brace with this count, 1 = first."""
    for number, line in enumerate(_STRING.sub(b"", raw).splitlines(), start=1):
        count -= line.count(b"}")
        if count <= 0:
            return number
    return 1


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
    """Parse a line into an object with exactly these fields; AnswerError when it is none."""
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


def read_number(text: str, lowest: float, highest: float) -> float:
    """Return the number that a text is.

    Parameters
    ----------
    text : str
        A number in digits 0 to 9, as the head of this module says.
    lowest, highest : float
        Finite bounds, both allowed.

    Raises
    ------
    ValueError
        Says what was expected and what was got, in words that follow the name of a column or option.
    """
    bare = text.strip(BLANKS)
    # What is too large for a float is infinite to Python, and so beyond the bounds.
    if not _NUMBER.fullmatch(bare) or not lowest <= float(bare) <= highest:
        raise ValueError(
            f"expected a number from {lowest:.15g} to {highest:.15g}, "
            f"in digits 0 to 9 with a decimal point, got {text!r:.80}"
        )
    return float(bare)


def read_whole(text: str, lowest: int, highest: int) -> int:
    """Return the whole number that a text is; bounds and errors as in read_number."""
    bare = text.strip(BLANKS)
    if not _WHOLE.fullmatch(bare) or not lowest <= int(bare) <= highest:
        raise ValueError(
            f"expected a whole number from {lowest} to {highest}, in digits 0 to 9, got {text!r:.80}"
        )
    return int(bare)
