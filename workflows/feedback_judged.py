"""What a form lets be said of people: the bands of the two families first, of a competency where it can.

Which bands a form carries follows from the form alone, so that it is the same for everybody who sits it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import answer_variances
from scoring.form_error import expected_reliability
from scoring.item_error import ItemError
from scoring.part_error import competency_sem, family_sem, shared_error
from scoring.pool import Pool
from scoring.scale import ScaleScores
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme
from workflows.compared import Measured
from workflows.feedback_bands import MIDDLE, Banded, banded

Array = NDArray[np.float64]

FAMILY_FROM = 1 / 3
"""Expected reliability in a form from which a family has a band ..."""
COMPETENCY_FROM = 1 / 2
"""... and a competency: a report that names ten things needs more of each than one that names two."""

Silence = Literal["form", "missing", "open"]
"""Why there is no band: the form cannot carry it; too little was answered; the answers leave it open."""
FAMILY_OF: Mapping[str, str] = {code: family for family, members in FAMILIES.items() for code in members}


class Judged(NamedTuple):
    """One band, or why there is none."""

    found: Banded | None
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
    found = banded(Measured(score, sem), family, middle)
    return Judged(found, None if found else "open")
