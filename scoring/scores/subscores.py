"""The worth of a competency's own score: how reliable it is, and whether the whole score tells more.

Both scores are taken as normal around true scores, and these as normal; how they vary is not known, and every
way in which they may is weighed by how well it explains the scores, so that small pools are not overread.

Shapes: n candidates, J items, C competencies; NaN = no score, or not enough people to say.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES
from scoring.formats.scheme import Scheme
from scoring.interview.interview_error import shared_part
from scoring.ranking.spread import true_spread
from scoring.scores.error import SharedError, answer_variances, competency_coefficients, shared_error
from scoring.scores.item_error import ItemError
from scoring.scores.pool import Mask, Pool
from scoring.scores.scale import ScaleScores, coefficients

Array = NDArray[np.float64]

EQUAL = 1e-9
"""Difference below which two scores or correlations are the same."""
STEPS = 24
"""Values along each of three axes, 0 to 1: reliability of the part, of the whole, and their true correlation.
All are equally likely beforehand: both judge the same people's work, so that a negative link is left out."""
LEFT_OUT = 0.0005
"""Probability at either end of an axis beyond which the grid is not refined."""
ROUNDS = 3
"""Grids, each finer where the one before found something."""


class PartAndWhole(NamedTuple):
    """A part's score and the whole score of n people, with what chance leaves in them on average."""

    own: Array
    """(n,)"""
    whole: Array
    """(n,)"""
    own_error: float
    """Mean error variance of the part's score."""
    shared_error: float
    """Mean covariance of the errors: the same answers count in both."""
    whole_error: float
    """Mean error variance of the whole score."""


class AddedValue(NamedTuple):
    """The shares of the true score on the part that two scores tell; NaN = it cannot be said."""

    own: float
    """Expected share of the variance of true scores that the part's own score tells: its reliability."""
    whole: float
    """The same for the whole score."""
    p_own: float
    """Probability that the first is the larger share."""


UNKNOWN_ADDED_VALUE = AddedValue(math.nan, math.nan, math.nan)


def added_value(pair: PartAndWhole) -> AddedValue:
    """Compare a part's own score with the whole score, as estimates of the true score on the part.

    Parameters
    ----------
    pair : PartAndWhole
        Of 3 people or more.

    Returns
    -------
    AddedValue
        NaN where one of the two scores has neither variance nor error, or one of them no error at all. Of a
        part that is the whole, the own score never tells more.

    References
    ----------
    [haberman2008] PRMSE of the part's own score (its reliability) and of the whole score: the squared
    correlation of the true scores times the reliability of the whole score
    """
    errors = np.array([[pair.own_error, pair.shared_error], [pair.shared_error, pair.whole_error]])
    observed = np.cov(pair.own, pair.whole)
    if len(pair.own) < 3 or not (np.diag(errors) > 0).all() or not (np.diag(observed) > 0).all():
        return UNKNOWN_ADDED_VALUE
    if _is_same(observed) and _is_same(errors):
        return _added_value_of_the_whole(pair, observed)
    # The grid closes in on where the probability lies: one over everything would miss it in large pools.
    low, high = np.zeros(3), np.ones(3)
    axes, weights = [low, low, low], low
    for _ in range(ROUNDS):
        axes = [low[at] + (np.arange(STEPS) + 0.5) / STEPS * (high[at] - low[at]) for at in range(3)]
        weights = _grid_weights(axes, errors, observed, len(pair.own))
        low, high = _bounds(axes, weights, low, high)
    return _expected_added_value(axes, weights)


def _is_same(covariance: Array) -> bool:
    """Tell whether two variables differ by a factor only."""
    product = covariance[0, 0] * covariance[1, 1]
    return bool(covariance[0, 1] ** 2 >= (1 - EQUAL) * product)


def _added_value_of_the_whole(pair: PartAndWhole, observed: Array) -> AddedValue:
    """Return what a part tells that is the whole: just as much."""
    share = float(np.clip(1 - pair.own_error / observed[0, 0], 0.0, 1.0))
    return AddedValue(share, share, 0.0)


def _grid_weights(axes: list[Array], errors: Array, observed: Array, n: int) -> Array:
    """Return the probability of each point of a grid, (STEPS, STEPS, STEPS)."""
    own, whole, link = np.meshgrid(*axes, indexing="ij")
    # From a reliability and the error to the variance of true scores; both scores then have a 2 x 2
    # covariance (a, b; b, c), of which the observed one is a Wishart draw.
    true_own = errors[0, 0] * own / (1 - own)
    true_whole = errors[1, 1] * whole / (1 - whole)
    a, c = true_own + errors[0, 0], true_whole + errors[1, 1]
    b = link * np.sqrt(true_own * true_whole) + errors[0, 1]
    determinant = np.maximum(a * c - b * b, np.finfo(float).tiny)
    trace = (c * observed[0, 0] + a * observed[1, 1] - 2 * b * observed[0, 1]) / determinant
    fit = -(n - 1) / 2 * (np.log(determinant) + trace)
    weights = np.exp(fit - fit.max())
    return weights / weights.sum()


def _bounds(axes: list[Array], weights: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return where along each axis the probability lies, a step more at either end."""
    new_low, new_high = low.copy(), high.copy()
    for at, axis in enumerate(axes):
        reached = np.cumsum(weights.sum(axis=tuple(other for other in range(3) if other != at)))
        first, last = np.searchsorted(reached, [LEFT_OUT, 1 - LEFT_OUT]).clip(0, STEPS - 1)
        step = axis[1] - axis[0]
        new_low[at] = max(axis[first] - 1.5 * step, low[at])
        new_high[at] = min(axis[last] + 1.5 * step, high[at])
    return new_low, new_high


def _expected_added_value(axes: list[Array], weights: Array) -> AddedValue:
    """Return the means over a grid, and how likely the own score tells more."""
    own, whole, link = np.meshgrid(*axes, indexing="ij")
    of_whole = np.square(link) * whole
    return AddedValue(
        float((weights * own).sum()),
        float((weights * of_whole).sum()),
        float(weights[own > of_whole].sum()),
    )


RELIABLE_FROM = 0.5
"""Reliability from which a competency's own number is shown with emphasis: less than half of it is chance."""
LIKELY = 2 / 3
"""Probability from which it is said which of two scores tells more."""
FEWEST_PEOPLE = 3
"""People with the score, without whom nothing is said."""
NODES = 64
"""Spreads of true scores that are told apart: enough for quantiles of the reliability."""

Verdict = Literal["own", "whole", "open"]


class SubScore(NamedTuple):
    """The worth of one competency's score in a pool; NaN = it cannot be said."""

    n: int
    """People who have this score."""
    reliability: float
    """Share of the variance of their scores that is not error, 0 to 1: what is expected of it."""
    low: float
    high: float
    """90 % interval of the reliability."""
    whole: float
    """Share of the variance of true scores on this competency that the composite tells, 0 to 1: Haberman's
    PRMSE of the total, to be held against the reliability."""
    p_own: float
    """Probability that the competency's own score tells more of it than the composite does."""

    @property
    def is_muted(self) -> bool:
        """Tell whether the score is more chance than not, or nobody can say."""
        return not self.reliability >= RELIABLE_FROM

    @property
    def verdict(self) -> Verdict:
        """Say which of the two likely tells more of the true score; open = it cannot be told."""
        if self.p_own >= LIKELY:
            return "own"
        return "whole" if self.p_own <= 1 - LIKELY else "open"


UNKNOWN_SUB_SCORE = SubScore(0, math.nan, math.nan, math.nan, math.nan, math.nan)


def sub_scores(
    pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError, chosen: Mask
) -> dict[str, SubScore]:
    """Say what each competency's own score is worth among some of a pool.

    Parameters
    ----------
    pool : Pool
    scores : ScaleScores
        What scale_scores made of it.
    scheme : Scheme
    error : ItemError
        Of this pool.
    chosen : bool array of shape (n,)
        Those who are compared with each other. Whoever has no composite is left out.

    Returns
    -------
    dict of competency to SubScore
        Every competency; UNKNOWN_SUB_SCORE, but for n, below FEWEST_PEOPLE or where neither scores nor errors
        vary.

    References
    ----------
    [haberman2008]; the reliability is that of spread.true_spread
    """
    rows = np.flatnonzero(chosen & ~np.isnan(scores.composite))
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    of_whole = np.nan_to_num(coefficients(pool.points, scores, scheme))
    return {
        code: _sub_score(c, rows, pool.points, scores, scheme, of_whole, variances, shared)
        for c, code in enumerate(COMPETENCIES)
    }


def _sub_score(
    c: int,
    rows: NDArray[np.int64],
    points: Array,
    scores: ScaleScores,
    scheme: Scheme,
    of_whole: Array,
    variances: Array,
    shared: SharedError | None,
) -> SubScore:
    """Return what the score of competency c is worth among these rows of the pool."""
    rows = rows[~np.isnan(scores.competencies[rows, c])]
    if len(rows) < FEWEST_PEOPLE:
        return UNKNOWN_SUB_SCORE._replace(n=len(rows))
    own = competency_coefficients(points, scores, scheme, c)
    of_own, of_both, of_composite = (
        _error_covariance(first, second, variances, shared)[rows]
        for first, second in ((own, own), (own, of_whole), (of_whole, of_whole))
    )
    pair = PartAndWhole(
        scores.competencies[rows, c], scores.composite[rows],
        float(of_own.mean()), float(of_both.mean()), float(of_composite.mean()),
    )  # fmt: skip
    return sub_score(pair, np.sqrt(of_own))


def sub_score(pair: PartAndWhole, sem: Array) -> SubScore:
    """Say what a score is worth beside a whole score.

    Parameters
    ----------
    pair : PartAndWhole
        Of n people, FEWEST_PEOPLE or more.
    sem : array of shape (n,)
        Standard error of each person's own score.
    """
    n = len(pair.own)
    varies = bool(np.ptp(pair.own) > EQUAL) or bool((sem > 0).any())
    if n < FEWEST_PEOPLE or not varies:
        return UNKNOWN_SUB_SCORE._replace(n=n)
    spread = true_spread(pair.own, sem, n_nodes=NODES)
    low, high = spread.reliability_interval()
    value = added_value(pair)
    return SubScore(n, spread.reliability, low, high, value.whole, value.p_own)


def _error_covariance(first: Array, second: Array, variances: Array, shared: SharedError | None) -> Array:
    """Return the covariance of the errors of two weighted sums of answers, (n,).

    Parameters
    ----------
    first, second : arrays of shape (n, J)
        Weight of each answer in the two.
    variances : array of shape (n, J)
        As error.answer_variances returns them.
    shared : SharedError, optional
        What interviewers add by holding all questions.
    """
    covariance = (first * second * variances).sum(axis=1)
    if shared is not None:
        columns = shared.panels.columns
        plus, minus = (first + second)[:, columns], (first - second)[:, columns]
        # shared_part is a quadratic form, so Cov(A, B) = (Var(A + B) - Var(A - B)) / 4.
        covariance += shared_part(shared.values, shared.panels, plus) / 4
        covariance -= shared_part(shared.values, shared.panels, minus) / 4
    return covariance
