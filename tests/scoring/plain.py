"""What is known of candidates where nothing but their own scores is in doubt."""

import numpy as np

from scoring.ranking.posterior import Posterior


def plain(mean, variance):
    """One node, no shared doubt; mean and variance of n candidates."""
    mean, variance = np.array(mean, dtype=float), np.array(variance, dtype=float)
    return Posterior(np.ones(1), mean[None, :], variance[None, :], np.zeros((1, len(mean), 0)))


def mixture(rng, n, k=6, r=2, doubt=0.3):
    """K nodes with doubts that candidates share."""
    weights = rng.dirichlet(np.ones(k))
    mean = rng.normal(0, 1, n) * rng.uniform(0.2, 1, (k, 1)) + rng.normal(0, 0.1, (k, n))
    variance = rng.uniform(0.01, 1, (k, 1)) * rng.uniform(0.2, 1, n)
    return Posterior(weights, mean, variance, rng.normal(0, doubt, (k, n, r)))
