"""A closed item: a situation, proposed reactions, and how effective each is under the charter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.content.mistakes import FieldMistakes
from assessments.items.model import Item, Key, Overlay, StemPart, Strict, Text
from domain import ClosedFormat, Competency

Mistakes = list[tuple[str, str]]
"""Path of the part to mend, and what is wrong with it."""


def differing_ids(named: Mapping[str, Collection[str]], ids: Collection[str], *, what: str) -> Mistakes:
    """Return the parts that do not name exactly these ids."""
    return [
        (path, f"{path.split('.')[0]} has {what} {sorted(named_ids)}, the key has {sorted(ids)}")
        for path, named_ids in named.items()
        if set(named_ids) != set(ids)
    ]


def unknown_ids(named: Mapping[str, Collection[str]], ids: Collection[str], *, what: str) -> Mistakes:
    """Return the parts that name an id which does not exist."""
    return [
        (path, f"names {what} {sorted(unknown)}, which the key does not have")
        for path, named_ids in named.items()
        if (unknown := set(named_ids) - set(ids))
    ]


def unknown_in_overlays(overlays: Sequence[Overlay], ids: Collection[str]) -> Mistakes:
    """Return the overlays that set something the key does not have."""
    return [
        (f"overlays.{number}.set", f"sets {sorted(unknown)}, which the key does not have")
        for number, overlay in enumerate(overlays)
        if (unknown := set(overlay.set) - set(ids))
    ]


OptionId = Annotated[str, Field(pattern=r"^[A-Z]$")]


class Wording(Strict):
    """The texts of a closed item that the candidate reads."""

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
