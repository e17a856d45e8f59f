"""Ranks by simulation: draw everybody's true composite, order them, again and again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from scoring.rank_estimates import RankEstimates

Array = NDArray[np.float64]

MANY_DRAWS, FEW_DRAWS = 10_000, 4_000
MANY_DRAWS_UP_TO = 2_000
"""Candidates up to which the larger number of draws is affordable."""
TAIL = 0.05
"""Each side of a 90 % interval."""
CELLS_AT_ONCE = 500_000
"""Draws x candidates in memory at a time: small enough for the processor's cache."""
INDEX_BITS = 14
"""2**14 names: more than the candidates that are ever simulated."""


def drawn_ranks(mean: Array, variance: Array, places: int, rng: np.random.Generator) -> RankEstimates:
    """Estimate ranks from draws of the true composites.

    Parameters
    ----------
    mean, variance : arrays of shape (n,)
        Posteriors, n up to 10,000.
    places : int
        k, 1 or more.
    rng : numpy.random.Generator

    Returns
    -------
    RankEstimates
        Expected ranks are exact; P(top k) and the interval (5 % and 95 % quantiles, as ranks that were drawn)
        carry the simulation's error, at most .005 for P(top k) from 10,000 draws.
    """
    n = len(mean)
    n_draws = MANY_DRAWS if n <= MANY_DRAWS_UP_TO else FEW_DRAWS
    spread = _spread(mean, variance)
    ranks = np.empty((n_draws, n), dtype=np.uint16)
    chosen = np.zeros(n, dtype=np.int64)
    at_once = max(1, CELLS_AT_ONCE // n)
    for start in range(0, n_draws, at_once):
        block = ranks[start : start + at_once]
        order = _draw_orders(mean, spread, len(block), rng)
        np.put_along_axis(block, order, np.arange(1, n + 1, dtype=np.uint16)[None, :], axis=1)
        chosen += np.bincount(order[:, :places].ravel(), minlength=n)
    low, high = _quantiles(ranks)
    return RankEstimates(_expected_ranks(mean, variance), low, high, chosen / n_draws)


def _spread(mean: Array, variance: Array) -> Array:
    """Return the SD to draw with; equal exact scores get a trace of one, so that each draw breaks their tie.

    The trace is far below the smallest difference between exact scores, so it can never swap two that differ.
    """
    exact = variance == 0
    gaps = np.diff(np.unique(mean[exact]))
    trace = 0.1 * min(gaps.min(initial=1.0), 1e-6)
    return np.where(exact, trace, np.sqrt(variance))


def _draw_orders(mean: Array, spread: Array, n_draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw n_draws orders of the candidates, best first, shape (n_draws, n).

    The candidate's index travels in the last bits of its own draw: sorting numbers is much faster than
    sorting indices by them, and the bits lost are far below any difference that matters.
    """
    noise = rng.standard_normal((n_draws, len(mean)), dtype=np.float32)
    # Negated: the best candidate sorts first.
    draws = -(mean + spread * noise)
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
    for start in range(0, n, 64):
        columns = np.ascontiguousarray(ranks[:, start : start + 64].T)
        columns.sort(axis=1, kind="stable")
        low[start : start + 64] = columns[:, first]
        high[start : start + 64] = columns[:, last]
    return low, high


def _expected_ranks(mean: Array, variance: Array) -> Array:
    """Return 1 + sum of the probabilities that each other is above, exactly, a block of rows at a time."""
    n = len(mean)
    expected = np.empty(n)
    at_once = max(1, CELLS_AT_ONCE // n)
    for start in range(0, n, at_once):
        rows = slice(start, start + at_once)
        difference = mean[None, :] - mean[rows, None]
        spread = np.sqrt(variance[None, :] + variance[rows, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            above = ndtr(difference / spread)
        # 0 / 0: two exact and equal scores, each above the other half of the time.
        np.copyto(above, 0.5, where=np.isnan(above))
        # Everyone is above themselves with .5 in this sum.
        expected[rows] = 1 + above.sum(axis=1) - 0.5
    return expected
