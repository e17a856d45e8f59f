"""An e-mail address as it is kept: what surrounds it in files and mails taken off, in one spelling."""

from __future__ import annotations

import re
import unicodedata

_MAILTO = re.compile(r"mailto:\s*", re.IGNORECASE)
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]")
"""Drawn as nothing without being of the category of format signs."""
_NAMED = re.compile(r"[^<>]*<([^<>\s]+@[^<>\s]+)>[\s;,.]*")
"""As mail programs write it: a name, then the address in angle brackets."""
_AROUND = " \t\r\n\xa0;,'\"<>()[]"


def bare_address(text: str) -> str:
    """Return an address in small letters and one Unicode form, without what is not part of it.

    Taken off: signs that are not seen, ``mailto:`` with what follows a question mark, a name before angle
    brackets, and marks and blanks around it. Whether it is an address is another question.
    """
    seen = text if text.isascii() and text.isprintable() else _without_unseen(text)
    named = _NAMED.fullmatch(seen.strip())
    bare = (named[1] if named else seen).strip(_AROUND)
    without = _MAILTO.match(bare)
    if without:
        bare = bare[without.end() :].partition("?")[0]
    # A dot after an address ends a sentence.
    whole = bare.strip(_AROUND).rstrip("." + _AROUND)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", whole).lower())


def _without_unseen(text: str) -> str:
    return "".join(
        sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) not in ("Cf", "Cc", "Zl", "Zp")
    )
