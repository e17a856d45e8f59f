"""A prompt as its markers see it: its text, how long a reply may be, and the rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.formats import FORMATS

Translated = Mapping[str, str]
"""English and French."""


@dataclass(frozen=True)
class Dimension:
    """One thing that is marked from 0 to 4."""

    id: str
    name: Translated
    anchors: tuple[Translated, ...]
    """What a reply of mark 0, 1, 2, 3 and 4 is like."""
    needs: Translated
    """What a 4 takes in this prompt."""
    weight: float


@dataclass(frozen=True)
class Prompt:
    """What candidates were asked to write, and what their replies are marked on."""

    item_id: str
    title: Translated
    stem: tuple[Mapping[str, Any], ...]
    kind: str
    max_words: int
    rubric_sha256: str
    dimensions: tuple[Dimension, ...]


def marked_items_of(form: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the items of a form whose answers people mark, in its order."""
    return tuple(item for item in form["items"] if FORMATS[item["format"]].is_marked)


def prompt_of(item: Mapping[str, Any]) -> Prompt:
    """Return what a marker may see of a frozen item; its samples are for training and not among it."""
    return Prompt(
        item_id=item["id"],
        title=item["title"],
        stem=tuple(item["stem"]),
        kind=item["kind"],
        max_words=item["max_words"],
        rubric_sha256=item["rubric"]["sha256"],
        dimensions=tuple(_dimension(one, item["key"]) for one in item["rubric"]["dimensions"]),
    )


def _dimension(one: Mapping[str, Any], weights: Mapping[str, float]) -> Dimension:
    anchors = tuple(one["anchors"])
    return Dimension(one["id"], one["name"], anchors, one["needs"], weights[one["id"]])
