"""A campaign's settings as they are read wherever they were stored: in a draft or frozen, of any age.

Each field has one default, with which a new draft starts too. What has none is empty, for a draft may be
incomplete; ``workflows/campaigns/campaign_settings.py`` says what must be there to publish.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

from domain import LANGUAGES, Language

LegalBasis = Literal["pre_contract", "legitimate_interest"]
Stage = Literal["required", "optional"]
AiAssistants = Literal["no", "declared"]


class ChosenInterview(NamedTuple):
    """What stored settings say of the structured interview, as far as candidates are told."""

    n_questions: int
    counts: str
    """``raw`` or ``adjusted``."""


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """What a campaign has settled so far; field names are those of the draft."""

    job_title: str = ""
    places: int = 1
    languages: tuple[Language, ...] = LANGUAGES
    time_zone: str = "Europe/Paris"
    answer_by: dt.date | None = None
    controller_name: str = ""
    controller_address: str = ""
    dpo_contact: str = ""
    accommodation_contact: str = ""
    recruiter_name: str = ""
    recruiter_contact: str = ""
    authority: str = "CNIL"
    retention_months: int = 3
    """The CNIL's guide on recruitment keeps refused candidates that long to explain a decision."""
    legal_basis: LegalBasis = "pre_contract"
    stage: Stage = "required"
    ai_assistants: AiAssistants = "no"
    blind_names: bool = True
    self_identification: bool = False
    marker_agreement: float = 0.70
    second_reader: bool = False
    interview: ChosenInterview | None = None
    """None: the campaign holds none."""


DEFAULTS = StoredSettings()


def _read_interview(kept: Mapping[str, Any]) -> ChosenInterview:
    return ChosenInterview(len(kept.get("questions") or ()), str(kept.get("counts", "raw")))


_NAMES = tuple(field.name for field in fields(StoredSettings))
_READERS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_NAMES, str),
    "places": int,
    "languages": tuple,
    "answer_by": lambda day: dt.date.fromisoformat(str(day)),
    "retention_months": int,
    "blind_names": bool,
    "self_identification": bool,
    "marker_agreement": float,
    "second_reader": bool,
    "interview": _read_interview,
}


def read_settings(stored: Mapping[str, Any]) -> StoredSettings:
    """Return what a campaign has settled so far; missing, null and empty mean the default."""
    present = {name: stored[name] for name in _NAMES if stored.get(name) not in (None, "", [], ())}
    return StoredSettings(**{name: _READERS[name](value) for name, value in present.items()})
