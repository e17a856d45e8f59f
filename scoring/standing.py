"""Candidates' order with its uncertainty: posterior, probabilities, expected ranks, intervals, tiers.

One mean serves everybody: shrinking towards a group's own mean would be norming by group. Nothing here
depends on the order in which rows are given.

References: [lin2006], [goldstein1996]; the reasons are in docs/scoring.md.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from errors import BadScores
from scoring.rank_closed import closed_form_ranks
from scoring.rank_draws import drawn_ranks
from scoring.rank_estimates import RankEstimates, undistinguished_ranks
from scoring.rounding import rounded
from scoring.tiers import tiers

Array = NDArray[np.float64]

ENOUGH_CANDIDATES = 30
"""Candidates from which the spread of true scores is estimated from their own scores."""
DRAWS_UP_TO = 10_000
"""Candidates up to which ranks are simulated; a closed form serves more."""
ASSUMED_RELIABILITY = 0.70
HIGHEST_RELIABILITY = 0.999
"""Ranking needs a reliability under 1, which a form's prior may state."""


class Posterior(NamedTuple):
    """What is known of each true composite: normal, with these means and variances."""

    mean: Array
    """(n,)"""
    variance: Array
    """(n,), 0 or more."""
    true_variance: float
    """tau^2: variance of true composites in the pool; 0 = the scores cannot tell candidates apart."""


class Standing(NamedTuple):
    """One candidate's place; the last five are None for a candidate without composite or error."""

    candidate: str
    composite: float
    sem: float
    tier: int | None
    """1 = top; neighbours across an edge may not be distinguishable."""
    expected_rank: float | None
    rank_low: int | None
    rank_high: int | None
    """90 % interval of the rank, 1 = best."""
    p_top_k: float | None
    """Probability of being among the best k."""


def posterior(composite: Array, sem: Array, *, reliability: float = ASSUMED_RELIABILITY) -> Posterior:
    """Shrink each composite towards the pool's mean by as much as its error demands.

    Parameters
    ----------
    composite, sem : arrays of shape (n,)
        Finite; sem 0 or more, same scale.
    reliability : float
        0 to under 1; used below 30 candidates only.

    Returns
    -------
    Posterior
        lambda = tau^2 / (tau^2 + sem^2); mean = mu + lambda (x - mu); variance = lambda sem^2, with
        tau^2 = max(0, var - mean sem^2) from 30 candidates and mean sem^2 x reliability / (1 - reliability)
        below.
    """
    n = len(composite)
    error = np.square(sem)
    mu = math.fsum(composite.tolist()) / n
    mean_error = math.fsum(error.tolist()) / n
    if n < ENOUGH_CANDIDATES:
        true_variance = mean_error * reliability / (1 - reliability)
    else:
        observed = math.fsum(np.square(composite - mu).tolist()) / (n - 1)
        true_variance = max(0.0, observed - mean_error)
    if true_variance == 0:
        return Posterior(np.full(n, mu), np.zeros(n), 0.0)
    shrinkage = true_variance / (true_variance + error)
    return Posterior(mu + shrinkage * (composite - mu), shrinkage * error, true_variance)


def rank_candidates(
    candidates: Sequence[str],
    composite: Array,
    sem: Array,
    *,
    places: int,
    together: NDArray[np.bool_] | None = None,
    reliability: float = ASSUMED_RELIABILITY,
    seed: int | None = None,
) -> list[Standing]:
    """Rank candidates and say how sure each place is.

    Parameters
    ----------
    candidates : sequence of n different names
    composite, sem : arrays of shape (n,)
        0-1 scale; NaN = no composite or no error: listed without rank.
    places : int
        k, 1 or more: how many can be chosen.
    together : bool array of shape (n,), optional
        Who can be compared with each other (pending.ranked_together); the others are listed without rank and
        move nobody. None = everybody.
    reliability : float
        Assumed below 30 candidates; 0 to under 1.
    seed : int, optional
        Of the simulation; by default derived from the rows themselves, so that the same rows always give the
        same ranks.

    Returns
    -------
    list of Standing
        Ranked candidates by name, then those without rank by name.

    Raises
    ------
    BadScores
        When places, reliability, seed, a name or a number is not as above.
    """
    _check(candidates, composite, sem, places, reliability, seed)
    is_ranked = ~(np.isnan(composite) | np.isnan(sem))
    if together is not None:
        is_ranked &= together
    stated = zip(candidates, composite.tolist(), sem.tolist(), is_ranked.tolist(), strict=True)
    rows = sorted(stated, key=lambda row: row[0])
    ranked = [row[:3] for row in rows if row[3]]
    unranked = [row[:3] for row in rows if not row[3]]
    standings = _ranked(ranked, places, reliability, seed) if ranked else []
    return standings + [Standing(name, x, error, None, None, None, None, None) for name, x, error in unranked]


def _check(
    candidates: Sequence[str], composite: Array, sem: Array, places: int, reliability: float, seed: int | None
) -> None:
    """Refuse what cannot be ranked."""
    if places < 1:
        raise BadScores(f"places: expected 1 or more, got {places}")
    if not 0 <= reliability < 1:
        raise BadScores(f"reliability: expected from 0 to under 1, got {reliability}")
    if seed is not None and seed < 0:
        raise BadScores(f"seed: expected 0 or more, got {seed}")
    if len(set(candidates)) != len(candidates):
        raise BadScores("candidate: expected each name once")
    if np.isinf(composite).any() or np.isinf(sem).any() or (sem < 0).any():
        raise BadScores("composite, sem: expected finite numbers, sem 0 or more")


def _ranked(
    rows: list[tuple[str, float, float]], places: int, reliability: float, seed: int | None
) -> list[Standing]:
    """Rank rows, sorted by name, that all have composite and error."""
    composite, sem = np.array([row[1:] for row in rows]).T
    known = posterior(composite, sem, reliability=reliability)
    ranks = _ranks(known, places, rows_seed(rows) if seed is None else seed)
    return [
        Standing(name, x, error, tier, expected, low, high, p_top_k)
        for (name, x, error), tier, expected, low, high, p_top_k in zip(
            rows,
            tiers(known.mean.tolist(), known.variance.tolist()),
            rounded(ranks.expected).tolist(),
            ranks.low.tolist(),
            ranks.high.tolist(),
            rounded(ranks.p_top_k).tolist(),
            strict=True,
        )
    ]


def _ranks(known: Posterior, places: int, seed: int) -> RankEstimates:
    """Choose how ranks are computed: by definition, by simulation or in closed form."""
    n = len(known.mean)
    if known.true_variance == 0:
        return undistinguished_ranks(n, places)
    if n > DRAWS_UP_TO:
        return closed_form_ranks(known.mean, known.variance, places)
    return drawn_ranks(known.mean, known.variance, places, np.random.default_rng(seed))


def rows_seed(rows: Sequence[tuple[str, float, float]]) -> int:
    """Derive the seed of a simulation from the rows (candidate, composite, sem), sorted by candidate."""
    text = json.dumps([list(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
