"""What somebody did that is worth telling them, and what to practise: chosen by rule, in fixed sentences.

Only which competency or dimension is meant is chosen here; the sentences stand in ``texts``. So nothing that
a key holds, and nothing that a person wrote, can reach the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, Literal, NamedTuple

from scoring.marks import Marks, agreed_marks
from workflows.feedback_bands import Banded

STRONG_LOADING = 0.20
"""Loading from which a scene bears on a competency."""
WELL_DONE = 0.60
"""Points of a scene, 0 chance to 1 the key's own answer, from which something was done well in it."""
SEVERAL = 2
"""Scenes in which something must have been done well before it is said."""
WELL_MARKED = 3.0
"""Mean agreed mark of a dimension, 0 to 4, from which it is said."""
FROM_SCENES, FROM_REPLIES = 2, 1
"""How many things are told of either at most: three in all."""

Bands = Mapping[str, Banded | None]


class Observed(NamedTuple):
    """Something the person did, by the code under which its sentence is kept."""

    where: Literal["scenes", "replies"]
    code: str
    """A competency, or a dimension of the rubric for written replies."""


class Earned(NamedTuple):
    """Points of one scene, with the competencies it bears on."""

    points: float
    loadings: Mapping[str, float]


def observed(
    scenes: Sequence[Earned], replies: Sequence[Sequence[Marks]], bands: Bands
) -> tuple[Observed, ...]:
    """Return up to three things that were seen more than once, replies first.

    Of scenes: competencies in which at least two scenes earned .60 or more, the highest mean first, none that
    the report calls "to develop". Of replies: the dimension with the highest mean of agreed marks, from 3 on.
    """
    return (*_in_replies(replies), *_in_scenes(scenes, bands))


def to_practise(scenes: Sequence[Earned], bands: Bands, told: Sequence[Observed]) -> str | None:
    """Return the competency to practise: the lowest mean over two scenes or more; None without evidence.

    It is one whose band the report gives. A point of strength, or what was just praised, is chosen only where
    there is nothing else.
    """
    means = {
        code: fmean(points)
        for code, points in _by_competency(scenes).items()
        if len(points) >= SEVERAL and bands.get(code) is not None
    }
    praised = {one.code for one in told if one.where == "scenes"}
    strong = {code for code, found in bands.items() if found and found.band == "strength"}
    left = {code: mean for code, mean in means.items() if code not in praised | strong} or means
    return min(left, key=lambda code: left[code], default=None)


def _in_scenes(scenes: Sequence[Earned], bands: Bands) -> list[Observed]:
    weak = {code for code, found in bands.items() if found is None or found.band == "develop"}
    good = {
        code: fmean(points)
        for code, points in _by_competency(scenes).items()
        if code not in weak and sum(one >= WELL_DONE for one in points) >= SEVERAL
    }
    best = sorted(good, key=lambda code: -good[code])[:FROM_SCENES]
    return [Observed("scenes", code) for code in best]


def _by_competency(scenes: Sequence[Earned]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for scene in scenes:
        for code, loading in scene.loadings.items():
            if loading >= STRONG_LOADING:
                found.setdefault(code, []).append(scene.points)
    return found


def _in_replies(replies: Sequence[Sequence[Marks]]) -> list[Observed]:
    agreed = [one for one in map(agreed_marks, replies) if one is not None]
    dimensions: dict[str, Any] = {name: [one[name] for one in agreed if name in one] for name in _all(agreed)}
    means = {name: fmean(marks) for name, marks in dimensions.items()}
    good = [name for name, mean in means.items() if mean >= WELL_MARKED]
    return [Observed("replies", name) for name in sorted(good, key=lambda name: -means[name])[:FROM_REPLIES]]


def _all(agreed: Sequence[Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for one in agreed for name in one))
