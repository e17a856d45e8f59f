"""Whether a new password is one that everybody tries first: common words with digits added, repeats, rows."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".txt")
_AS_LETTERS = str.maketrans("013457@$!€£", "oieastasiel")
"""Signs that people put in the place of letters."""
FEWEST_SIGNS = 5
"""Different signs that a password has at least."""
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789" * 3,
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)


def is_common(password: str) -> bool:
    """Tell whether a password would be among the first that a program tries.

    So are words of the list in capitals or with signs for letters, with digits or marks before or behind them
    or several times in a row; runs along a keyboard, the alphabet or the digits; and fewer than five
    different signs.
    """
    plain = "".join(password.split()).casefold()
    if len(set(plain)) < FEWEST_SIGNS or any(plain in row or plain in row[::-1] for row in _ROWS):
        return True
    bare = _without_accents(plain)
    word = bare.strip("".join(sign for sign in set(bare) if not sign.isalpha()))
    return any(_unit(one) in _listed() for one in (bare, word, word.translate(_AS_LETTERS)))


def _unit(text: str) -> str:
    """Return what a text repeats: ``sunshine`` of ``sunshinesunshine``; itself where it repeats nothing."""
    return text[: (text + text).find(text, 1)] if text else text


def _without_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    lines = _FILE.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
