"""The spread of true scores, that is how far candidates truly differ: integrated over, not taken as known.

Beforehand every reliability from 0 to 1 (the share of the scores' variance that is not error) is equally
likely. That declared prior is the same at every number of candidates; with many of them it hardly matters.

Shapes: n candidates, K nodes.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.ranking.posterior import Posterior

Array = NDArray[np.float64]

SMALLEST, LARGEST = 0.01, 1e4
"""Ratios of the spread of true scores to their error between which it is looked for."""
FINE = 320
"""Values of that ratio at which the likelihood is computed."""
NODES = ((200, 24), (1_000, 8), (2_000, 4))
"""Up to so many candidates, so many nodes: the more candidates, the less doubt there is about the spread."""
ROWS_AT_ONCE = 2_000


class Spread(NamedTuple):
    """Variances that true scores may have, and where the mean of the pool lies for each."""

    weights: Array
    """(K,): probability of each; they sum to 1."""
    variance: Array
    """(K,): tau^2; 0 = the scores tell nobody apart."""
    mean: Array
    """(K,): of true scores, given that variance."""
    mean_variance: Array
    """(K,): how uncertain that mean is."""
    error: float
    """Mean squared standard error of the scores."""

    @property
    def reliability(self) -> float:
        """Return the expected share of variance that is not error, 0 to 1; NaN when nothing varies."""
        total = self.variance + self.error
        share = np.divide(self.variance, total, out=np.full_like(total, np.nan), where=total > 0)
        return float(self.weights @ share)

    def reliability_interval(self) -> tuple[float, float]:
        """Return the 5 % and 95 % quantiles of that share."""
        total = self.variance + self.error
        share = np.divide(self.variance, total, out=np.full_like(total, np.nan), where=total > 0)
        order = np.argsort(share)
        reached = np.cumsum(self.weights[order])
        low, high = np.searchsorted(reached, [0.05, 0.95]).clip(0, len(order) - 1)
        return float(share[order][low]), float(share[order][high])


def true_spread(scores: Array, sem: Array, *, n_nodes: int | None = None) -> Spread:
    """Weigh every spread that true scores may have by how well it explains the scores.

    Parameters
    ----------
    scores, sem : arrays of shape (n,)
        Finite; sem 0 or more, same scale; n is 1 or more.
    n_nodes : int, optional
        K; by default fewer the more candidates there are, and one above 2,000.

    Returns
    -------
    Spread
        Scores are taken as normal around true scores, and these as normal around a mean of which nothing is
        known. tau^2 / (tau^2 + mean sem^2) is uniform on 0 to 1 beforehand. Where no score has any error the
        spread is that of the scores.

    References
    ----------
    [gelman2006] on priors for the spread of a hierarchical model; the choice is in docs/scoring.md
    """
    errors = np.square(sem)
    mean_error = math.fsum(errors.tolist()) / len(errors)
    if mean_error == 0:
        return _without_error(scores)
    variance, prior = _prior_variances(mean_error, may_be_zero=bool((errors > 0).all()))
    log_likelihood = _log_likelihood(scores, errors, variance)
    weights = prior * np.exp(log_likelihood - log_likelihood.max())
    weights /= weights.sum()
    if n_nodes is None:
        n_nodes = next((count for up_to, count in NODES if len(scores) <= up_to), 1)
    weights, variance = _merged(weights, variance, n_nodes)
    mean, mean_variance = _means(scores, errors, variance)
    if len(variance) == 1:
        # Among thousands the mean is known; shared doubts would cost each comparison more than they say.
        mean_variance = np.zeros(1)
    return Spread(weights, variance, mean, mean_variance, mean_error)


def stated_spread(scores: Array, sem: Array, reliability: float) -> Spread:
    """Take the spread as known: the one that gives scores with these errors a stated reliability.

    Parameters
    ----------
    scores, sem : arrays of shape (n,)
    reliability : float
        0 to under 1.
    """
    errors = np.square(sem)
    mean_error = math.fsum(errors.tolist()) / len(errors)
    variance = np.array([mean_error * reliability / (1 - reliability)])
    mean = np.array([math.fsum(scores.tolist()) / len(scores)])
    return Spread(np.ones(1), variance, mean, np.zeros(1), mean_error)


def shrunken(scores: Array, sem: Array, spread: Spread) -> Posterior:
    """Draw each score towards the mean of the pool by as much as its error demands.

    Returns
    -------
    Posterior
        At each node lambda = tau^2 / (tau^2 + sem^2), 1 for a score without error; mean = mu + lambda (x -
        mu), variance = lambda sem^2, and (1 - lambda) times the doubt about mu is common to all.
    """
    errors = np.square(sem)[None, :]
    tau2 = spread.variance[:, None]
    total = tau2 + errors
    shrinkage = np.divide(tau2, total, out=np.ones_like(total), where=errors > 0)
    mean = spread.mean[:, None] + shrinkage * (scores[None, :] - spread.mean[:, None])
    common = (1 - shrinkage) * np.sqrt(spread.mean_variance)[:, None]
    return Posterior(spread.weights, mean, shrinkage * errors, common[:, :, None])


def _without_error(scores: Array) -> Spread:
    """Return the spread of scores that are known exactly: their own."""
    n = len(scores)
    mean = math.fsum(scores.tolist()) / n
    variance = math.fsum(np.square(scores - mean).tolist()) / max(n - 1, 1)
    return Spread(np.ones(1), np.array([variance]), np.array([mean]), np.zeros(1), 0.0)


def _prior_variances(mean_error: float, *, may_be_zero: bool) -> tuple[Array, Array]:
    """Return variances that true scores may have, and the prior probability of each."""
    edges = np.geomspace(SMALLEST, LARGEST, FINE + 1)
    ratio = np.sqrt(edges[1:] * edges[:-1])
    reliability = edges**2 / (1 + edges**2)
    variance, prior = np.concatenate([[0.0], ratio**2]), np.diff(reliability, prepend=0.0)
    # The smallest reliabilities stand for no spread at all, which an exact score among the others rules out.
    first = 0 if may_be_zero else 1
    return variance[first:] * mean_error, prior[first:]


def _log_likelihood(scores: Array, errors: Array, variance: Array) -> Array:
    """Return the log likelihood of each variance with the mean integrated out, up to a constant, (K,)."""
    precision, weighted, squares, logs = (np.zeros(len(variance)) for _ in range(4))
    # Around a fixed centre: squares of large scores would swamp their differences.
    centred = scores - scores.mean()
    for start in range(0, len(scores), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        total = variance[:, None] + errors[None, rows]
        precision += (1 / total).sum(axis=1)
        weighted += (centred[rows] / total).sum(axis=1)
        squares += (np.square(centred[rows]) / total).sum(axis=1)
        logs += np.log(total).sum(axis=1)
    return -0.5 * (logs + np.log(precision) + squares - np.square(weighted) / precision)


def _means(scores: Array, errors: Array, variance: Array) -> tuple[Array, Array]:
    """Return the mean of the pool for each variance, and the variance of that mean."""
    mean, mean_variance = np.empty(len(variance)), np.empty(len(variance))
    for k, tau2 in enumerate(variance.tolist()):
        weights = 1 / (tau2 + errors)
        total = math.fsum(weights.tolist())
        mean[k] = math.fsum((weights * scores).tolist()) / total
        mean_variance[k] = 1 / total
    return mean, mean_variance


def _merged(weights: Array, variance: Array, n_nodes: int) -> tuple[Array, Array]:
    """Put neighbours together until each node holds about the same probability."""
    middle = np.cumsum(weights) - weights / 2
    group = np.minimum((middle * n_nodes).astype(np.int64), n_nodes - 1)
    total = np.bincount(group, weights, n_nodes)
    weighted = np.bincount(group, weights * variance, n_nodes)
    # A node may be empty where one variance alone holds more than its share.
    is_used = total > 0
    return total[is_used] / total.sum(), weighted[is_used] / total[is_used]
