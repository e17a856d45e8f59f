"""What a recruiter settles for one campaign besides charter and form, and what candidates are told of it.

A draft is a plain mapping that may be incomplete; ``CampaignSettings`` is what a published campaign has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from assessments.content.load import load_bank
from assessments.form.presets import DEFAULT_PRESET
from assessments.interview.interview import GuideChoice, whole_guide
from domain import (
    DEFAULT_FAMILY_WEIGHTS,
    DEFAULT_WEIGHTS,
    FAMILIES,
    INTERPERSONAL_FLOOR,
    LANGUAGES,
    SHARE_TOLERANCE,
    Competency,
    Language,
)
from workflows.common.clock import oddity, on_the_clock
from workflows.common.stored_settings import DEFAULTS, AiAssistants, LegalBasis, Stage

MAX_PLACES = 500
MAX_RETENTION_MONTHS = 24

FORM_KIND = "form_kind"
"""A draft also remembers whether the form is ``short``, ``long`` or picked by ``hand``."""
INTERVIEW_ASIDE = "interview_aside"
"""What the interview asked before somebody switched it off, so that switching it on again loses nothing."""
_DRAFT_ONLY = (FORM_KIND, INTERVIEW_ASIDE)


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=160)]
Lines = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=600)]


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Return every IANA time zone this machine knows (read once: it walks a folder)."""
    return frozenset(available_timezones())


class FamilyWeights(BaseModel):
    """How much each family counts; they sum to one. A campaign from before today's floor keeps its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interpersonal: Annotated[float, Field(ge=0, le=1)] = DEFAULT_FAMILY_WEIGHTS["interpersonal"]
    technical: Annotated[float, Field(ge=0, le=1)] = DEFAULT_FAMILY_WEIGHTS["technical"]

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if abs(self.interpersonal + self.technical - 1) > 1e-9:
            raise ValueError("the two families must sum to 1")
        return self


class CampaignSettings(BaseModel):
    """Everything a published campaign has settled; field names are those of the draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_title: Line
    places: Annotated[int, Field(ge=1, le=MAX_PLACES)] = DEFAULTS.places
    family_weights: FamilyWeights = FamilyWeights()
    competency_weights: dict[Competency, Annotated[float, Field(ge=0, le=100)]] = dict(DEFAULT_WEIGHTS)
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=2)] = LANGUAGES
    deadline: dt.datetime
    """Local date and time, in ``time_zone``."""
    time_zone: str = DEFAULTS.time_zone
    answer_by: dt.date
    """The day before which every candidate hears from the company."""
    controller_name: Line
    controller_address: Lines
    dpo_contact: Line
    accommodation_contact: Line
    recruiter_name: Line
    recruiter_contact: Line
    authority: Line = DEFAULTS.authority
    """Where a candidate may complain."""
    retention_months: Annotated[int, Field(ge=1, le=MAX_RETENTION_MONTHS)] = DEFAULTS.retention_months
    legal_basis: LegalBasis = DEFAULTS.legal_basis
    stage: Stage = DEFAULTS.stage
    ai_assistants: AiAssistants = DEFAULTS.ai_assistants
    blind_names: bool = DEFAULTS.blind_names
    self_identification: bool = DEFAULTS.self_identification
    """Whether candidates are asked for sex and age band after the end: voluntarily, for counts only."""
    marker_agreement: Annotated[float, Field(ge=0.5, le=0.95)] = DEFAULTS.marker_agreement
    """Quadratic weighted kappa with the samples' marks from which a marker may mark a prompt."""
    second_reader: bool = DEFAULTS.second_reader
    """Whether software learns from people's marks of a question and suggests some, beside theirs only."""
    interview: GuideChoice | None = None
    """What the structured interview asks; None = the campaign holds none."""

    @model_validator(mode="after")
    def _every_family_has_weight_inside(self) -> Self:
        weights = self.competency_weights
        if missing := {code for codes in FAMILIES.values() for code in codes} - set(weights):
            raise ValueError(f"competency_weights: {', '.join(sorted(missing))} missing")
        for family, codes in FAMILIES.items():
            if getattr(self.family_weights, family) > 0 and not sum(weights[code] for code in codes) > 0:
                raise ValueError(f"competency_weights: {family} counts, but none of its competencies does")
        return self

    @model_validator(mode="after")
    def _times_fit(self) -> Self:
        if self.time_zone not in time_zones():
            raise ValueError("time_zone: not a known time zone")
        if self.deadline.tzinfo is not None:
            raise ValueError("deadline: give the local time, without a zone")
        if oddity(self.deadline, self.time_zone) == "gap":
            raise ValueError("deadline_gap: clocks skip this hour")
        if self.answer_by < self.deadline.date():
            raise ValueError("answer_by: is before the deadline")
        return self

    @property
    def deadline_at(self) -> dt.datetime:
        """The deadline as an instant, UTC; of an hour that clocks show twice, the second."""
        return on_the_clock(self.deadline, self.time_zone).astimezone(dt.UTC)


@dataclass(frozen=True)
class Problem:
    """One reason why a campaign cannot be published, said by code in the reader's language."""

    code: str
    """Key under ``staff.problems``."""
    step: Literal["charter", "form", "interview", "settings"]
    field: str = ""
    text: Mapping[str, str] | None = None
    """What the content itself says about it, in both languages, where a code is not enough."""
    shares: tuple[tuple[str, float], ...] = ()
    """Name -> share, 0 to 1, of those that the sentence names."""


def new_draft(recruiter_name: str, recruiter_contact: str) -> dict[str, object]:
    """Return the settings with which a new campaign starts."""
    return {
        "places": DEFAULTS.places,
        "family_weights": FamilyWeights().model_dump(),
        "competency_weights": dict(DEFAULT_WEIGHTS),
        "languages": list(DEFAULTS.languages),
        "time_zone": DEFAULTS.time_zone,
        "recruiter_name": recruiter_name,
        "recruiter_contact": recruiter_contact,
        **{
            name: getattr(DEFAULTS, name)
            for name in (
                "authority",
                "retention_months",
                "legal_basis",
                "stage",
                "ai_assistants",
                "blind_names",
                "self_identification",
                "marker_agreement",
                "second_reader",
            )
        },
        "interview": whole_guide(load_bank().interview).model_dump(mode="json"),
        FORM_KIND: DEFAULT_PRESET,
    }


def parse_settings(draft: Mapping[str, object]) -> CampaignSettings:
    """Return a draft as complete settings; pydantic's ValidationError when something is missing."""
    given = {name: value for name, value in draft.items() if value is not None and name not in _DRAFT_ONLY}
    return CampaignSettings.model_validate(given)


def offered_languages(draft: Mapping[str, object]) -> tuple[Language, ...]:
    """Return the languages a draft offers to candidates so far; none when nothing is ticked."""
    kept = draft.get("languages")
    return tuple(language for language in LANGUAGES if isinstance(kept, list | tuple) and language in kept)


def chosen_guide(draft: Mapping[str, object]) -> GuideChoice | None:
    """Return what a draft's interview asks; None when it holds none, or what was kept cannot be used."""
    kept = draft.get("interview")
    try:
        return None if kept is None else GuideChoice.model_validate(kept)
    except ValidationError:
        return None


def settings_problems(draft: Mapping[str, object], now: dt.datetime) -> tuple[Problem, ...]:
    """List everything that keeps these settings from being published."""
    low = _too_low(draft)
    try:
        ready = parse_settings(draft)
    except ValidationError as error:
        found = (_problem(one["loc"], one["type"], str(one["msg"])) for one in error.errors())
        return (*low, *{(one.code, one.field): one for one in found}.values())
    if ready.deadline_at <= now:
        return (*low, Problem("deadline_past", "settings", "deadline"))
    return low


def _too_low(draft: Mapping[str, object]) -> tuple[Problem, ...]:
    """Say whether judgment of people weighs less than a campaign can be published with."""
    families = draft.get("family_weights")
    share = families.get("interpersonal") if isinstance(families, Mapping) else None
    if not isinstance(share, int | float) or share >= INTERPERSONAL_FLOOR - SHARE_TOLERANCE:
        return ()
    told = (("floor", INTERPERSONAL_FLOOR),)
    return (Problem("interpersonal_floor", "settings", "family_weights", shares=told),)


_BY_SENTENCE = {
    "answer_by": "answer_before_deadline",
    "time_zone": "time_zone",
    "competency_weights": "no_weight_in_family",
    "deadline": "deadline_zone",
    "deadline_gap": "deadline_gap",
}


def _problem(loc: tuple[int | str, ...], kind: str, message: str) -> Problem:
    """Name one of pydantic's complaints by the code under which the interface explains it."""
    field = str(loc[0]) if loc else ""
    if field == "family_weights":
        return Problem("family_sum", "settings", field)
    if not field:
        said = message.removeprefix("Value error, ").split(":")[0]
        return Problem(_BY_SENTENCE.get(said, "invalid"), "settings", said)
    missing = kind in ("missing", "string_too_short")
    return Problem("missing" if missing else "invalid", "settings", field)
