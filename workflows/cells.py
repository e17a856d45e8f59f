"""Text on its way into a spreadsheet: what a candidate or a colleague typed must never run as a formula."""

from __future__ import annotations

import re
from typing import Literal, TypeVar

Value = TypeVar("Value")

Cell = str | int | float | None
"""What a cell of an export may hold."""

_SIGNS = "=+-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
DANGEROUS = (*_SIGNS, "\t", "\r", "\n")
"""A text that begins with one of these is a formula to a spreadsheet.

The small and the full-width signs are read as the first four by some.
"""
_PASSED_OVER = (
    "\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
"""What a spreadsheet may not see before it: blanks of any kind, marks, signs without a shape."""
_FORMULA = re.compile(f"[{_PASSED_OVER}]*[{re.escape(_SIGNS)}]|[ ]*[\t\r\n]")
_INNER = {
    other: re.compile(f"""([{other}\t\r\n]["{_PASSED_OVER}]*)(?=[{re.escape(_SIGNS)}])""") for other in ";,"
}


def harmless(value: Value) -> Value | str:
    """Take the sting out of a text that a spreadsheet would run; other values stay as they are."""
    is_formula = isinstance(value, str) and _FORMULA.match(value) is not None
    return f"'{value}" if is_formula else value


def as_typed(text: str) -> str:
    """Return a text of a table without the apostrophe that ``harmless`` put before it."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def harmless_in_csv(value: Value, other: Literal[";", ","] = ";") -> Value | str:
    """Take the sting out of a text for CSV, also where a spreadsheet might begin a new cell inside of it.

    One that is set otherwise cuts lines at the other separator than ours, whatever our file says, and quotes
    inside of a line do not keep it from that.
    """
    safe = harmless(value)
    return _INNER[other].sub(r"\1'", safe) if isinstance(safe, str) else safe
