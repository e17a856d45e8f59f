"""The readability of texts by the usual formulas; syllables are counted by rule of thumb.

References
----------
[kincaid1975] Grade level for English. [kandel1958] Ease for French, after Flesch.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from domain import Language

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$|[»\"”])")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_FRENCH_VOWELS = re.compile(r"[aàâäeéèêëiîïoôöuùûüyœæ]+")


def words(text: str) -> list[str]:
    """Return the words of a text, without digits and marks."""
    return _WORD.findall(text)


def grade_en(text: str) -> float:
    """Return the Flesch-Kincaid grade: years of English schooling asked for; 0 when there is no word."""
    n_words, n_sentences, n_syllables = _counts(text, _syllables_en)
    if not n_words:
        return 0.0
    return 0.39 * n_words / n_sentences + 11.8 * n_syllables / n_words - 15.59


def ease_fr(text: str) -> float:
    """Return the Kandel-Moles ease of a French text: higher is easier, about 100 at most; 100 for no word."""
    n_words, n_sentences, n_syllables = _counts(text, _syllables_fr)
    if not n_words:
        return 100.0
    return 207 - 1.015 * n_words / n_sentences - 73.6 * n_syllables / n_words


def hard_to_read(text: str, language: Language, *, grade: float, ease: float) -> str | None:
    """Return why a text is too hard to read, None when it is not: above a grade, or below an ease."""
    if language == "en" and (level := grade_en(text)) > grade:
        return f"Flesch-Kincaid grade {level:.1f}, expected at most {grade}."
    if language == "fr" and (level := ease_fr(text)) < ease:
        return f"Kandel-Moles ease {level:.0f}, expected at least {ease}."
    return None


def _counts(text: str, syllables: Callable[[str], int]) -> tuple[int, int, int]:
    """Return the numbers of words, of sentences (1 or more) and of syllables."""
    in_text = words(text)
    n_sentences = max(1, len(_SENTENCE_END.findall(text)))
    return len(in_text), n_sentences, sum(syllables(word.lower()) for word in in_text)


def _syllables_en(word: str) -> int:
    count = len(_ENGLISH_VOWELS.findall(word))
    # A final e is silent ("make"), except after l ("little") and where it is the only vowel ("the").
    if word.endswith("e") and not word.endswith("le") and count > 1:
        count -= 1
    return max(1, count)


def _syllables_fr(word: str) -> int:
    count = len(_FRENCH_VOWELS.findall(word))
    # A final e, es or ent is silent in running speech.
    if re.search(r"[^aeiouéèêyi](e|es|ent)$", word) and count > 1:
        count -= 1
    return max(1, count)
