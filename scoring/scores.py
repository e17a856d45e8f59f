"""Everything that is reported about a candidate, from points: scores, their error, and remarks."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import ItemError, assumed_sem, estimated_sem, item_error
from scoring.flags import Flag
from scoring.rounding import rounded
from scoring.scale import ScaleScores, scale_scores
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme

Array = NDArray[np.float64]


class Scores(NamedTuple):
    """Scores of n candidates, rounded to 9 decimals, unclipped; NaN = not enough evidence."""

    competencies: Array
    """(n, 10), in the order of scheme.COMPETENCIES."""
    families: Array
    """(n, 2): interpersonal, technical."""
    composite: Array
    """(n,)"""
    sem: Array
    """(n,): standard error of the composite, same scale."""
    sem_basis: Literal["estimated", "assumed"]
    """Whether the error comes from item error variances or from the declared prior."""
    flags: list[frozenset[Flag]]
    """(n,): remarks that points alone give rise to."""


def score_points(points: Array, scheme: Scheme) -> Scores:
    """Score a pool; its error is estimated from 30 complete candidates, assumed below.

    Parameters
    ----------
    points : array of shape (n, J)
        Item points in the form's order, rows in order of candidate; NaN = skipped or undefined.
    scheme : Scheme
    """
    error = item_error(points)
    return score_points_assumed(points, scheme) if error is None else score_points_with(points, scheme, error)


def score_points_with(points: Array, scheme: Scheme, error: ItemError) -> Scores:
    """Score candidates, with the item error variances of the pool they are compared with."""
    scores = scale_scores(points, scheme)
    return _reported(points, scheme, scores, estimated_sem(points, scores, scheme, error), "estimated")


def score_points_assumed(points: Array, scheme: Scheme) -> Scores:
    """Score candidates, with the error that the scheme's prior assumes."""
    scores = scale_scores(points, scheme)
    return _reported(points, scheme, scores, assumed_sem(points, scores, scheme), "assumed")


def _reported(
    points: Array, scheme: Scheme, scores: ScaleScores, sem: Array, basis: Literal["estimated", "assumed"]
) -> Scores:
    """Round and remark."""
    flags = _flags(points, scheme, scores, basis)
    return Scores(
        rounded(scores.competencies),
        rounded(scores.families),
        rounded(scores.composite),
        rounded(sem),
        basis,
        flags,
    )


def _flags(points: Array, scheme: Scheme, scores: ScaleScores, basis: str) -> list[frozenset[Flag]]:
    """Return each candidate's remarks."""
    weighted = [c for c, name in enumerate(COMPETENCIES) if scheme.weights[name] > 0]
    in_use = [f for f, name in enumerate(FAMILIES) if scheme.family_weights[name] > 0]
    without = np.isnan(scores.composite)
    remarks = {
        Flag.INCOMPLETE: np.isnan(points).any(axis=1),
        Flag.COMPETENCY_UNDEFINED: np.isnan(scores.competencies[:, weighted]).any(axis=1),
        Flag.FAMILY_UNDEFINED: np.isnan(scores.families[:, in_use]).any(axis=1),
        Flag.COMPOSITE_UNDEFINED: without,
        Flag.ASSUMED_ERROR: ~without if basis == "assumed" else np.zeros_like(without),
    }
    # Most candidates share a few patterns: one set is built per pattern, not per candidate.
    patterns = np.zeros(len(points), dtype=np.int64)
    for bit, applies in enumerate(remarks.values()):
        patterns |= applies.astype(np.int64) << bit
    names = list(remarks)
    sets = {
        pattern: frozenset(name for bit, name in enumerate(names) if pattern >> bit & 1)
        for pattern in np.unique(patterns).tolist()
    }
    return [sets[pattern] for pattern in patterns.tolist()]
