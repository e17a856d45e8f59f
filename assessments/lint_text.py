"""Rules on the text of one item, in each language, as candidates of one lexicon read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from statistics import mean

from assessments.lint_model import Finding, Level, Rendered
from assessments.model import LANGUAGES, Language
from assessments.readability import ease_fr, grade_en, words

LENGTH_RATIO = 1.35
LENGTH_RATIO_TOO_EVEN = 1.03
BEST_TO_MEAN = (0.90, 1.10)
STEM_WORDS: dict[Language, int] = {"en": 80, "fr": 90}
STEM_GRADE, STEM_EASE = 9, 55
OPTION_GRADE, OPTION_EASE = 12, 40
FRENCH_TO_ENGLISH = (0.85, 1.45)

# Words that give an option away: nobody keys "never" or "simply" as the best reaction.
_GIVEAWAYS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(always|never|immediately|simply|just|obviously|whatever)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(toujours|jamais|immédiatement|simplement|évidemment)\b", re.IGNORECASE),
}
_NEGATED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"[^.?!]*\b(not|n[o’']t|least|never)\b[^.?!]*\?", re.IGNORECASE),
    "fr": re.compile(r"[^.?!]*\b(ne|n’)\s?\w+[^.?!]*\b(pas|jamais)\b[^.?!]*\?", re.IGNORECASE),
}
_OF_THE_ABOVE = re.compile(
    r"\b(all|none|both) of (the above|these)\b|\b(toutes|aucune) (de )?(ces réponses|les réponses)\b",
    re.IGNORECASE,
)
_CITED_LETTER = re.compile(r"\b(options?|answers?|réponses?)\s+[A-E]\b")
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


def lint_text(scene: Rendered) -> Iterator[Finding]:
    """Yield what is wrong with an item's text for one lexicon."""
    for language in LANGUAGES:
        yield from _lengths(scene, language)
        yield from _stem(scene, language)
        for option, text in scene.options.items():
            yield from _option(scene, option, text[language], language)
    yield from _languages(scene)


def numbers(text: str, language: Language) -> Counter[str]:
    """Return the numbers of a text in a form both languages share: 5 pm is 17, 2,000 is 2000, 4,5 is 4.5."""
    text = _THOUSANDS.sub("", text)
    if language == "en":
        text = _CLOCK.sub(_hour_24, text)
    return Counter(number.replace(",", ".").lstrip("0") or "0" for number in _NUMBER.findall(text))


def _hour_24(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + (12 if found[3] == "pm" else 0)
    return f"{hour} {found[2] or ''}"


def _lengths(scene: Rendered, language: Language) -> Iterator[Finding]:
    lengths = scene.lengths(language)
    ratio = max(lengths.values()) / min(lengths.values())
    if ratio > LENGTH_RATIO:
        longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
        yield _found(
            "L03", "E", scene, "options", language,
            f"option {longest} is {ratio:.2f} times as long as {shortest}, expected at most {LENGTH_RATIO}.",
        )  # fmt: skip
    if ratio < LENGTH_RATIO_TOO_EVEN:
        yield _found(
            "L27", "W", scene, "options", language,
            f"all options have nearly one length (ratio {ratio:.2f}): trimming gives keys away, let it vary.",
        )  # fmt: skip
    share = mean(lengths[option] for option in scene.best()) / mean(lengths.values())
    if not BEST_TO_MEAN[0] <= share <= BEST_TO_MEAN[1]:
        yield _found(
            "L04", "W", scene, "options", language,
            f"the best option is {share:.2f} of the mean length, expected .90 to 1.10.",
        )  # fmt: skip


def _stem(scene: Rendered, language: Language) -> Iterator[Finding]:
    stem = scene.stem[language]
    if (n := len(words(stem))) > STEM_WORDS[language]:
        message = f"{n} words, expected at most {STEM_WORDS[language]}."
        yield _found("L06", "W", scene, "stem", language, message)
    if message := _hard_to_read(stem, language, grade=STEM_GRADE, ease=STEM_EASE):
        yield _found("L07", "W", scene, "stem", language, message)
    if _NEGATED[language].search(scene.narration[language]):
        yield _found("L12", "W", scene, "stem", language, "the question is negative; ask it positively.")
    yield from _platforms(scene, "stem", stem, language)
    yield from _gendered(scene, "stem", scene.narration[language], language)


def _option(scene: Rendered, option: str, text: str, language: Language) -> Iterator[Finding]:
    field = f"options.{option}"
    if message := _hard_to_read(text, language, grade=OPTION_GRADE, ease=OPTION_EASE):
        yield _found("L08", "W", scene, field, language, message)
    if giveaway := _GIVEAWAYS[language].search(text):
        yield _found(
            "L09", "E", scene, field, language, f"“{giveaway[0]}” gives the option away; leave it out."
        )
    if cited := _OF_THE_ABOVE.search(text) or _CITED_LETTER.search(text):
        message = f"“{cited[0]}” refers to other options, which each candidate sees in another order."
        yield _found("L12", "W", scene, field, language, message)
    yield from _platforms(scene, field, text, language)
    yield from _gendered(scene, field, text, language)


def _hard_to_read(text: str, language: Language, *, grade: float, ease: float) -> str | None:
    if language == "en" and (found := grade_en(text)) > grade:
        return f"Flesch-Kincaid grade {found:.1f}, expected at most {grade}."
    if language == "fr" and (found := ease_fr(text)) < ease:
        return f"Kandel-Moles ease {found:.0f}, expected at least {ease}."
    return None


def _gendered(scene: Rendered, field: str, text: str, language: Language) -> Iterator[Finding]:
    if language == "fr" and (form := _GENDERED.search(text)):
        message = f"« {form[0]} » gives the candidate a gender; rephrase."
        yield _found("L17", "E", scene, field, language, message)


def _platforms(scene: Rendered, field: str, text: str, language: Language) -> Iterator[Finding]:
    if scene.item.family == "interpersonal" and (platform := _PLATFORMS.search(text)):
        message = f"names {platform[0]}; interpersonal items ask for no knowledge of a platform."
        yield _found("L18", "W", scene, field, language, message)


def _languages(scene: Rendered) -> Iterator[Finding]:
    texts = {"stem": scene.stem} | {f"options.{option}": text for option, text in scene.options.items()}
    for field, text in texts.items():
        english, french = numbers(text["en"], "en"), numbers(text["fr"], "fr")
        if english != french:
            message = f"numbers differ: en {_listed(english - french)}, fr {_listed(french - english)}."
            yield _found("L15", "E", scene, field, None, message)
        ratio = len(text["fr"]) / len(text["en"])
        if not FRENCH_TO_ENGLISH[0] <= ratio <= FRENCH_TO_ENGLISH[1]:
            message = f"the French is {ratio:.2f} times as long as the English, expected .85 to 1.45."
            yield _found("L16", "W", scene, field, None, message)


def _listed(numbers_found: Counter[str]) -> str:
    return ", ".join(sorted(numbers_found.elements())) or "none more"


def _found(
    rule: str, level: Level, scene: Rendered, field: str, language: Language | None, message: str
) -> Finding:
    return Finding(
        rule=rule,
        level=level,
        item=scene.item.id,
        field=field,
        language=language,
        lexicon=scene.lexicon,
        message=message,
    )
