"""The wording that a candidate reads: texts without their tokens, typeset as print asks for it.

French: a narrow no-break space before ``; ? !``, a no-break space before ``:``, inside « » and between a
number, or the place of one, and its unit; both languages: ’ for ' and … for three dots. Addresses, links and
times (10:05) are left as they are. Applying it twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from assessments.charter.charter_words import Words, charter_words, contact_word
from assessments.content.lexicon import Lexicon, Word, article_known, capitalised, with_article
from assessments.items.keys import holds
from assessments.items.model import StemPart, Text, Variant
from domain import LANGUAGES, Language
from errors import ContentError

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_UNTOUCHED = r"(?P<untouched>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)\d{1,2}:\d{2}(?!\d))"
_SPACE = f"[ {NO_BREAK}{NARROW}]"
_DIGITS = "0123456789"


def _rule(signs: str, pattern: str, becomes: str) -> Callable[[str], str]:
    """Compile one replacement that steps over links, addresses and times.

    A text without any of the signs has nothing to replace, which is far quicker to see than to search for.
    """
    compiled = re.compile(f"{_UNTOUCHED}|{pattern}")

    def apply(text: str) -> str:
        if not any(sign in text for sign in signs):
            return text
        return compiled.sub(lambda match: match["untouched"] or match.expand(becomes), text)

    return apply


_BOTH = (_rule(".", r"\.{3,}", "…"), _rule("'", "'", "’"))
_FRENCH = (
    *_BOTH,
    _rule("«", rf"«{_SPACE}*", f"«{NO_BREAK}"),
    _rule("»", rf"{_SPACE}*»", f"{NO_BREAK}»"),
    _rule(";?!", rf"(?<=\S){_SPACE}*(?P<mark>[;?!]+)", rf"{NARROW}\g<mark>"),
    _rule(":", rf"(?<=[^\s:]){_SPACE}*(?P<colon>:+)(?=\s|$)", rf"{NO_BREAK}\g<colon>"),
    _rule("€%", rf"(?<=[\d}}]){_SPACE}*(?P<sign>[€%])", rf"{NO_BREAK}\g<sign>"),
    _rule(_DIGITS + "}", rf"(?<=[\d}}]){_SPACE}+(?P<unit>h|min|km|ans?|jours?)\b", rf"{NO_BREAK}\g<unit>"),
    _rule(_DIGITS, rf"(?<=\d{NO_BREAK}h){_SPACE}(?=\d\d\b)", NO_BREAK),
    _rule(_DIGITS, rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))", NARROW),
)


@lru_cache(maxsize=16_384)
def typeset(text: str, language: Language) -> str:
    """Return the text with the typography of its language.

    The same few thousand texts are asked for whenever a form is built or looked at, so they are kept.

    Examples
    --------
    >>> typeset("Vraiment ?", "fr") == "Vraiment\u202f?"
    True
    """
    for apply in _FRENCH if language == "fr" else _BOTH:
        text = apply(text)
    return text


_TOKEN = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Context:
    """The sources of what tokens stand for: one charter, one lexicon, and the item's own phrases."""

    charter: Mapping[str, Any]
    lexicon: Lexicon
    words: Words
    phrases: Mapping[str, tuple[Variant, ...]]

    def with_phrases(self, phrases: Mapping[str, tuple[Variant, ...]]) -> Context:
        """Return the same context with one item's phrases."""
        return replace(self, phrases=phrases)


def resolve(text: str, language: Language, context: Context) -> str:
    """Return a text without tokens, in the typography of its language.

    Raises
    ------
    ContentError
        When a token stands for nothing, or a brace is left over.
    """
    # In the text, not in what it becomes: a charter's own words may hold braces, and are words.
    if set("{}") & set(_TOKEN.sub("", text)):
        raise ContentError(f"a brace without its pair in {text[:60]!r}.")
    resolved = _TOKEN.sub(lambda match: _value(match[1], language, context), text)
    return typeset(resolved.strip(), language)


def resolve_text(text: Text, context: Context, *, where: str) -> dict[str, str]:
    """Return both languages of a text; a mistake names the place it was found in."""
    resolved = {}
    for language in LANGUAGES:
        try:
            resolved[language] = resolve(getattr(text, language), language, context)
        except ContentError as mistake:
            raise ContentError(f"{where}.{language}: {mistake}", **mistake.details) from None
    return resolved


def resolve_parts(parts: Sequence[StemPart], context: Context, *, where: str) -> list[dict[str, Any]]:
    """Return passages and messages as plain data, every bilingual text resolved and the rest as it is."""
    return [
        _part(part.model_dump(exclude_none=True), context, f"{where}.{number}")
        for number, part in enumerate(parts)
    ]


def resolve_all(texts: Mapping[Any, Text], context: Context, *, where: str) -> dict[str, dict[str, str]]:
    """Return texts by their id, both languages of each resolved."""
    return {str(name): resolve_text(text, context, where=f"{where}.{name}") for name, text in texts.items()}


def tokens(text: str) -> tuple[str, ...]:
    """Return what stands between braces in a text, in order."""
    return tuple(_TOKEN.findall(text))


def _part(part: dict[str, Any], context: Context, where: str) -> dict[str, Any]:
    return {
        name: resolve_text(Text(**value), context, where=f"{where}.{name}")
        if isinstance(value, dict)
        else value
        for name, value in part.items()
    }


def _value(token: str, language: Language, context: Context) -> str:
    """Return what a token stands for; a capital first letter is kept."""
    token = token.strip()
    if token in context.phrases:
        return _phrase(token, language, context)
    article, _, noun = token.rpartition(" ")
    if article and article_known(article, language):
        return with_article(article, _noun(noun, token, context), language)
    low = token[:1].lower() + token[1:]
    resolved = _without_article(low, language, context)
    return capitalised(resolved) if low != token else resolved


def _without_article(token: str, language: Language, context: Context) -> str:
    """Return the company's name, a value of the charter, or a word without article."""
    if token == "company":
        return str(context.charter["company"]["name"])
    if token.startswith("charter."):
        return charter_words(token.removeprefix("charter."), context.charter, language, context.words)
    return getattr(_noun(token, token, context), language)


def _noun(name: str, token: str, context: Context) -> Word:
    """Return the word of a name: a contact of the charter, or a word of the lexicon."""
    if name.startswith("contact."):
        return contact_word(name.removeprefix("contact."), context.charter)
    if name not in context.lexicon.words:
        raise ContentError(
            f"unknown token {{{token}}}; lexicon {context.lexicon.id!r} knows "
            f"{', '.join(context.lexicon.words)}.",
            token=token,
        )
    return context.lexicon.words[name]


def _phrase(name: str, language: Language, context: Context) -> str:
    """Return the first variant of a phrase that holds under the charter, resolved."""
    for variant in context.phrases[name]:
        if variant.when is None or holds(variant.when, context.charter):
            # A phrase may use words and charter values, but no other phrase: no loops.
            return resolve(getattr(variant.text, language), language, context.with_phrases({}))
    raise ContentError(
        f"no variant of the phrase {{{name}}} holds under this charter; add one without when.", token=name
    )
