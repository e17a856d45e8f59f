"""Names of people in files: two spellings of one name would count as two people, so they are refused.

Names are compared as Unicode compares identifiers (NFKC_Casefold: case, composed or decomposed accents, full
width, signs without a shape), and without any white space. A name in one spelling is kept as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from errors import AnswerError, TwoSpellings

_UNSEEN = re.compile(
    "[\\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
"""White space, and what is drawn as nothing without being of the category of format signs (UAX 44,
Default_Ignorable_Code_Point; U+2800 is a blank Braille cell)."""
_FORMAT, _CONTROL = "Cf", "Cc"


def same_name(name: str) -> str:
    """Return a form that all spellings of a name share; empty when nothing of the name can be seen."""
    if name.isascii():
        return "".join(name.split()).casefold()
    # Folding sets free blanks and signs without a shape here and there, so they are taken out after it too.
    folded = _seen(_folded(_folded(_seen(name))))
    return unicodedata.normalize("NFC", folded.replace("i\u0307", "i"))


def _seen(text: str) -> str:
    """Return a text without white space and without signs that are drawn as nothing."""
    return "".join(sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) != _FORMAT)


def _folded(text: str) -> str:
    """Return a text without the differences of case (through capitals: dotless i is one of i) and of form."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).upper().casefold())


def is_name(value: object) -> bool:
    """Tell whether a value is a text on one line of which something can be seen."""
    return (
        type(value) is str
        and not any(unicodedata.category(sign) == _CONTROL for sign in value)
        and bool(same_name(value))
    )


def name_in(line: Mapping[str, Any], field: str) -> str:
    """Return the name in a field of a line, or raise AnswerError."""
    name = line[field]
    if not is_name(name):
        raise AnswerError(field, f"a name or number of the {field}, as text on one line", name)
    return name


def known_name(line: Mapping[str, Any], candidates: Spellings) -> str:
    """Return the candidate of a line when the file of answers has it, or raise AnswerError."""
    name = line["candidate"]
    # The type comes first: an unhashable value cannot be looked up.
    if type(name) is not str or name not in candidates:
        if is_name(name):
            candidates.refuse_other(name)
        raise AnswerError("candidate", "a candidate of the file of answers", name)
    return name


class Spellings:
    """The names of one kind of people, each as it was written first, and where."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._first: dict[str, tuple[str, str]] = {}
        self._known: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Tell whether a name was noted, in this spelling."""
        return name in self._known

    def take(self, name: str, place: str) -> None:
        """Note a name of a good line, or raise TwoSpellings when it was written otherwise before."""
        if name not in self._known:
            self.refuse_other(name)
            self._first[same_name(name)] = (name, place)
            self._known.add(name)

    def refuse_other(self, name: str) -> None:
        """Raise TwoSpellings when a name was written otherwise before."""
        if name in self._known:
            return
        first, place = self._first.get(same_name(name), (name, ""))
        if first != name:
            raise TwoSpellings(self._field, name, first, place)
