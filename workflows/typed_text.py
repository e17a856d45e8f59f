"""Text as somebody typed or pasted it, without what no database, workbook or calendar takes."""

from __future__ import annotations

import re

_REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Control characters but tab and line feed, what no XML may hold, and halves of letters."""


def typed(text: str) -> str:
    """Return a text whose lines end in one way and that can be stored everywhere."""
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(typed(text).split())
