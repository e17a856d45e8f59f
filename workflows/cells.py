"""Text on its way into a spreadsheet: what a candidate or a colleague typed must never run as a formula."""

from __future__ import annotations

from typing import TypeVar

Value = TypeVar("Value")

Cell = str | int | float | None
"""What a cell of an export may hold."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins with one of these, after spaces, is a formula to a spreadsheet."""


def harmless(value: Value) -> Value | str:
    """Take the sting out of a text that a spreadsheet would run; other values stay as they are."""
    is_formula = isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS)
    return f"'{value}" if is_formula else value
