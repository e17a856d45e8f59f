"""Values of a charter in words: durations, money, levels, lists, contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from assessments.content.lexicon import Word
from assessments.items.keys import value_at
from assessments.items.model import Text
from domain import Language
from errors import ContentError

LOCALES: Mapping[Language, str] = {"fr": "fr_FR", "en": "en_GB"}
DURATIONS = ("response_target_public", "response_target_private", "duty_delay_min")
_NUMBERS: Mapping[Language, tuple[str, ...]] = {
    "en": ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "fr": ("une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
}

Words = Mapping[str, Mapping[str, Text]]
"""Field path, or its first step, -> value -> how it reads (``content/card.yaml``)."""


def duration(minutes: int, language: Language) -> str:
    """Return a duration as people say it: "two hours", "24 heures", "45 minutes".

    Examples
    --------
    >>> duration(120, "en"), duration(1440, "fr"), duration(90, "en")
    ('two hours', '24 heures', '90 minutes')
    """
    if minutes % 60:
        return f"{minutes} minutes" if minutes > 1 else f"{minutes} minute"
    hours = minutes // 60
    number = _NUMBERS[language][hours - 1] if hours <= 10 else str(hours)
    unit = {"en": "hour", "fr": "heure"}[language]
    return f"{number} {unit}{'s' if hours > 1 else ''}"


def money(euros: Decimal | float, language: Language) -> str:
    """Return an amount as its language writes it: "€300", "300 €"; cents only where there are some."""
    whole = euros == int(euros)
    pattern = {"en": "¤#,##0", "fr": "#,##0 ¤"}[language] + ("" if whole else ".00")
    if whole:
        return format_currency(euros, "EUR", format=pattern, locale=LOCALES[language], currency_digits=False)
    return format_currency(euros, "EUR", locale=LOCALES[language])


def calendar_day(iso: str, language: Language) -> str:
    """Return a date in full, "2 February 2026"; the first of a month is "1er février 2026" in French."""
    date = dt.date.fromisoformat(iso)
    pattern = "d'er' MMMM y" if language == "fr" and date.day == 1 else "d MMMM y"
    return format_date(date, pattern, locale=LOCALES[language])


def charter_words(path: str, charter: Mapping[str, Any], language: Language, words: Words) -> str:
    """Return the value of a charter field in words.

    Raises
    ------
    ContentError
        When there is no such field, or nobody wrote words for its value.
    """
    value = value_at(charter, path)
    if path in DURATIONS and isinstance(value, int):
        return duration(value, language)
    if path == "goodwill_limit_eur" and isinstance(value, int | float):
        return money(value, language)
    if path == "tone.house_languages" and isinstance(value, list | tuple):
        return _join([_language_name(code, language) for code in value], language)
    if isinstance(value, list | tuple):
        return _join([_word(path, item, language, words) for item in value], language)
    if isinstance(value, Mapping) and set(value) == {"en", "fr"}:
        return str(value[language])
    return _word(path, value, language, words)


def contact_word(domain: str, charter: Mapping[str, Any]) -> Word:
    """Return the role the charter names for a domain, as a noun that takes articles.

    Raises
    ------
    ContentError
        With ``missing_contact`` in its details, when the charter names nobody.
    """
    for contact in charter["escalation"]:
        if contact["domain"] == domain:
            role = contact["role"]
            return Word(en=role["en"], fr=role["fr"], gender=contact.get("gender", "m"))
    raise ContentError(f"The charter names no contact for {domain!r}.", missing_contact=domain)


def _word(path: str, value: object, language: Language, words: Words) -> str:
    """Return one value in words: those of the field itself, or else of the group it belongs to."""
    for place in (path, path.split(".")[0]):
        if text := words.get(place, {}).get(str(value)):
            return getattr(text, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ContentError(f"No words for the value {value!r} of {path}; add them under words in card.yaml.")


def _join(items: list[str], language: Language) -> str:
    return format_list(items, locale=LOCALES[language])


def _language_name(code: str, language: Language) -> str:
    try:
        return Locale.parse(code).get_display_name(LOCALES[language]) or code
    except ValueError:
        return code
