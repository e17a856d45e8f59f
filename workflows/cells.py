"""Text on its way into a spreadsheet: what a candidate or a colleague typed must never run as a formula."""

from __future__ import annotations

import re
from typing import TypeVar

Value = TypeVar("Value")

Cell = str | int | float | None
"""What a cell of an export may hold."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A text that begins with one of these, after spaces, is a formula to a spreadsheet.

The last four are full-width signs, which a Japanese one reads as the first four.
"""
_INNER = re.compile(r"""([;\t\r\n]["\s]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")


def harmless(value: Value) -> Value | str:
    """Take the sting out of a text that a spreadsheet would run; other values stay as they are."""
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS)
    return f"'{value}" if is_formula else value


def harmless_in_csv(value: Value) -> Value | str:
    """Take the sting out of a text for CSV, also where a spreadsheet might begin a new cell inside of it.

    One set to French cuts lines at semicolons, whatever our file says, and quotes inside of a line do not
    keep it from that.
    """
    safe = harmless(value)
    return _INNER.sub(r"\1'", safe) if isinstance(safe, str) else safe
