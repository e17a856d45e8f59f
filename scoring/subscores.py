"""What a competency's own score is worth: how reliable it is, and whether the whole score says more.

Shapes: n candidates, J items, C competencies; NaN = no score, or not enough people to say.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import answer_variances
from scoring.haberman import EQUAL, PartAndWhole, added_value
from scoring.interview_error import shared_part
from scoring.item_error import ItemError
from scoring.part_error import SharedError, competency_coefficients, shared_error
from scoring.pool import Mask, Pool
from scoring.scale import ScaleScores, coefficients
from scoring.scheme import COMPETENCIES, Scheme
from scoring.spread import true_spread

Array = NDArray[np.float64]

RELIABLE_FROM = 0.5
"""Reliability from which a competency's own number is shown with emphasis: less than half of it is chance."""
LIKELY = 2 / 3
"""Probability from which it is said which of two scores tells more."""
FEWEST = 3
"""People with the score, without whom nothing is said."""
NODES = 64
"""Spreads of true scores that are told apart: enough for quantiles of the reliability."""

Verdict = Literal["own", "whole", "open"]


class SubScore(NamedTuple):
    """What the score of one competency is worth in a pool; NaN = it cannot be said."""

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


UNKNOWN = SubScore(0, math.nan, math.nan, math.nan, math.nan, math.nan)


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
        Every competency; UNKNOWN, but for n, below FEWEST people or where neither scores nor errors vary.

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
    rows = rows[~np.isnan(scores.competencies[rows, c])]
    if len(rows) < FEWEST:
        return UNKNOWN._replace(n=len(rows))
    own = competency_coefficients(points, scores, scheme, c)
    of_own, of_both, of_composite = (
        _error_covariance(first, second, variances, shared)[rows]
        for first, second in ((own, own), (own, of_whole), (of_whole, of_whole))
    )
    two = PartAndWhole(
        scores.competencies[rows, c], scores.composite[rows],
        float(of_own.mean()), float(of_both.mean()), float(of_composite.mean()),
    )  # fmt: skip
    return sub_score(two, np.sqrt(of_own))


def sub_score(two: PartAndWhole, sem: Array) -> SubScore:
    """Say what a score is worth beside a whole score.

    Parameters
    ----------
    two : PartAndWhole
        Of n people, FEWEST or more.
    sem : array of shape (n,)
        Standard error of each person's own score.
    """
    n = len(two.own)
    varies = bool(np.ptp(two.own) > EQUAL) or bool((sem > 0).any())
    if n < FEWEST or not varies:
        return UNKNOWN._replace(n=n)
    known = true_spread(two.own, sem, n_nodes=NODES)
    low, high = known.reliability_interval()
    found = added_value(two)
    return SubScore(n, known.reliability, low, high, found.whole, found.p_own)


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
        # shared_part is a quadratic form: covariances follow from those of sum and difference.
        covariance += shared_part(shared.values, shared.panels, plus) / 4
        covariance -= shared_part(shared.values, shared.panels, minus) / 4
    return covariance
