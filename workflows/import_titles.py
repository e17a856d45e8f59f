"""What the titles of columns mean: the words of many systems, with any hyphens, brackets and plurals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType

from workflows.import_words import CANDIDATES, LATER, NAMED, OTHERS, PASSED_OVER

FIELDS = ("name", "first_name", "last_name", "email", "language")
"""What a column may hold."""
HEAD_ROWS = 30
"""Rows among which the titles are looked for: exports put a title, a date and group heads above."""

_OTHERS = re.compile(OTHERS)
_HINTS = MappingProxyType({
    "email": re.compile(r"\b(e ?mail|mel|courriel|messagerie|correo)s?\b"),
    "first_name": re.compile(r"\b(prenom|first name|firstname|given|forename|vorname)s?\b"),
    "last_name": re.compile(r"\b(surname|last name|lastname|family name|famille|patronyme|nachname)s?\b"),
    "name": re.compile(r"\b(nom|name)s?\b"),
})  # fmt: skip
_BY_WORDS = {title: field for field, titles in NAMED.items() for title in titles}
_SIGNS = re.compile(r"[^\w]+|_+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """Return a title in small letters, without accents, hyphens, brackets and signs that are not seen."""
    bare = _bare(title)
    # What is in brackets qualifies the title, unless nothing else is there or somebody else is meant.
    without = bare if names_others(title) else _BRACKETS.sub(" ", bare)
    return " ".join(_SIGNS.sub(" ", without if without.strip(" *:.") else bare).split())


def _bare(title: str) -> str:
    text = unicodedata.normalize("NFKC", title)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = text if text.isupper() else _CAMEL.sub(" ", text)
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn"
    ).casefold()


@lru_cache(maxsize=4096)
def meaning(title: str) -> str | None:
    """Return what a title names: a field, "full_name" where it says so, or None."""
    for part in (plain_title(title), *([] if names_others(title) else [_last_part(title)])):
        words = part.split()
        bare = [_singular(word) for word in words if not word.isdigit()]
        # As it stands first: "nom de famille" has words that are passed over elsewhere.
        for kept in (bare, [word for word in bare if word not in PASSED_OVER]):
            found = _BY_WORDS.get(" ".join(kept))
            if found is not None:
                return found
        if any(word in CANDIDATES for word in bare) and all(word in PASSED_OVER for word in bare):
            return "full_name"
    return None


def n_known(cells: Sequence[str]) -> int:
    """Return how many different fields the titles in a row name."""
    return len({field for field in map(meaning, cells) if field is not None})


def is_second_choice(title: str) -> bool:
    """Tell whether a title names something that counts only where the first choice is empty."""
    return bool(LATER & set(plain_title(title).split()))


def names_others(title: str) -> bool:
    """Tell whether a title is about somebody else, or something else, than the candidate."""
    return _OTHERS.search(_bare(title)) is not None


def hint(title: str) -> str | None:
    """Return the field that a title not understood may name, for a person to say."""
    if names_others(title):
        return None
    return next((field for field, words in _HINTS.items() if words.search(plain_title(title))), None)


def _last_part(title: str) -> str:
    """Return what stands last in a title that is a path: the e-mail of ``candidate/email``."""
    return plain_title(re.split(r"[/:>.]", title.strip(" /:>.*"))[-1])


def _singular(word: str) -> str:
    if word == "addresses":
        return "address"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
