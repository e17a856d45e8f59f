"""How an interview is written: when it is, and what its questions are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import texts
from assessments.typography import typeset
from texts import t
from views.hours import deadline
from workflows.charters import competency_names, short_competency_names
from workflows.interviews import MyInterview


def when(one: MyInterview) -> str:
    """Return the date and how long it takes."""
    begins = (
        deadline(one.starts_at, one.time_zone or "Europe/Paris") if one.starts_at else t("room.list.undated")
    )
    return f"{begins}, {t('room.list.minutes', n=texts.number(one.minutes))}"


def competencies(loadings: Iterable[str], *, is_short: bool = False) -> str:
    """Return what a question is asked for, by the codes of its competencies, in words."""
    names = short_competency_names() if is_short else competency_names()
    return ", ".join(typeset(names[code][texts.language()], texts.language()) for code in loadings)


def in_reader_language(text: Mapping[str, str]) -> str:
    """Return a text of the guide in the reader's language, or in the only one it has."""
    return text.get(texts.language()) or next(iter(text.values()))
