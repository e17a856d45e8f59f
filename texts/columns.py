"""What a column of the database holds, in the present language; the data map says it in English."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

import texts
from assessments.content.wording import typeset


def holds(said: str) -> str:
    """Return what a column holds: a phrase of the data map, in the present language.

    Raises
    ------
    KeyError
        For a phrase that has no French yet: a mistake of ours.
    """
    return _french()[said] if texts.language() == "fr" else said


@lru_cache(maxsize=1)
def _french() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((Path(__file__).parent / "columns_fr.yaml").read_text("utf-8"))
    return {said: typeset(french, "fr") for said, french in found.items()}
