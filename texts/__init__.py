"""Every displayed sentence, by key, in the reader's language.

``locales/<language>/<group>.yaml`` holds nested keys; ``t("candidate.actions.next")`` looks one up. French
typography is applied once, when the file is read. A key missing in either language fails the tests.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import yaml
from babel.numbers import format_decimal, format_percent

from assessments.charter.charter_words import calendar_day
from assessments.content.wording import typeset
from domain import LANGUAGES, Language

LOCALES = Path(__file__).parent / "locales"

_language: ContextVar[Language] = ContextVar("language", default="en")


def use(language: str) -> Language:
    """Speak this language for the rest of the run; an unknown one becomes English."""
    chosen: Language = "fr" if language == "fr" else "en"
    _language.set(chosen)
    return chosen


def preload() -> None:
    """Read every sentence now, so that no visitor waits for it."""
    for language in LANGUAGES:
        texts(language)


def language() -> Language:
    """Return the language of this run."""
    return _language.get()


def preferred(accepted: str | None) -> Language:
    """Return the better of our languages for a browser's language tag, English when unsure."""
    return "fr" if (accepted or "").lower().startswith("fr") else "en"


def t(key: str, /, *, count: int | None = None, **values: object) -> str:
    """Return the sentence at a dotted key, with its ``{placeholders}`` filled.

    Parameters
    ----------
    key : str
        Dotted path, its first step the name of the locale file.
    count : int, optional
        Chooses between the forms ``one`` and ``other`` (French counts 0 as one) and fills ``{count}``.

    Raises
    ------
    KeyError
        When the key does not exist: a mistake of ours, never of the reader's.
    """
    chosen = _language.get()
    sentence = texts(chosen)[f"{key}.{_plural(chosen, count)}" if count is not None else key]
    if count is not None:
        values["count"] = number(count)
    return sentence.format(**values) if values else sentence


def both(text: Mapping[str, str]) -> str:
    """Return the present language of a bilingual text of the content."""
    return text[_language.get()]


def number(value: float, digits: int = 0) -> str:
    """Write a number as the reader's language does."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, pattern, locale=_language.get())


def percent(share: float) -> str:
    """Write a share of one as a whole percentage."""
    return format_percent(share, locale=_language.get())


def day(value: dt.date) -> str:
    """Write a date in full: 3 December 2026, 3 décembre 2026, 1er décembre 2026."""
    return calendar_day(f"{value:%Y-%m-%d}", _language.get())


def moment(value: dt.datetime, zone: str = "Europe/Paris") -> str:
    """Write an instant with its hour in the given time zone."""
    there = (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(ZoneInfo(zone))
    hour = f" à {there.hour} h {there:%M}" if _language.get() == "fr" else f", {there:%H:%M}"
    return day(there) + hour


def parse_day(text: str) -> dt.date:
    """Read a date as settings store it (ISO 8601)."""
    return dt.date.fromisoformat(text)


def _plural(chosen: Language, count: int) -> str:
    singular = count in (0, 1) if chosen == "fr" else count == 1
    return "one" if singular else "other"


@lru_cache(maxsize=len(LANGUAGES))
def texts(chosen: Language) -> MappingProxyType[str, str]:
    """Return every sentence of one language by its dotted key."""
    sentences: dict[str, str] = {}
    for path in sorted((LOCALES / chosen).glob("*.yaml")):
        tree = yaml.safe_load(path.read_text("utf-8")) or {}
        _flatten(path.stem, tree, sentences)
    return MappingProxyType({key: typeset(text, chosen) for key, text in sentences.items()})


def _flatten(prefix: str, tree: dict[str, object], sentences: dict[str, str]) -> None:
    for name, value in tree.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, sentences)
        else:
            sentences[key] = str(value)
