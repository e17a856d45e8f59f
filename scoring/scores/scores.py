"""The scores of a pool, from points: competencies, families and composite, with their error and flags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES
from scoring.formats.scheme import Scheme
from scoring.scores.bounds import rounded
from scoring.scores.error import assumed_share, composite_sem, pending_items
from scoring.scores.flags import Flag
from scoring.scores.item_error import ItemError, item_error
from scoring.scores.pool import Mask, Pool
from scoring.scores.scale import ScaleScores, scale_scores

PENDING = "pending_"
"""What the codes of flags begin with that say which method is pending."""


def pending_flags(flags: Iterable[str]) -> frozenset[str]:
    """Return the flags that say that a method is pending."""
    return frozenset(str(flag) for flag in flags if flag.startswith(PENDING))


def ranked_together(pending: Sequence[frozenset[str]], has_score: Sequence[bool]) -> NDArray[np.bool_]:
    """Say who is ranked: only people with the same methods can be compared.

    Parameters
    ----------
    pending : sequence of n sets of flags
        As pending_flags returns them.
    has_score : sequence of n bool
        Whether there is a composite to rank.

    Returns
    -------
    bool array of shape (n,)
        True for the group for whom the least is pending; of two such groups, the larger one. Those who share
        its methods without having a composite are in it too.
    """
    sizes = Counter(flags for flags, scored in zip(pending, has_score, strict=True) if scored)
    if not sizes:
        return np.ones(len(pending), dtype=bool)
    chosen = min(sizes, key=lambda flags: (len(flags), -sizes[flags], sorted(flags)))
    return np.array([flags == chosen for flags in pending], dtype=bool)


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
    assumed_share: Array
    """(n,): how much of that error's variance rests on the declared prior and not on the pool, 0 to 1."""
    flags: list[frozenset[Flag]]
    """(n,): remarks that points alone give rise to."""


MOSTLY_ASSUMED = 0.5
"""Share of the error's variance from which it rests more on the declared prior than on the pool."""


def score_pool(pool: Pool, scheme: Scheme) -> Scores:
    """Score a pool; its error rests on every answer of the pool and on the declared prior.

    Parameters
    ----------
    pool : Pool
        Rows in order of candidate.
    scheme : Scheme
        Of the pool's items, in its order.
    """
    return score_pool_with(pool, scheme, item_error(pool, scheme))


def score_pool_with(pool: Pool, scheme: Scheme, error: ItemError) -> Scores:
    """Score a pool whose error was estimated before, by item_error: the weights may be others now."""
    scores = scale_scores(pool.points, scheme, pool.pending)
    share = assumed_share(pool, scores, scheme, error)
    return Scores(
        rounded(scores.competencies),
        rounded(scores.families),
        rounded(scores.composite),
        rounded(composite_sem(pool, scores, scheme, error)),
        rounded(share),
        _flags(pool, scheme, scores, share, error),
    )


def _assumes_interviewers(pool: Pool, error: ItemError) -> Mask:
    """Return for whom the difference between interviewers is mostly assumed, (n,)."""
    interviewers = error.interviewers
    if interviewers is None or pool.panels is None:
        return np.zeros(len(pool.points), dtype=bool)
    is_rated = ~np.isnan(pool.points[:, pool.panels.columns]).all(axis=1)
    return np.asarray(is_rated & (interviewers.prior_share > MOSTLY_ASSUMED), dtype=np.bool_)


def _any_skipped(pool: Pool) -> Mask:
    """Return who left something without an answer, (n,)."""
    if pool.skipped is None:
        return np.zeros(len(pool.points), dtype=bool)
    return np.logical_or.reduce(pool.skipped, axis=1)


def _flags(
    pool: Pool, scheme: Scheme, scores: ScaleScores, share: Array, error: ItemError
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
        Flag.ASSUMED_ERROR: ~without & (np.nan_to_num(share) > MOSTLY_ASSUMED),
        Flag.ASSUMED_INTERVIEWER_ERROR: ~without & _assumes_interviewers(pool, error),
        Flag.SKIPPED: _any_skipped(pool),
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
