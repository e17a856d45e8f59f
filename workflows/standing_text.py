"""A comparison as the text that is kept of it: JSON with floats to the bit, undefined as null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from workflows.compared import Compared, Comparison, CompetencyFacts, Measured, Place, Share
from workflows.weights import Weights


def to_text(found: Comparison) -> str:
    """Write a comparison in which nobody is unfinished: how far these are is true for a moment only."""
    # Named tuples, the only values that JSON knows no form for, are written as lists.
    return orjson.dumps(found, default=list).decode()


def from_text(text: str) -> Comparison:
    """Read back what to_text wrote, in the same release."""
    kept: dict[str, Any] = orjson.loads(text)
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    read: dict[str, Any] = {
        "weights": Weights(*kept["weights"]),
        "share": Share(*kept["share"]),
        "competencies": tuple(CompetencyFacts(**one) for one in kept["competencies"]),
        **{name: tuple(map(_compared, kept[name])) for name in ("ranked", "pending", "unranked")},
    }
    return Comparison(**plain | read)


def _compared(kept: Mapping[str, Any]) -> Compared:
    return Compared(
        candidate_id=kept["candidate_id"],
        pseudonym=kept["pseudonym"],
        composite=Measured(*kept["composite"]),
        families=_measured(kept["families"]),
        competencies=_measured(kept["competencies"]),
        n_answered=kept["n_answered"],
        flags=tuple(kept["flags"]),
        place=None if kept["place"] is None else Place(*kept["place"]),
    )


def _measured(kept: Mapping[str, Any]) -> dict[str, Measured]:
    return {name: Measured(*pair) for name, pair in kept.items()}
