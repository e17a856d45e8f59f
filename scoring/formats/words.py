"""The count of words in a text: one rule for the counter on the screen and for the check on the server."""

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


def first_words(text: str, limit: int) -> str:
    """Return a text up to the end of its last word within a limit; the whole of it where it has no more.

    Parameters
    ----------
    text : str
    limit : int
        Words, 1 or more, counted as ``count_words`` does.
    """
    ends = [run.end() for run in _WORD.finditer(text) if any(_counts(character) for character in run[0])]
    return text if len(ends) <= limit else text[: ends[limit - 1]]


def _counts(character: str) -> bool:
    """Tell whether a character makes a word of its run: a letter or a digit."""
    # ASCII first: looking a category up takes several times as long.
    return (character.isascii() and character.isalnum()) or unicodedata.category(character)[0] in "LN"
