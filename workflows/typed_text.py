"""Text as somebody typed or pasted it, without what no database, workbook or calendar takes."""

from __future__ import annotations

import re
import unicodedata

_REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""Control characters but tab and line feed, what no XML may hold, and halves of letters."""


_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Drawn as nothing, or turning what follows around; joiners are seen to apart."""


def typed(text: str) -> str:
    """Return a text whose lines end in one way and that can be stored everywhere."""
    return _REFUSED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """Return a name in one Unicode form, without signs that are not seen or doubled spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in normal)
    if not shown.isascii():
        shown = _UNSEEN.sub("", _JOINERS.sub(_kept_joiner, shown))
    return " ".join(unicodedata.normalize("NFC", shown).split())


def _kept_joiner(found: re.Match[str]) -> str:
    """Keep a joiner where scripts are written with them, such as Persian and Hindi, and what chooses a form.

    Forms are chosen of the sign before, as in Japanese names and of emoji.
    """
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    is_joiner = found[0] in "\u200c\u200d"
    return found[0] if before > "\u02ff" and (after > "\u02ff" or not is_joiner) else ""


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(typed(text).split())
