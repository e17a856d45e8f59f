"""Everything that is reported about a candidate, from points: scores, their error, and remarks."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import ItemError, assumed_sem, estimated_sem
from scoring.flags import Flag
from scoring.methods import MethodGroup, method_groups, pending_items
from scoring.pool import Mask, Pool
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
    is_assumed: Mask
    """(n,): whether the error comes from the declared prior and not from item error variances."""
    n_complete: NDArray[np.int64]
    """(n,): candidates with points on every item of this person's methods, on whom an estimate rests."""
    flags: list[frozenset[Flag]]
    """(n,): remarks that points alone give rise to."""

    @property
    def sem_basis(self) -> Literal["estimated", "assumed"]:
        """Return estimated when everybody's error is."""
        return "assumed" if self.is_assumed.any() or not len(self.is_assumed) else "estimated"


def score_pool(pool: Pool, scheme: Scheme) -> Scores:
    """Score a pool; its error is estimated from 30 complete candidates, assumed below.

    Candidates for whom something is pending have the error of their own methods, estimated on the items of
    these from everyone with points on all of them.
    """
    return _scored(pool, scheme, method_groups(pool, scheme))


def score_pool_with(pool: Pool, scheme: Scheme, groups: list[MethodGroup]) -> Scores:
    """Score a pool whose errors were estimated before, by method_groups: the weights may be others now."""
    return _scored(pool, scheme, groups)


def score_points(points: Array, scheme: Scheme) -> Scores:
    """Score a pool for whom nothing is marked or pending.

    Parameters
    ----------
    points : array of shape (n, J)
        Item points in the form's order, rows in order of candidate; NaN = skipped or undefined.
    scheme : Scheme
    """
    return score_pool(Pool(points), scheme)


def score_points_with(points: Array, scheme: Scheme, error: ItemError) -> Scores:
    """Score candidates, with the item error variances of the pool they are compared with."""
    return _scored(Pool(points), scheme, [MethodGroup(slice(None), error, error.n_complete)])


def score_points_assumed(points: Array, scheme: Scheme) -> Scores:
    """Score candidates, with the error that the scheme's prior assumes."""
    return _scored(Pool(points), scheme, [MethodGroup(slice(None), None, 0)])


def _scored(pool: Pool, scheme: Scheme, groups: list[MethodGroup]) -> Scores:
    """Score, round and remark."""
    scores = scale_scores(pool.points, scheme, pool.pending)
    n = len(pool.points)
    sem, is_assumed, n_complete = np.empty(n), np.empty(n, dtype=bool), np.empty(n, dtype=np.int64)
    for group in groups:
        sem[group.rows] = _sem(pool.rows(group.rows), scores.rows(group.rows), scheme, group.error)
        is_assumed[group.rows] = group.error is None
        n_complete[group.rows] = group.n_complete
    return Scores(
        rounded(scores.competencies),
        rounded(scores.families),
        rounded(scores.composite),
        rounded(sem),
        is_assumed,
        n_complete,
        _flags(pool, scheme, scores, is_assumed, _assumes_interviewers(groups, n)),
    )


def _sem(pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError | None) -> Array:
    """Return the standard error of a group's composites."""
    if error is None:
        return assumed_sem(pool.points, scores, scheme)
    return estimated_sem(pool, scores, scheme, error)


def _assumes_interviewers(groups: list[MethodGroup], n: int) -> Mask:
    """Return for whom an estimated error rests on an assumed difference between interviewers, (n,)."""
    assumes = np.zeros(n, dtype=bool)
    for group in groups:
        seen = group.error and group.error.interviewers
        assumes[group.rows] = bool(seen and seen.is_assumed)
    return assumes


def _flags(
    pool: Pool, scheme: Scheme, scores: ScaleScores, is_assumed: Mask, assumes_interviewers: Mask
) -> list[frozenset[Flag]]:
    """Return each candidate's remarks."""
    weighted = [c for c, name in enumerate(COMPETENCIES) if scheme.weights[name] > 0]
    in_use = [f for f, name in enumerate(FAMILIES) if scheme.family_weights[name] > 0]
    without = np.isnan(scores.composite)
    missing = np.isnan(pool.points)
    if pool.pending is not None:
        missing &= ~pending_items(pool.pending, scheme)
    remarks = {
        Flag.INCOMPLETE: missing.any(axis=1),
        Flag.COMPETENCY_UNDEFINED: np.isnan(scores.competencies[:, weighted]).any(axis=1),
        Flag.FAMILY_UNDEFINED: np.isnan(scores.families[:, in_use]).any(axis=1),
        Flag.COMPOSITE_UNDEFINED: without,
        Flag.ASSUMED_ERROR: ~without & is_assumed,
        Flag.ASSUMED_INTERVIEWER_ERROR: ~without & assumes_interviewers,
    }
    # Most candidates share a few patterns: one set is built per pattern, not per candidate.
    patterns = np.zeros(len(without), dtype=np.int64)
    for bit, applies in enumerate(remarks.values()):
        patterns |= applies.astype(np.int64) << bit
    names = list(remarks)
    sets = {
        pattern: frozenset(name for bit, name in enumerate(names) if pattern >> bit & 1)
        for pattern in np.unique(patterns).tolist()
    }
    return [sets[pattern] for pattern in patterns.tolist()]
