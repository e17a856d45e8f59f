"""What is known of the true composites of a scored pool: everybody's scores count, those who wait too.

Shapes: n candidates, J items.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import answer_variances
from scoring.interview_pool import waits_for_interview, without_questions
from scoring.item_error import item_error
from scoring.pool import Mask, Pool
from scoring.posterior import Posterior
from scoring.scale import coefficients, scale_scores
from scoring.scheme import Scheme
from scoring.scores import Scores, score_pool_with
from scoring.selected import MOST_SHARED, TwoScores, posterior_of_chosen
from scoring.standing import posterior

Array = NDArray[np.float64]


class Ranked(NamedTuple):
    """Who is ranked, and what is known of them."""

    rows: NDArray[np.int64]
    """(m,): rows of the pool, in its order."""
    known: Posterior | None
    """Of these m; None with fewer than two."""
    n_before: int
    """People whose score before the interview says where the pool lies; 0 = those ranked are all there is."""


def ranked_pool(pool: Pool, scheme: Scheme, scores: Scores, together: Mask) -> Ranked:
    """Say what is known of those who are compared.

    Parameters
    ----------
    pool : Pool
    scheme : Scheme
        With the questions of the interview, where it counts.
    scores : Scores
        Of this pool.
    together : bool array of shape (n,)
        Who can be compared with each other (pending.ranked_together).
    """
    ranked = together & ~np.isnan(scores.composite) & ~np.isnan(scores.sem)
    rows = np.flatnonzero(ranked)
    if len(rows) < 2:
        return Ranked(rows, None, 0)
    two = _two_scores(pool, scheme, scores, ranked)
    if two is None:
        return Ranked(rows, posterior(scores.composite[rows], scores.sem[rows]), 0)
    return Ranked(rows, posterior_of_chosen(two), len(two.before))


def _two_scores(pool: Pool, scheme: Scheme, scores: Scores, ranked: Mask) -> TwoScores | None:
    """Return scores before and after the interview where only some were interviewed; None elsewhere."""
    written = np.array([item.method != "interview" for item in scheme.items])
    if written.all() or not written.any() or pool.pending is None:
        return None
    # Before anybody is interviewed those ranked wait too: there is one score, and nobody was chosen.
    waits = waits_for_interview(pool, scheme) & ~ranked
    before_pool, before_scheme = without_questions(pool, scheme)
    error = item_error(before_pool, before_scheme)
    before = score_pool_with(before_pool, before_scheme, error)
    has_before = ~np.isnan(before.composite) & (before.sem > 0)
    if not (waits & has_before).any() or not has_before[ranked].all():
        return None
    known = ranked | (waits & has_before)
    variances = answer_variances(error, before_pool, before_scheme)
    before_scale = scale_scores(before_pool.points, before_scheme)
    scale = scale_scores(pool.points, scheme, pool.pending)
    share = coefficients(pool.points, scale, scheme)[:, written] * coefficients(
        before_pool.points, before_scale, before_scheme
    )
    shared = np.minimum((share * variances).sum(axis=1), MOST_SHARED * before.sem * scores.sem)
    return TwoScores(
        before.composite[known],
        before.sem[known],
        np.where(ranked, scores.composite, np.nan)[known],
        np.where(ranked, scores.sem, np.nan)[known],
        np.where(ranked, shared, np.nan)[known],
    )
