"""A closed item: a situation, proposed reactions, and how effective each is under the charter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.item_checks import differing_ids, unknown_in_overlays
from assessments.mistakes import FieldMistakes
from assessments.model import ClosedFormat, Competency, Item, Key, Overlay, StemPart, Strict, Text

OptionId = Annotated[str, Field(pattern=r"^[A-Z]$")]


class Wording(Strict):
    """What the candidate reads."""

    title: Text
    stem: Annotated[tuple[StemPart, ...], Field(min_length=1)]
    options: dict[OptionId, Text]


class Scenario(Item):
    """A situation with options."""

    format: ClosedFormat
    key: dict[OptionId, Key]
    """Effectiveness of each option by its id, 1 harmful to 5 best; rational until a panel has set it."""
    rationale: dict[OptionId, Text]
    """Why each option is worth its key: for reviewers and deciders, never for candidates."""
    overlays: tuple[Overlay, ...] = ()
    wording: Wording
    adapted: dict[str, Wording] = Field(default_factory=dict)
    """Lexicon -> its own text. A lexicon in neither place has no adapted text, and the item is refused."""

    @model_validator(mode="after")
    def _parts_name_the_same_options(self) -> Self:
        named: Mapping[str, set[str]] = {
            "rationale": set(self.rationale),
            "wording.options": set(self.wording.options),
        } | {f"adapted.{name}.options": set(wording.options) for name, wording in self.adapted.items()}
        mistakes = differing_ids(named, set(self.key), what="options")
        mistakes += unknown_in_overlays(self.overlays, set(self.key))
        if mistakes:
            raise FieldMistakes(mistakes)
        return self


class Practice(Scenario):
    """A scene that is not scored: it shows how answering works and says why each reaction is worth what."""

    job_link: Text | None = None  # pyright: ignore[reportIncompatibleVariableOverride]
    loadings: dict[Competency, Annotated[float, Field(ge=0.10, le=1)]] = Field(default_factory=dict)
    rationale: dict[OptionId, Text] = Field(default_factory=dict)
    feedback: dict[OptionId, Text]
    """What the candidate reads after choosing this option."""
