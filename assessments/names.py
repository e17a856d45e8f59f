"""First names of the people in the scenes, with what a reader may take them for.

Used for one thing: to see that no gender and no origin is tied to a role. All people are invented.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assessments.mistakes import checked
from assessments.model import Strict
from assessments.reading import CONTENT, read_mapping

Group = Literal[
    "french", "north_african", "west_african", "east_asian", "south_asian", "slavic", "iberian", "other"
]
"""Where a French reader would place a name; a guess about readers, never about people."""


class Name(Strict):
    """How a first name is read."""

    group: Group
    gender: Literal["f", "m", "x"]
    """x: either, as Camille."""


class Names(Strict):
    """The names that scenes may use."""

    names: dict[Annotated[str, Field(min_length=2)], Name]


def load_names(folder: Path = CONTENT) -> dict[str, Name]:
    """Return the pool of names of a content folder."""
    data = read_mapping(folder / "names.yaml")
    return checked(data, Names, source="names.yaml").names
