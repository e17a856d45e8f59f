"""Ranks in closed form, for pools that are too large to simulate.

Given a candidate's own true composite t, the number of others above it is a sum of independent yes-or-no's,
so nearly normal: its mean F(t) and variance V(t) are read from a grid, then averaged over the candidate's
own t.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from scoring.ranking.rank_draws import RankEstimates

Array = NDArray[np.float64]

GRID = 16_385
"""Points on which F and V are tabulated: steps far below any standard error in use."""
QUANTILES = 128
"""Values of a candidate's own t that stand for its posterior."""
SPREADS = 16
"""Different posterior SDs that are told apart; complete candidates all share one."""
REACH = 4.0
"""Posterior SDs beyond the extreme means that the grid covers."""
ROWS_AT_ONCE = 4096
"""Bounds the memory of the quantiles."""
INTERVAL = np.array([0.95, 0.05])
"""Own quantiles at the best and the worst end of a 90 % interval."""


class _Others(NamedTuple):
    """A table of how many candidates are above each value of a grid."""

    start: float
    step: float
    above: Array
    """(GRID,): F, over candidates with an uncertain composite."""
    variance: Array
    """(GRID,): V, over the same."""
    exact: Array
    """Sorted composites that are known without error, apart: a grid would blur them."""


def closed_form_ranks(mean: Array, variance: Array, places: int) -> RankEstimates:
    """Compute ranks without simulation.

    Parameters
    ----------
    mean, variance : arrays of shape (n,)
        Posteriors; meant for n above 10,000, where the normal approximation is close.
    places : int
        k, 1 or more.

    Returns
    -------
    RankEstimates
        P(top k) sums to k within 1 %; the interval is 1 + F at the candidate's own 95 % and 5 % quantile.
    """
    n = len(mean)
    own = (np.arange(QUANTILES) + 0.5) / QUANTILES
    others = _others(mean, np.sqrt(variance))
    expected, p_top_k, interval = np.empty(n), np.empty(n), np.empty((n, 2))
    for start in range(0, n, ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        above, spread = _above(mean[rows], np.sqrt(variance[rows]), own, others)
        expected[rows] = 1 + above.mean(axis=1)
        p_top_k[rows] = _at_most(places - 1, above, spread).mean(axis=1)
        interval[rows] = 1 + _above(mean[rows], np.sqrt(variance[rows]), INTERVAL, others)[0]
    low, high = np.clip(np.rint(interval), 1, n).astype(np.int64).T
    return RankEstimates(expected, low, high, np.ones(n) if places >= n else p_top_k)


def _at_most(count: int, mean: Array, spread: Array) -> Array:
    """Return the probability that a nearly normal count is at most so many."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return ndtr((count + 0.5 - mean) / spread)


def _above(mean: Array, sd: Array, own: Array, others: _Others) -> tuple[Array, Array]:
    """Return mean and SD of the number of others above, (rows, quantiles), at each one's own quantiles.

    Among equal exact scores chance decides, so that there the own quantile is the place among equals.
    """
    t = mean[:, None] + sd[:, None] * ndtri(own)[None, :]
    n_above = len(others.exact) - np.searchsorted(others.exact, t, side="right")
    n_level = len(others.exact) - n_above - np.searchsorted(others.exact, t, side="left")
    is_exact = (sd == 0)[:, None]
    # Oneself is in the table when uncertain, and among one's equals when exact.
    peers = np.where(is_exact, n_level - 1, -1)
    above = _read(others, others.above, t) + n_above + peers * (1 - own)
    variance = _read(others, others.variance, t) + peers * own * (1 - own)
    return np.maximum(above, 0.0), np.sqrt(np.maximum(variance, 0.0))


def _read(others: _Others, table: Array, t: Array) -> Array:
    """Interpolate a table; beyond its ends nothing changes."""
    position = np.clip((t - others.start) / others.step, 0, GRID - 1)
    at = np.minimum(position.astype(np.int64), GRID - 2)
    part = position - at
    return table[at] * (1 - part) + table[at + 1] * part


def _others(mean: Array, sd: Array) -> _Others:
    """Tabulate how many uncertain candidates are above each value of a grid, one SD after another."""
    start = float((mean - REACH * sd).min())
    step = (float((mean + REACH * sd).max()) - start) / (GRID - 1)
    above, variance = np.zeros(GRID), np.zeros(GRID)
    uncertain = sd > 0
    for spread, members in _groups(mean[uncertain], sd[uncertain]):
        weights = _on_grid((members - start) / step)
        steps = np.arange(-(GRID - 1), GRID) * (step / spread)
        tail = ndtr(-steps)
        above += _convolved(weights, tail)
        variance += _convolved(weights, tail * ndtr(steps))
    return _Others(start, step, above, variance, np.sort(mean[~uncertain]))


def _groups(mean: Array, sd: Array) -> list[tuple[float, Array]]:
    """Split candidates into at most 16 groups of nearly equal posterior SD: (root mean square SD, means)."""
    if not len(sd):
        return []
    distinct = np.unique(sd)
    edges = distinct if len(distinct) <= SPREADS else np.quantile(sd, np.arange(SPREADS) / SPREADS)
    group = np.searchsorted(edges, sd, side="right")
    members = [group == g for g in np.unique(group)]
    return [(float(np.sqrt(np.mean(sd[m] ** 2))), mean[m]) for m in members]


def _on_grid(position: Array) -> Array:
    """Share each candidate between the two grid points around its mean."""
    at = np.minimum(position.astype(np.int64), GRID - 2)
    part = position - at
    weights = np.zeros(GRID)
    weights += np.bincount(at, 1 - part, GRID)
    weights += np.bincount(at + 1, part, GRID)
    return weights


def _convolved(weights: Array, kernel: Array) -> Array:
    """Return sum_b weights[b] kernel[a - b] for every grid point a."""
    size = 1 << (3 * GRID - 3).bit_length()
    product = np.fft.rfft(weights, size) * np.fft.rfft(kernel, size)
    return np.fft.irfft(product, size)[GRID - 1 : 2 * GRID - 1]
