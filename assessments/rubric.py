"""The rubric of written replies: what markers look at, with an anchor for each mark from 0 to 4."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.mistakes import FieldMistakes
from assessments.model import Strict, Text

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
