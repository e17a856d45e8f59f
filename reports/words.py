"""What documents say alike: the language they speak, the date they state, whether all is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, TypeVar

from reports.signs import lacks_signs
from texts import day, t, use
from texts.scores import Shown

Made = TypeVar("Made")
HASH = 12
"""Signs of a SHA-256 that are printed: enough to tell two apart, few enough to be compared by eye."""


def speaking(language: str, say: Callable[[], Made]) -> Made:
    """Return what is said in a language, and leave the language of this run as it was."""

    def said() -> Made:
        use(language)
        return say()

    return copy_context().run(said)


def shown_name(name: str | None, pseudonym: str) -> str:
    """Return a name to print, or the pseudonym; both where a sign of the name would be an empty box."""
    if not name:
        return pseudonym
    return f"{name} ({pseudonym})" if lacks_signs(name) else name


def as_of(now: dt.datetime) -> str:
    """Return the date a document states."""
    return t("report.as_of", date=day(now.date()))


def fictional(is_fictional: bool) -> str:
    """Return the line above each page of a campaign of which nothing is real; empty for a real one."""
    return t("report.fictional") if is_fictional else ""


def interval_data(at: Shown, *, is_open: bool = False) -> dict[str, Any]:
    """Return a score and its interval as the template draws them."""
    return {"score": at.score, "low": at.low, "high": at.high, "open": is_open}
