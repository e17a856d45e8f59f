"""Lexicons, the words of one line of business with their articles; and the first names of scenes.

French needs the article that fits the word (« l'atelier », « de la concession », « au chef d'atelier »),
English "a" or "an". A text names the article in its masculine singular form and the word decides.

How first names are read serves one thing: to see that no gender and no origin is tied to a role. All people
are invented.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assessments.content.mistakes import checked
from assessments.content.reading import CONTENT, read_mapping
from assessments.items.model import Strict, Text
from domain import Language
from errors import ContentError


class Word(Strict):
    """One noun in both languages, with its French gender."""

    en: Annotated[str, Field(min_length=1)]
    fr: Annotated[str, Field(min_length=1)]
    gender: Literal["m", "f"]
    plural: bool = False


class Lexicon(Strict):
    """The words of one line of business, by the name the texts use for them."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    name: Text
    words: dict[Annotated[str, Field(pattern=r"^[a-z_]+$")], Word]


# article as written in a token -> (masculine, feminine, before a vowel m., before a vowel f., plural)
_FRENCH = {
    "le": ("le ", "la ", "l'", "l'", "les "),
    "un": ("un ", "une ", "un ", "une ", "des "),
    "du": ("du ", "de la ", "de l'", "de l'", "des "),
    "au": ("au ", "à la ", "à l'", "à l'", "aux "),
    "de": ("de ", "de ", "d'", "d'", "de "),
    "ce": ("ce ", "cette ", "cet ", "cette ", "ces "),
}
_SAME_AS = {"la": "le", "les": "le", "une": "un", "des": "du", "aux": "au", "cette": "ce", "ces": "ce"}
_ASPIRATED_H = re.compile(r"h(a[bcilmnrsu]|é(ros$|riss)|ier|ol|ors|uit|ub)", re.IGNORECASE)
_ELIDED = re.compile(r"[aeiouàâäéèêëîïôöùûüœæh]", re.IGNORECASE)
_AN = re.compile(r"(?!(uni|use|usu|eu|one\b|once\b))[aeiou]|hour|honest|honou?r|heir", re.IGNORECASE)


def article_known(article: str, language: Language) -> bool:
    """Tell whether a token may start with this article in this language."""
    article = article.lower()
    return article in _FRENCH or article in _SAME_AS if language == "fr" else article in ("a", "an", "the")


def with_article(article: str, word: Word, language: Language) -> str:
    """Return a word with its article, contracted and elided as its language asks.

    Parameters
    ----------
    article : str
        French ``le un du au de ce`` (or another form of them), English ``a an the``; a capital first letter
        is kept.
    word : Word
        The noun.
    language : {"fr", "en"}
        Language of the result.

    Raises
    ------
    ContentError
        When the article does not exist, or "a" meets a plural.
    """
    if not article_known(article, language):
        raise ContentError(f"{article!r} is not an article that a {language} text may use.")
    noun = _french(article.lower(), word) if language == "fr" else _english(article.lower(), word)
    return capitalised(noun) if article[0].isupper() else noun


def capitalised(text: str) -> str:
    """Return the text with its first letter as a capital and the rest untouched."""
    return text[:1].upper() + text[1:]


def _french(article: str, word: Word) -> str:
    masculine, feminine, vowel_m, vowel_f, plural = _FRENCH[_SAME_AS.get(article, article)]
    # An h is silent, and the article elided before it, unless it is aspirated (« le hall »).
    elided = bool(_ELIDED.match(word.fr)) and not _ASPIRATED_H.match(word.fr)
    if word.plural:
        # « de » alone still elides before a plural: « d'adhérents ».
        return (vowel_m if elided and article == "de" else plural) + word.fr
    if word.gender == "m":
        return (vowel_m if elided else masculine) + word.fr
    return (vowel_f if elided else feminine) + word.fr


def _english(article: str, word: Word) -> str:
    if article == "the":
        return f"the {word.en}"
    if word.plural:
        raise ContentError(f"{word.en!r} is a plural and takes no “a”.")
    return f"{'an' if _AN.match(word.en) else 'a'} {word.en}"


Group = Literal[
    "french", "north_african", "west_african", "east_asian", "south_asian", "slavic", "iberian", "other"
]
"""Where a French reader would place a name; a guess about readers, never about people."""


class Name(Strict):
    """The gender and origin that a reader takes a first name for."""

    group: Group
    gender: Literal["f", "m", "x"]
    """x: either, as Camille."""


class Names(Strict):
    """The names that scenes may use."""

    names: dict[Annotated[str, Field(min_length=2)], Name]


def load_names(folder: Path = CONTENT) -> dict[str, Name]:
    """Return the pool of names of a content folder."""
    data = read_mapping(folder / "names.yaml")
    return checked(data, Names, source="names.yaml").names
