"""The posterior of candidates' true composites, a mixture of normal distributions, and who is above whom.

The spread of true composites is not known, only more or less likely; each of K nodes is one spread that it
may have, and given the node everything is normal.

Shapes: K nodes, n candidates, r sources of doubt that all candidates share (where the mean of the pool lies).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]


class Posterior(NamedTuple):
    """True composites given the scores: given node k, mean + common @ shared doubt + own doubt."""

    weights: Array
    """(K,): probability of each node; they sum to 1."""
    mean: Array
    """(K, n)"""
    variance: Array
    """(K, n): of each candidate's own doubt, 0 or more."""
    common: Array
    """(K, n, r): how far each candidate moves with one standard deviation of each shared doubt."""

    @property
    def n(self) -> int:
        """Return the number of candidates."""
        return self.mean.shape[1]

    def expected(self) -> Array:
        """Return the mean of each true composite, (n,)."""
        return self.weights @ self.mean

    def sd(self) -> Array:
        """Return the standard deviation of each true composite, (n,), every doubt included."""
        within = self.variance + np.square(self.common).sum(axis=2)
        between = np.square(self.mean - self.expected())
        return np.sqrt(self.weights @ (within + between))

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Posterior:
        """Return what is known of some of the candidates."""
        return Posterior(self.weights, self.mean[:, chosen], self.variance[:, chosen], self.common[:, chosen])


def probabilities_above(known: Posterior, i: int, others: NDArray[np.int64] | slice) -> Array:
    """Return the probabilities that candidate i is truly above each of some others.

    Parameters
    ----------
    known : Posterior
    i : int
        Row of the candidate.
    others : indices or slice of m candidates

    Returns
    -------
    array of shape (m,)
        sum_k w_k Phi((m_ki - m_kj) / sqrt(v_ki + v_kj + |c_ki - c_kj|^2)); where nothing is in doubt 1, 0, or
        .5 for equal means.
    """
    difference = known.mean[:, i, None] - known.mean[:, others]
    variance = known.variance[:, i, None] + known.variance[:, others]
    variance = variance + np.square(known.common[:, i, None] - known.common[:, others]).sum(axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = ndtr(difference / np.sqrt(variance))
    # 0 / 0: two exact and equal scores, each above the other half of the time.
    return known.weights @ np.where(np.isnan(above), 0.5, above)


def probability_above(first: Posterior, second: Posterior) -> float:
    """Return the probability that one candidate is truly above another.

    Parameters
    ----------
    first, second : Posterior
        Of one candidate each, as ``rows`` returns them, with the same nodes.
    """
    both = Posterior(
        first.weights,
        np.concatenate([first.mean, second.mean], axis=1),
        np.concatenate([first.variance, second.variance], axis=1),
        np.concatenate([first.common, second.common], axis=1),
    )
    return float(probabilities_above(both, 0, np.array([1]))[0])
