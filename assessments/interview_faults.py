"""What a recruiter reads about the faults of an interview question."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.lint_interview import Defect
from assessments.lint_model import Level
from assessments.model import Language, Text

_NAMES: dict[Language, Text] = {
    "fr": Text(en="French", fr="français"),
    "en": Text(en="English", fr="anglais"),
}


def sentences(defects: Sequence[Defect], languages: Sequence[Language]) -> tuple[tuple[Level, Text], ...]:
    """Return what a recruiter reads about a question: each thing once, with the languages it concerns.

    The languages are left out where the campaign has only one.
    """
    found: dict[tuple[Level, str, str], list[Language]] = {}
    for one in defects:
        found.setdefault((one.level, one.text.en, one.text.fr), []).append(one.language)
    return tuple(
        (
            level,
            Text(en=en + _of(of, "en"), fr=fr + _of(of, "fr")) if len(languages) > 1 else Text(en=en, fr=fr),
        )
        for (level, en, fr), of in found.items()
    )


def _of(languages: Sequence[Language], reader: Language) -> str:
    return f" ({', '.join(getattr(_NAMES[one], reader) for one in languages)})"
