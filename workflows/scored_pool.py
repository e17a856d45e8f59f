"""Everyone who finished a form, scored: points and interviews together, or as they were before interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.forms import Form
from data.results import Person
from scoring.error import answer_variances
from scoring.facets_design import Refusal
from scoring.interview import Guide
from scoring.item_error import ItemError, item_error
from scoring.part_error import competency_sem, family_sem, shared_error
from scoring.points import FormatPoints
from scoring.pool import Pool, pool_of
from scoring.scale import ScaleScores, scale_scores
from scoring.scheme import Scheme
from scoring.scores import Scores, score_pool_with
from workflows.interviewed import Held, Sheets, with_held
from workflows.marked import PoolMarks

if TYPE_CHECKING:
    from scoring.facets import FacetFit

Array = NDArray[np.float64]

Stage = Literal["all", "before_interview"]
"""Everything that is in, or everything but the interview, which is then left out for everybody."""


class Given(NamedTuple):
    """What people answered and earned, by candidate: it rests on neither weights nor interviews."""

    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    marks: PoolMarks
    each: tuple[FormatPoints, ...]


@dataclass(frozen=True)
class ScoredPool:
    """Everyone who finished, by id, with their answers, points and scores; rows of every array agree."""

    form: Form
    scheme: Scheme
    """With the weights that count and, where the interview counts, its questions behind the form's items."""
    stage: Stage
    finished: tuple[Person, ...]
    answers: tuple[dict[str, Any], ...]
    marks: PoolMarks
    guide: Guide | None
    """None = the campaign holds no interview."""
    interviews: Mapping[str, Sheets]
    """Candidate -> the sheets of their interview, once all are in; at both stages."""
    adjusted: FacetFit | Refusal | None
    """Severities where adjusted ratings count, or why raw ones do; None = raw ones count, or none is in."""
    weighting: int
    """Number of the weights that count; 0 = those of the form."""
    person_flags: tuple[frozenset[str], ...]
    pool: Pool
    """Points, with what is pending, who marked and who rated what."""
    scale: ScaleScores
    """Unrounded, with the weights that make up each composite."""
    error: ItemError
    """How much chance is in one answer to each item."""
    scores: Scores
    """Rounded to 9 decimals, as every report shows them."""
    competency_sem: Array
    family_sem: Array
    fingerprint: str
    """Says whether anything a score rests on has changed."""

    @property
    def points(self) -> Array:
        """Points, (n, J + Q): items, then questions; NaN = skipped, not reached, undefined or pending."""
        return self.pool.points


def scored_pool(
    form: Form,
    scheme: Scheme,
    given: Given,
    held: Held | None,
    *,
    stage: Stage,
    weighting: int,
    fingerprint: str,
) -> ScoredPool:
    """Score a pool with the functions that ``cli.py score`` uses.

    Parameters
    ----------
    form : Form
    scheme : Scheme
        Of the form alone, with the weights that count.
    given : Given
    held : Held, optional
        None = the campaign holds no interview.
    stage : Stage
    weighting : int
    fingerprint : str
    """
    pool, flags = pool_of(given.each, scheme), [one.flags for one in given.each]
    if held is not None and stage == "all":
        candidates = [person.candidate_id for person in given.finished]
        pool, scheme, spoken = with_held(pool, scheme, held, candidates)
        flags = [own | more for own, more in zip(flags, spoken, strict=True)]
    scale = scale_scores(pool.points, scheme, pool.pending)
    error = item_error(pool, scheme)
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    return ScoredPool(
        form=form,
        scheme=scheme,
        stage=stage,
        finished=given.finished,
        answers=given.answers,
        marks=given.marks,
        guide=held and held.guide,
        interviews=held.sheets if held else {},
        adjusted=held and held.adjusted,
        weighting=weighting,
        person_flags=tuple(flags),
        pool=pool,
        scale=scale,
        error=error,
        scores=score_pool_with(pool, scheme, error),
        competency_sem=competency_sem(pool.points, scale, scheme, variances, shared),
        family_sem=family_sem(pool.points, scale, scheme, variances, shared),
        fingerprint=fingerprint,
    )
