"""What a column of the database holds, in the present language; the data map says it in English."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

import texts
from assessments.content.wording import typeset


def holds(phrase: str) -> str:
    """Return what a column holds: a phrase of the data map, in the present language.

    Raises
    ------
    KeyError
        For a phrase that has no French yet: a mistake of ours.
    """
    return _french()[phrase] if texts.language() == "fr" else phrase


@lru_cache(maxsize=1)
def _french() -> dict[str, str]:
    phrases: dict[str, str] = yaml.safe_load((Path(__file__).parent / "columns_fr.yaml").read_text("utf-8"))
    return {phrase: typeset(french, "fr") for phrase, french in phrases.items()}
