"""Ranks by simulation: draw everybody's true composite, order them, again and again.

Shapes: K nodes, n candidates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.ranking.posterior import Posterior, probabilities_above


class RankEstimates(NamedTuple):
    """Ranks of n candidates, 1 = best, in the order given."""

    expected: NDArray[np.float64]
    """(n,): 1 + sum of the probabilities that each other is above."""
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """(n,): 90 % interval."""
    p_top_k: NDArray[np.float64]
    """(n,): probability of being among the best k; sums to k, or to n when there are more places."""


def undistinguished_ranks(n: int, places: int) -> RankEstimates:
    """Return the ranks of n candidates whom nothing tells apart: each may have any."""
    return RankEstimates(
        np.full(n, (n + 1) / 2),
        np.ones(n, dtype=np.int64),
        np.full(n, n, dtype=np.int64),
        np.full(n, min(1.0, places / n)),
    )


Array = NDArray[np.float64]

MANY_DRAWS, FEW_DRAWS = 10_000, 4_000
MANY_DRAWS_UP_TO = 1_500
"""Candidates up to which the larger number of draws is affordable."""
TAIL = 0.05
"""Each side of a 90 % interval."""
CELLS_AT_ONCE = 500_000
"""Draws x candidates in memory at a time: small enough for the processor's cache."""
INDEX_BITS = 14
"""2**14 names: more than the candidates that are ever simulated."""


def drawn_ranks(known: Posterior, places: int, rng: np.random.Generator) -> RankEstimates:
    """Estimate ranks from draws of the true composites.

    Parameters
    ----------
    known : Posterior
        Of up to 10,000 candidates.
    places : int
        k, 1 or more.
    rng : numpy.random.Generator

    Returns
    -------
    RankEstimates
        Expected ranks are exact; P(top k) and the interval (5 % and 95 % quantiles, as ranks that were drawn)
        carry the simulation's error, at most .005 for P(top k) from 10,000 draws, .008 from 4,000. Each
        node has as many draws as its probability gives it, so that chance does not choose among nodes.
    """
    n = known.n
    n_draws = MANY_DRAWS if n <= MANY_DRAWS_UP_TO else FEW_DRAWS
    ranks = np.empty((n_draws, n), dtype=np.uint16)
    chosen = np.zeros(n, dtype=np.int64)
    at_once = max(1, CELLS_AT_ONCE // n)
    done = 0
    for node, count in enumerate(_draws_per_node(n_draws, known.weights)):
        sd = _drawing_sd(known.mean[node], known.variance[node])
        for start in range(done, done + count, at_once):
            block = ranks[start : min(start + at_once, done + count)]
            order = _draw_orders(known, node, sd, len(block), rng)
            np.put_along_axis(block, order, np.arange(1, n + 1, dtype=np.uint16)[None, :], axis=1)
            chosen += np.bincount(order[:, :places].ravel(), minlength=n)
        done += count
    low, high = _quantiles(ranks)
    return RankEstimates(_expected_ranks(known), low, high, chosen / n_draws)


def _draws_per_node(n_draws: int, weights: Array) -> list[int]:
    """Share the draws out among nodes: whole numbers nearest to their probabilities, largest rest first."""
    wanted = n_draws * weights
    counts = np.floor(wanted).astype(np.int64)
    rest = np.argsort(counts - wanted, kind="stable")[: n_draws - counts.sum()]
    counts[rest] += 1
    return counts.tolist()


def _drawing_sd(mean: Array, variance: Array) -> Array:
    """Return the SD to draw with; equal exact scores get a trace of one, so that each draw breaks their tie.

    The trace is far below the smallest difference between exact scores, so it can never swap two that differ.
    """
    exact = variance == 0
    gaps = np.diff(np.unique(mean[exact]))
    trace = 0.1 * min(gaps.min(initial=1.0), 1e-6)
    return np.where(exact, trace, np.sqrt(variance))


def _draw_orders(
    known: Posterior, node: int, sd: Array, n_draws: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw n_draws orders of the candidates, best first, shape (n_draws, n).

    The candidate's index travels in the last bits of its own draw: sorting numbers is much faster than
    sorting indices by them, and the bits lost are far below any difference that matters.
    """
    mean, common = known.mean[node], known.common[node]
    noise = rng.standard_normal((n_draws, len(mean)), dtype=np.float32)
    draws = mean + sd * noise
    # What moves everybody alike moves nobody's rank.
    apart = common - common.mean(axis=0)
    if np.abs(apart).max(initial=0.0) > 0:
        draws += rng.standard_normal((n_draws, common.shape[1])) @ apart.T
    # Negated: the best candidate sorts first.
    np.negative(draws, out=draws)
    packed = draws.view(np.int64)
    mask = (1 << INDEX_BITS) - 1
    packed &= ~mask
    packed |= np.arange(len(mean))
    draws.sort(axis=1)
    return packed & mask


def _quantiles(ranks: NDArray[np.uint16]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the 5 % and 95 % quantile of each column: the smallest rank that reaches that share of draws."""
    n_draws, n = ranks.shape
    first = int(np.ceil(TAIL * n_draws)) - 1
    last = int(np.ceil((1 - TAIL) * n_draws)) - 1
    low, high = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    # Some columns at a time, which bounds the copy that is sorted.
    for start in range(0, n, 64):
        columns = np.ascontiguousarray(ranks[:, start : start + 64].T)
        columns.sort(axis=1, kind="stable")
        low[start : start + 64] = columns[:, first]
        high[start : start + 64] = columns[:, last]
    return low, high


def _expected_ranks(known: Posterior) -> Array:
    """Return 1 + sum of the probabilities that each other is above, exactly; each pair is asked for once."""
    expected = np.ones(known.n)
    for i in range(known.n - 1):
        above = probabilities_above(known, i, slice(i + 1, None))
        expected[i] += (1 - above).sum()
        expected[i + 1 :] += above
    return expected
