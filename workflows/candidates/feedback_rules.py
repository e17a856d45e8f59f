"""Rules of the feedback report: the bands of scores, and the observations that are chosen.

The bounds of bands are fixed and stated in docs/feedback.md. They rest on nobody else's scores: a person's
band never says where others stand. Which bands a form carries follows from the form alone, so that it is the
same for everybody who sits it.

Of observations only the competency or dimension is chosen here; the sentences stand in ``texts``. So nothing
that a key holds, and nothing that a person wrote, can reach the report.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES, STRONG_LOADING
from scoring.formats.marks import Marks, agreed_marks
from scoring.formats.scheme import Scheme
from scoring.ranking.true_score import possible, surely_between
from scoring.scores.error import answer_variances, competency_sem, family_sem, shared_error
from scoring.scores.expected_share import expected_reliability
from scoring.scores.item_error import ItemError
from scoring.scores.pool import Pool
from scoring.scores.scale import ScaleScores
from workflows.comparison.comparison import Measured

Array = NDArray[np.float64]
SOLID_FROM = 0.40
"""Score from which somebody is solid: 0 is what chance earns, 1 the key's own answers."""
STRENGTH_FROM = 0.65
"""Score from which it is a point of strength."""
MIDDLE = (SOLID_FROM + STRENGTH_FROM) / 2
"""Level in the middle of the middle band."""
PROBABLE = 0.80
"""Probability from which a band is given."""
CLEAR = 0.95
"""Probability from which no doubt needs to be told."""
FAMILY_FROM = 1 / 3
"""Expected reliability in a form from which a family has a band ..."""
COMPETENCY_FROM = 1 / 2
"""... and a competency: a report that names ten things needs more of each than one that names two."""
WELL_DONE = 0.60
"""Points of a scene, 0 chance to 1 the key's own answer, from which something was done well in it."""
SEVERAL = 2
"""Scenes in which something must have been done well before it is said."""
WELL_MARKED = 3.0
"""Mean agreed mark of a dimension, 0 to 4, from which it is said."""
FROM_SCENES, FROM_REPLIES = 2, 1
"""How many things are told of either at most: three in all."""
Band = Literal["strength", "solid", "develop", "solid_or_strength", "solid_or_develop"]
"""The last two: one of two neighbours, and it cannot be told which."""
Certainty = Literal["clear", "probable"]
Silence = Literal["form", "missing", "open"]
"""Why there is no band: the form cannot carry it; too little was answered; the answers leave it open."""
RANGES: dict[Band, tuple[float, float]] = {
    "strength": (STRENGTH_FROM, math.inf),
    "solid": (SOLID_FROM, STRENGTH_FROM),
    "develop": (-math.inf, SOLID_FROM),
    "solid_or_strength": (SOLID_FROM, math.inf),
    "solid_or_develop": (-math.inf, STRENGTH_FROM),
}
"""Band -> the true scores of which it is true."""
NARROW: tuple[Band, ...] = ("strength", "solid", "develop")
WIDE: tuple[Band, ...] = ("solid_or_strength", "solid_or_develop")
FAMILY_OF: Mapping[str, str] = {code: family for family, members in FAMILIES.items() for code in members}


class Banded(NamedTuple):
    """Where somebody stands, and how sure that is."""

    band: Band
    certainty: Certainty


class Judged(NamedTuple):
    """One band, or why there is none."""

    banded: Banded | None
    silence: Silence | None


class Person(NamedTuple):
    """What is said of one person."""

    families: Mapping[str, Judged]
    competencies: Mapping[str, Judged]


def judged(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError) -> Iterator[Person]:
    """Yield the bands of each candidate of a pool.

    Parameters
    ----------
    pool : Pool
        Of n candidates.
    scores : ScaleScores
        What scale_scores made of it.
    scheme : Scheme
        With the questions of the interview, if it counts.
    error : ItemError
        Of these candidates.
    """
    form = expected_reliability(scheme)
    carried = {family: value >= FAMILY_FROM for family, value in form.families.items()}
    carried |= {code: value >= COMPETENCY_FROM for code, value in form.competencies.items()}
    own = _errors(pool, scores, scheme, error)
    middle = _errors(pool, scores, scheme, error._replace(expected=np.full(len(pool.points), MIDDLE)))
    values = np.concatenate([scores.families, scores.competencies], axis=1)
    names = [*FAMILIES, *COMPETENCIES]
    for row in np.stack([values, own, middle], axis=2).tolist():
        each = {
            name: _judged(score, sem, middle_sem, FAMILY_OF.get(name, name), is_carried=carried[name])
            for name, (score, sem, middle_sem) in zip(names, row, strict=True)
        }
        yield Person({name: each[name] for name in FAMILIES}, {code: each[code] for code in COMPETENCIES})


def _errors(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError) -> Array:
    """Return the standard errors of families and competencies, (n, 2 + 10)."""
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    parts = (pool.points, scores, scheme, variances, shared)
    return np.concatenate([family_sem(*parts), competency_sem(*parts)], axis=1)


def _judged(score: float, sem: float, middle: float, family: str, *, is_carried: bool) -> Judged:
    if not is_carried:
        return Judged(None, "form")
    if np.isnan(score):
        return Judged(None, "missing")
    result = banded(Measured(score, sem), family, middle)
    return Judged(result, None if result else "open")


def banded(measured: Measured, family: str, middle_sem: float | None = None) -> Banded | None:
    """Return the band of a score; None: not enough evidence to give one.

    Parameters
    ----------
    measured : Measured
        Score on the 0-1 scale, unclipped, with its standard error at the candidate's own level.
    family : str
        Of the score: which true scores are expected beforehand (true_score.TRUE_SCORES).
    middle_sem : float, optional
        The standard error that the same answers would have at the level MIDDLE. Whoever stands high has
        a small error because of standing high; were they truly in the middle, it would be the middle's.

    Returns
    -------
    Banded or None
        One band where its probability is .80 or more, else two neighbours that together have .80 or more, the
        likelier pair; None where neither pair has, and without score or error.
    """
    if measured.score is None or measured.sem is None:
        return None
    sure = _probabilities(measured.score, measured.sem, family, middle_sem)
    for group in (NARROW, WIDE):
        likeliest = max(group, key=lambda band: sure[band])
        if sure[likeliest] >= PROBABLE:
            return Banded(likeliest, "clear" if sure[likeliest] >= CLEAR else "probable")
    return None


def _probabilities(score: float, sem: float, family: str, middle_sem: float | None) -> dict[Band, float]:
    """Return each band's probability; without any error the score decides."""
    largest = max(sem, middle_sem or 0.0)
    if largest == 0:
        return {band: float(low <= score < high) for band, (low, high) in RANGES.items()}
    cautious = possible(score, largest, family)
    sure: dict[Band, float] = {band: surely_between(cautious, *RANGES[band]) for band in RANGES}
    if 0 < sem < largest:
        sure["strength"] = surely_between(possible(score, sem, family), *RANGES["strength"])
    return sure


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


def to_practise(scenes: Sequence[Earned], bands: Bands, observations: Sequence[Observed]) -> str | None:
    """Return the competency to practise: the lowest mean over two scenes or more; None without evidence.

    It is one whose band the report gives. A point of strength, or what was just praised, is chosen only where
    there is nothing else.
    """
    means = {
        code: fmean(points)
        for code, points in _by_competency(scenes).items()
        if len(points) >= SEVERAL and bands.get(code) is not None
    }
    praised = {observation.code for observation in observations if observation.where == "scenes"}
    strong = {code for code, band in bands.items() if band and band.band == "strength"}
    left = {code: mean for code, mean in means.items() if code not in praised | strong} or means
    return min(left, key=lambda code: left[code], default=None)


def _in_scenes(scenes: Sequence[Earned], bands: Bands) -> list[Observed]:
    weak = {code for code, band in bands.items() if band is None or band.band == "develop"}
    good = {
        code: fmean(points)
        for code, points in _by_competency(scenes).items()
        if code not in weak and sum(point >= WELL_DONE for point in points) >= SEVERAL
    }
    best = sorted(good, key=lambda code: -good[code])[:FROM_SCENES]
    return [Observed("scenes", code) for code in best]


def _by_competency(scenes: Sequence[Earned]) -> dict[str, list[float]]:
    points: dict[str, list[float]] = {}
    for scene in scenes:
        for code, loading in scene.loadings.items():
            if loading >= STRONG_LOADING:
                points.setdefault(code, []).append(scene.points)
    return points


def _in_replies(replies: Sequence[Sequence[Marks]]) -> list[Observed]:
    agreed = [marks for marks in map(agreed_marks, replies) if marks is not None]
    dimensions: dict[str, Any] = {
        name: [reply_marks[name] for reply_marks in agreed if name in reply_marks] for name in _all(agreed)
    }
    means = {name: fmean(marks) for name, marks in dimensions.items()}
    good = [name for name, mean in means.items() if mean >= WELL_MARKED]
    return [Observed("replies", name) for name in sorted(good, key=lambda name: -means[name])[:FROM_REPLIES]]


def _all(agreed: Sequence[Mapping[str, float]]) -> list[str]:
    return list(dict.fromkeys(name for marks in agreed for name in marks))
