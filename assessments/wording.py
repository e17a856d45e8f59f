"""Turn a text with tokens into the text a candidate reads. The tokens are listed in ``model.py``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.charter_words import Words, charter_words, contact_word
from assessments.conditions import holds
from assessments.lexicon import Lexicon, Word, article_known, capitalised, with_article
from assessments.model import LANGUAGES, Language, StemPart, Text, Variant
from assessments.typography import typeset
from errors import ContentError

_TOKEN = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Context:
    """What tokens may stand for: one charter, one lexicon, and the item's own phrases."""

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
    resolved = _TOKEN.sub(lambda found: _value(found[1], language, context), text)
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
    token = token.strip()
    if token in context.phrases:
        return _phrase(token, language, context)
    article, _, noun = token.rpartition(" ")
    if article and article_known(article, language):
        return with_article(article, _noun(noun, token, context), language)
    low = token[:1].lower() + token[1:]
    found = _bare(low, language, context)
    return capitalised(found) if low != token else found


def _bare(token: str, language: Language, context: Context) -> str:
    if token == "company":
        return str(context.charter["company"]["name"])
    if token.startswith("charter."):
        return charter_words(token.removeprefix("charter."), context.charter, language, context.words)
    return getattr(_noun(token, token, context), language)


def _noun(name: str, token: str, context: Context) -> Word:
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
    for variant in context.phrases[name]:
        if variant.when is None or holds(variant.when, context.charter):
            # A phrase may use words and charter values, but no other phrase: no loops.
            return resolve(getattr(variant.text, language), language, context.with_phrases({}))
    raise ContentError(
        f"no variant of the phrase {{{name}}} holds under this charter; add one without when.", token=name
    )
