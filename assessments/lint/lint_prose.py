"""Rules on texts: names, reading load, gender, platforms, and one language against the other."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assessments.content.lexicon import Name
from assessments.content.readability import hard_to_read, words
from assessments.items.items import AnyItem
from assessments.lint.lint_model import Finding, Prose, finding
from domain import LANGUAGES, Language

ROLE_SHARE_GAP = 0.25
MIN_CAST = 8
"""People in a role below which shares say nothing."""

_SIGNED = re.compile(r"^(?P<name>[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?)(?: [A-ZÀ-Ý]\.)?$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def lint_names(
    items: Sequence[AnyItem], prose: Sequence[Prose], pool: Mapping[str, Name]
) -> Iterator[Finding]:
    """Yield names that are not cast or not in the pool, and roles that lean to a gender or an origin.

    Parameters
    ----------
    items : sequence
        The bank's items.
    prose : sequence of Prose
        Their texts, in every lexicon.
    pool : mapping of name to Name
        ``content/names.yaml``.
    """
    texts: dict[str, list[Prose]] = defaultdict(list)
    for text in prose:
        texts[text.item.id].append(text)
    for item in items:
        yield from _cast(item, texts[item.id], pool)
    yield from _balance(items, pool)


def _cast(item: AnyItem, texts: Sequence[Prose], pool: Mapping[str, Name]) -> Iterator[Finding]:
    """Yield names of one item that are not cast, not in a text or not in the pool."""
    words = {word for text in texts for language in LANGUAGES for word in _WORD.findall(text.text[language])}
    signed = {signature["name"] for text in texts if text.field.endswith(".by")
              for language in LANGUAGES if (signature := _SIGNED.match(text.text[language]))}  # fmt: skip
    cast = {member.name for member in item.cast}
    for name in sorted(cast - set(pool)):
        yield finding("L19", "E", f"{name} is not in names.yaml.", item=item, field="cast")
    for name in sorted(cast - words):
        yield finding("L19", "E", f"{name} is cast, but stands in no text.", item=item, field="cast")
    for name in sorted((words & set(pool)) - cast):
        yield finding("L19", "E", f"{name} stands in a text and is not cast.", item=item, field="cast")
    # Brands and roles sign with a capital too; a role differs by language, a name does not.
    both = {name for name in signed if name in words - set(pool) - cast and _is_same(texts, name)}
    for name in sorted(both):
        message = f"{name} signs a message and is not in names.yaml."
        yield finding("L19", "E", message, item=item, field="cast")


def _is_same(texts: Sequence[Prose], name: str) -> bool:
    """Tell whether a message is signed with a name in both languages alike."""
    return any(
        text.field.endswith(".by") and text.text["en"] == text.text["fr"] and text.text["en"].startswith(name)
        for text in texts
    )


def _balance(items: Sequence[AnyItem], pool: Mapping[str, Name]) -> Iterator[Finding]:
    """Yield roles whose people are read as of one gender or origin more, or less, often than everybody."""
    people = [
        (member.role, pool[member.name]) for item in items for member in item.cast if member.name in pool
    ]
    roles: dict[str, list[Name]] = defaultdict(list)
    for role, name in people:
        roles[role].append(name)
    for trait in ("gender", "group"):
        everybody = Counter(getattr(name, trait) for _, name in people)
        for role, names in sorted(roles.items()):
            counts = Counter(getattr(name, trait) for name in names)
            for value, n in sorted(everybody.items()):
                expected = len(names) * n / len(people)
                if len(names) >= MIN_CAST and _leans(counts[value], expected, len(names)):
                    message = (
                        f"{counts[value]} of {len(names)} people cast as {role} are read as {value}, about "
                        f"{expected:.1f} expected from {n} of all {len(people)}."
                    )
                    yield finding("L19", "W", message, field="cast")


def _leans(n_seen: int, expected: float, n: int) -> bool:
    """Tell whether a count among n people is far from the one expected: by a person and a quarter of n."""
    return abs(n_seen - expected) > max(1.0, ROLE_SHARE_GAP * n)


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
    match = _GENDERED.search(french)
    return match[0] if match else None


def _hour_24(time: re.Match[str]) -> str:
    hour = int(time[1]) % 12 + (12 if time[3] == "pm" else 0)
    return f"{hour} {time[2] or ''}"


def _load(prose: Prose, language: Language) -> Iterator[Finding]:
    """Yield texts to be read before answering that are long, hard to read or negative."""
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
    """Yield that the house's own words give the candidate a gender."""
    if prose.own and (form := gendered_form(prose.own["fr"])):
        message = f"« {form} » gives the candidate a gender; rephrase."
        yield finding("L17", "E", message, at=prose, language="fr")


def _languages(prose: Prose) -> Iterator[Finding]:
    """Yield where the two languages do not say the same: other numbers, or another length."""
    english, french = numbers(prose.text["en"], "en"), numbers(prose.text["fr"], "fr")
    if english != french:
        message = f"numbers differ: en {_listed(english - french)}, fr {_listed(french - english)}."
        yield finding("L15", "E", message, at=prose)
    ratio = len(prose.text["fr"]) / len(prose.text["en"])
    if prose.kind != "note" and not FRENCH_TO_ENGLISH[0] <= ratio <= FRENCH_TO_ENGLISH[1]:
        message = f"the French is {ratio:.2f} times as long as the English, expected .85 to 1.45."
        yield finding("L16", "W", message, at=prose)


def _listed(more: Counter[str]) -> str:
    """Return the numbers that one language has and the other has not."""
    return ", ".join(sorted(more.elements())) or "none more"
