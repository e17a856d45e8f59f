"""Rules on every single text: reading load, gender, platforms, and one language against the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assessments.lint_model import Finding, Prose, finding
from assessments.model import LANGUAGES, Language
from assessments.readability import hard_to_read, words

STEM_WORDS: dict[Language, int] = {"en": 80, "fr": 90}
STEM_GRADE, STEM_EASE = 9, 55
FRENCH_TO_ENGLISH = (0.85, 1.45)

_NEGATED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[^.?!]*\b(not|n[o’']t|least|never)\b[^.?!]*\?", re.IGNORECASE),
    "fr": re.compile(r"[^.?!]*\b(ne|n’)\s?\w+[^.?!]*\b(pas|jamais)\b[^.?!]*\?", re.IGNORECASE),
}
_GENDERED = re.compile(
    r"\(e\)|\(e?s\)|\w[·•]e|\bprête? à\b"
    r"|\bvous (êtes|étiez|serez|restez) "
    r"(prête?|sûre?|certaine?|chargée?|arrivée?|débordée?|nouveau|nouvelle|embauchée?)\b"
    r"|\bvous (êtes|étiez|serez) (le seul|la seule(?! personne)|seule?(?! personne))\b",
    re.IGNORECASE,
)
_PLATFORMS = re.compile(
    r"\b(facebook|instagram|tiktok|twitter|linkedin|youtube|snapchat|whatsapp|discord|reddit|mastodon|bluesky"
    r"|trustpilot|tripadvisor|telegram|pinterest|twitch|google)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))?\s?(am|pm)\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[,\s](?=\d{3}(?!\d))")


def lint_prose(prose: Prose) -> Iterator[Finding]:
    """Yield what is wrong with one text."""
    for language in LANGUAGES:
        yield from _load(prose, language)
        yield from _platforms(prose, language)
    yield from _own_words(prose)
    yield from _languages(prose)


def numbers(text: str, language: Language) -> Counter[str]:
    """Return the numbers of a text in a form both languages share: 5 pm is 17, 2,000 is 2000, 4,5 is 4.5."""
    text = _THOUSANDS.sub("", text)
    if language == "en":
        text = _CLOCK.sub(_hour_24, text)
    return Counter(number.replace(",", ".").lstrip("0") or "0" for number in _NUMBER.findall(text))


def gendered_form(french: str) -> str | None:
    """Return the first word that gives the reader of a French text a gender; None when there is none."""
    found = _GENDERED.search(french)
    return found[0] if found else None


def _hour_24(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "pm" else 0)
    return f"{hour} {found[2] or ''}"


def _load(prose: Prose, language: Language) -> Iterator[Finding]:
    """What has to be read before answering is short and plain."""
    if prose.kind not in ("stem", "message"):
        return
    text = prose.text[language]
    if (n := len(words(text))) > STEM_WORDS[language]:
        message = f"{n} words, expected at most {STEM_WORDS[language]}."
        yield finding("L06", "W", message, at=prose, language=language)
    if message := hard_to_read(text, language, grade=STEM_GRADE, ease=STEM_EASE):
        yield finding("L07", "W", message, at=prose, language=language)
    if prose.own and _NEGATED[language].search(prose.own[language]):
        message = "the question is negative; ask it positively."
        yield finding("L12", "W", message, at=prose, language=language)


def _platforms(prose: Prose, language: Language) -> Iterator[Finding]:
    if prose.item.family == "interpersonal" and (platform := _PLATFORMS.search(prose.text[language])):
        message = f"names {platform[0]}; interpersonal items ask for no knowledge of a platform."
        yield finding("L18", "W", message, at=prose, language=language)


def _own_words(prose: Prose) -> Iterator[Finding]:
    if prose.own and (form := gendered_form(prose.own["fr"])):
        message = f"« {form} » gives the candidate a gender; rephrase."
        yield finding("L17", "E", message, at=prose, language="fr")


def _languages(prose: Prose) -> Iterator[Finding]:
    english, french = numbers(prose.text["en"], "en"), numbers(prose.text["fr"], "fr")
    if english != french:
        message = f"numbers differ: en {_listed(english - french)}, fr {_listed(french - english)}."
        yield finding("L15", "E", message, at=prose)
    ratio = len(prose.text["fr"]) / len(prose.text["en"])
    if prose.kind != "note" and not FRENCH_TO_ENGLISH[0] <= ratio <= FRENCH_TO_ENGLISH[1]:
        message = f"the French is {ratio:.2f} times as long as the English, expected .85 to 1.45."
        yield finding("L16", "W", message, at=prose)


def _listed(numbers_found: Counter[str]) -> str:
    return ", ".join(sorted(numbers_found.elements())) or "none more"
