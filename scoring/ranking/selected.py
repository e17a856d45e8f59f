"""The posterior of true composites of a pool, also where people were chosen on an earlier score.

Whoever is interviewed was chosen on the composite before the interview. Compared among themselves only, their
small differences before it would be taken for all there is. Here both composites are modelled together: true
composites before and after are normal in the whole pool, the one before is known of everybody, the one after
of those interviewed. Given the score before, being chosen says nothing more: it need not be modelled.

Shapes: n people with the score before, m of them chosen; G hypotheses (points of a grid), g of them at a
time; K nodes, the hypotheses picked.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.formats.scheme import Scheme
from scoring.interview.interview_pool import waits_for_interview, without_questions
from scoring.ranking.posterior import Posterior
from scoring.ranking.standing import posterior
from scoring.scores.error import answer_variances
from scoring.scores.item_error import item_error
from scoring.scores.pool import Mask, Pool
from scoring.scores.scale import coefficients, scale_scores
from scoring.scores.scores import Scores, score_pool_with

Array = NDArray[np.float64]

RELIABILITIES = (np.arange(24) + 0.5) / 24
"""Of the composite before: uniform, as in spread.true_spread."""
RATIOS = np.geomspace(0.4, 1.6, 13)
"""SD of true composites after / before."""
RATIO_SD = 0.25
"""Of the logarithm of that ratio beforehand: log-normal around 1."""
LINK_EDGES = 1 - np.square(1 - np.linspace(0, 1, 13))
"""Correlation of true composites before and after: uniform on 0 to 1, as both judge the same competencies.
Most of the one is in the other, so that it is high: the cells are narrow near 1."""
NODES = 48
"""Hypotheses picked by their probability, which stand for all of them."""
MOST_SHARED = 0.98
"""Correlation of the errors of both composites above which it is not taken to be."""


class TwoScores(NamedTuple):
    """Composites before and after of n people, rows by candidate."""

    before: Array
    """(n,)"""
    before_sem: Array
    """(n,)"""
    after: Array
    """(n,); NaN = not chosen, or not known yet."""
    after_sem: Array
    """(n,)"""
    shared: Array
    """(n,): covariance of the errors of both: they rest on the same written answers; NaN = not chosen."""


class _Hypotheses(NamedTuple):
    """Hypotheses about the true composites of the whole pool."""

    before: Array
    """(G,): variance before."""
    after: Array
    """(G,): variance after."""
    both: Array
    """(G,): covariance."""
    log_prior: Array
    """(G,)"""


def posterior_of_chosen(scores: TwoScores) -> Posterior:
    """Say what is known of the true composites after, of those chosen.

    Parameters
    ----------
    scores : TwoScores
        Of two people or more with a finite score before and an error above 0, one or more of them chosen.

    Returns
    -------
    Posterior
        Of the m chosen, in the order of their rows. The doubts they share are about the means of the pool.

    References
    ----------
    [little2019] on selection that depends on what was observed; docs/scoring.md says what is assumed
    """
    chosen = ~np.isnan(scores.after)
    hypotheses = _grid(float(np.mean(np.square(scores.before_sem))))
    fits = [_fit(scores, chosen, hypotheses, at) for at in _blocks(len(hypotheses.before))]
    log_likelihood = np.concatenate([fit.log_likelihood for fit in fits])
    weights = np.exp(hypotheses.log_prior + log_likelihood - log_likelihood.max())
    picked = _spread_evenly(weights / weights.sum(), NODES)
    nodes, counts = np.unique(picked, return_counts=True)
    return _known(scores, chosen, hypotheses, nodes, counts / counts.sum())


class _Fit(NamedTuple):
    """The fit of hypotheses to the scores, the means of the pool integrated out."""

    log_likelihood: Array
    mean: Array
    """(g, 2): before, after."""
    covariance: Array
    """(g, 2, 2): of these means."""


def _grid(before_error: float) -> _Hypotheses:
    """Lay out the hypotheses with their prior."""
    rows = [
        (variance, ratio, (low + high) / 2, np.log(high - low) - 0.5 * (np.log(ratio) / RATIO_SD) ** 2)
        for variance, ratio, (low, high) in product(
            RELIABILITIES / (1 - RELIABILITIES) * before_error, RATIOS, pairwise(LINK_EDGES)
        )
    ]
    variance, ratio, link, log_prior = np.array(rows).T
    return _Hypotheses(variance, variance * ratio**2, variance * ratio * link, log_prior)


def _blocks(size: int, at_once: int = 512) -> list[slice]:
    """Cut so many rows into slices, which bounds the memory of what is computed for each."""
    return [slice(start, start + at_once) for start in range(0, size, at_once)]


def _fit(scores: TwoScores, chosen: Mask, hypotheses: _Hypotheses, at: slice | NDArray[np.int64]) -> _Fit:
    """Integrate the means out, with flat priors: generalised least squares at each hypothesis."""
    before, after, both = hypotheses.before[at], hypotheses.after[at], hypotheses.both[at]
    centre = np.array([scores.before.mean(), scores.after[chosen].mean()])
    only = ~chosen
    # People of whom only the score before is known tell about its mean and spread.
    total = before[:, None] + np.square(scores.before_sem[only])
    apart = scores.before[only] - centre[0]
    logs, squares = np.log(total).sum(axis=1), (np.square(apart) / total).sum(axis=1)
    precision, weighted = np.zeros((len(before), 2, 2)), np.zeros((len(before), 2))
    precision[:, 0, 0], weighted[:, 0] = (1 / total).sum(axis=1), (apart / total).sum(axis=1)
    inverse, log_det = _inverse(scores, chosen, before, after, both)
    pair = np.stack([scores.before[chosen], scores.after[chosen]], axis=1) - centre
    pulled = np.einsum("gmij,mj->gmi", inverse, pair)
    logs += log_det.sum(axis=1)
    squares += np.einsum("gmi,mi->g", pulled, pair)
    precision += inverse.sum(axis=1)
    weighted += pulled.sum(axis=1)
    covariance = np.linalg.inv(precision)
    mean = np.einsum("gij,gj->gi", covariance, weighted)
    fit = -0.5 * (logs + squares - np.einsum("gi,gi->g", weighted, mean) + np.log(np.linalg.det(precision)))
    return _Fit(fit, mean + centre, covariance)


def _inverse(
    scores: TwoScores, chosen: Mask, before: Array, after: Array, both: Array
) -> tuple[Array, Array]:
    """Return the inverse covariance of both scores of each chosen, (g, m, 2, 2), and its log determinant."""
    a = before[:, None] + np.square(scores.before_sem[chosen])
    c = after[:, None] + np.square(scores.after_sem[chosen])
    b = both[:, None] + scores.shared[chosen]
    determinant = a * c - b * b
    inverse = np.stack([np.stack([c, -b], axis=-1), np.stack([-b, a], axis=-1)], axis=-2)
    return inverse / determinant[..., None, None], np.log(determinant)


def _spread_evenly(weights: Array, count: int) -> NDArray[np.int64]:
    """Return hypotheses at evenly spaced points of their cumulative probability: no chance is involved."""
    points = (np.arange(count) + 0.5) / count
    return np.searchsorted(np.cumsum(weights), points).clip(0, len(weights) - 1)


def _known(
    scores: TwoScores, chosen: Mask, hypotheses: _Hypotheses, nodes: NDArray[np.int64], weights: Array
) -> Posterior:
    """Return the true composites after, given each hypothesis that was picked."""
    fit = _fit(scores, chosen, hypotheses, nodes)
    before, after, both = hypotheses.before[nodes], hypotheses.after[nodes], hypotheses.both[nodes]
    inverse, _ = _inverse(scores, chosen, before, after, both)
    with_scores = np.broadcast_to(np.stack([both, after], axis=1)[:, None, :], inverse.shape[:3])
    gain = np.einsum("kmi,kmij->kmj", with_scores, inverse)
    pair = np.stack([scores.before[chosen], scores.after[chosen]], axis=1)
    apart = pair[None, :, :] - fit.mean[:, None, :]
    mean = fit.mean[:, None, 1] + np.einsum("kmj,kmj->km", gain, apart)
    variance = after[:, None] - np.einsum("kmj,kmj->km", gain, with_scores)
    # A candidate follows the mean after, and leans against both by as much as the scores are believed.
    moved = np.array([0.0, 1.0]) - gain
    root = np.linalg.cholesky(fit.covariance)
    return Posterior(weights, mean, np.maximum(variance, 0.0), np.einsum("kmi,kij->kmj", moved, root))


class Ranked(NamedTuple):
    """The candidates who are ranked, with the posterior of their true composites."""

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
        Who can be compared with each other (scores.ranked_together).
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
    # Each written answer errs once and counts in both composites, with the coefficient it has in each.
    products = coefficients(pool.points, scale, scheme)[:, written] * coefficients(
        before_pool.points, before_scale, before_scheme
    )
    shared = np.minimum((products * variances).sum(axis=1), MOST_SHARED * before.sem * scores.sem)
    return TwoScores(
        before.composite[known],
        before.sem[known],
        np.where(ranked, scores.composite, np.nan)[known],
        np.where(ranked, scores.sem, np.nan)[known],
        np.where(ranked, shared, np.nan)[known],
    )
