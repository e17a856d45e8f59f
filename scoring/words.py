"""How many words a text has: one rule for the counter on the screen and for the check on the server."""

from __future__ import annotations

import re
import unicodedata

# Unicode's White_Space, spelled out: Python and JavaScript disagree on what \s is.
_WORD = re.compile("[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


def count_words(text: str) -> int:
    """Return the number of maximal runs without white space that hold a letter or a digit.

    Parameters
    ----------
    text : str
        White space is Unicode's White_Space, letters and digits its categories L and N: so "14 h" is two
        words with a no-break space too, "d'accord" is one, and a dash on its own is none.
    """
    return sum(any(_counts(character) for character in run) for run in _WORD.findall(text))


def _counts(character: str) -> bool:
    return (character.isascii() and character.isalnum()) or unicodedata.category(character)[0] in "LN"
