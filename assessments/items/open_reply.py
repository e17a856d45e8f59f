"""A written reply: a prompt, the rubric markers look at, and samples whose marks are known."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assessments.content.mistakes import FieldMistakes
from assessments.items.model import Item, StemPart, Strict, Text
from assessments.items.scenario import Mistakes
from domain import Language

DimensionId = Annotated[str, Field(pattern=r"^[A-Z]$")]
MARKS = (0, 1, 2, 3, 4)


class Dimension(Strict):
    """One thing that is marked, from 0 to 4."""

    name: Text
    anchors: dict[int, Text]
    """Mark -> what a reply of that mark is like."""

    @model_validator(mode="after")
    def _one_anchor_per_mark(self) -> Self:
        if sorted(self.anchors) != list(MARKS):
            raise FieldMistakes(
                [("anchors", f"has the marks {sorted(self.anchors)}, expected 0, 1, 2, 3, 4")]
            )
        return self


class Rubric(Strict):
    """The dimensions, in the order in which they are marked."""

    instructions: Text | None = None
    """What markers are told before they begin."""
    dimensions: Annotated[dict[DimensionId, Dimension], Field(min_length=1)]


MIN_SAMPLES = 8
"""Fewer give a marker too little to train on."""
Mark = Annotated[int, Field(ge=0, le=4)]
Weight = Annotated[float, Field(gt=0, le=10)]
SampleId = Annotated[str, Field(pattern=r"^\d{1,2}$")]


class Sample(Strict):
    """A reply with the marks its authors expect."""

    language: Language
    text: Annotated[str, Field(min_length=1)]
    marks: dict[DimensionId, Mark]
    why: dict[DimensionId, Text] = Field(default_factory=dict)
    """For markers in training: why a dimension has its mark."""


class OpenReplyWording(Strict):
    """The texts of a prompt: those the candidate reads, and those for markers."""

    title: Text
    stem: Annotated[tuple[StemPart, ...], Field(min_length=1)]
    needs: dict[DimensionId, Text]
    """What a 4 takes in this prompt."""
    samples: dict[SampleId, Sample]


class OpenReply(Item):
    """A prompt that is answered in the candidate's own words."""

    format: Literal["open_reply"]
    dimensions: Annotated[dict[DimensionId, Weight], Field(min_length=1)]
    """Weight of each dimension of the rubric."""
    max_words: Annotated[int, Field(ge=20, le=300)]
    kind: Literal["public_reply", "private_message", "internal_message"]
    overlays: tuple[()] = ()
    """None: the rubric reads the charter, so its weights hold under every one."""
    wording: OpenReplyWording
    adapted: dict[str, OpenReplyWording] = Field(default_factory=dict)

    @property
    def key(self) -> dict[str, float]:
        """Weights of the dimensions: what stands in the place of a key."""
        return self.dimensions

    @model_validator(mode="after")
    def _parts_name_the_same_dimensions(self) -> Self:
        worded = {"wording": self.wording} | {f"adapted.{name}": text for name, text in self.adapted.items()}
        mistakes: Mistakes = []
        for place, text in worded.items():
            mistakes += _wording_mistakes(place, text, set(self.dimensions))
        if mistakes:
            raise FieldMistakes(mistakes)
        return self


def _wording_mistakes(place: str, wording: OpenReplyWording, dimensions: set[str]) -> Mistakes:
    mistakes: Mistakes = []
    if set(wording.needs) != dimensions:
        mistakes.append((f"{place}.needs", _names(wording.needs, dimensions)))
    if len(wording.samples) < MIN_SAMPLES:
        mistakes.append(
            (f"{place}.samples", f"{len(wording.samples)} samples, expected at least {MIN_SAMPLES}")
        )
    for number, sample in wording.samples.items():
        where = f"{place}.samples.{number}"
        if set(sample.marks) != dimensions:
            mistakes.append((f"{where}.marks", _names(sample.marks, dimensions)))
        if unknown := sorted(set(sample.why) - dimensions):
            mistakes.append((f"{where}.why", f"names {unknown}, which is no dimension of the item"))
    return mistakes


def _names(named: dict, dimensions: set[str]) -> str:
    return f"names the dimensions {sorted(named)}, the item has {sorted(dimensions)}"
