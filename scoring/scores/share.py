"""The effective share of interpersonal judgment: what it brings to the differences between composites.

The nominal weight may not be what tells candidates apart. Whoever is interviewed was chosen on the score
before it: among the chosen, what they were chosen on hardly differs any more, and the share would speak of
that choice. So while others wait for the interview, the share is that of everybody, before it.

Shapes: n candidates, J items in the form's order, B resampled pools.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES, TECHNICAL, Family
from scoring.agreement.ratings_table import Z_95
from scoring.formats.scheme import Scheme
from scoring.interview.interview_error import shared_part
from scoring.interview.interview_pool import waits_for_interview, without_questions
from scoring.scores.bounds import rounded
from scoring.scores.error import answer_variances
from scoring.scores.item_error import ItemError, item_error
from scoring.scores.pool import Mask, Pool
from scoring.scores.scale import ScaleScores, coefficients, form_coefficients, scale_scores

Array = NDArray[np.float64]

FEWEST = 30
"""Candidates below which there is no share: its interval would hold the truth in fewer than nine of ten pools
(``make calibrate``, section "shares")."""
WARNED_BELOW = 0.5
RESAMPLES = 1000
CELLS_AT_ONCE = 2_000_000
"""Bounds the memory of the bootstrap whatever the number of candidates."""
OUTSIDE = (2.5, 97.5)
"""Percentiles that bound a 95 % interval."""

Reason = Literal["few", "alike"]
"""Why there is no share: fewer than FEWEST candidates, or true scores that cannot be told from equal ones."""


class EffectiveShare(NamedTuple):
    """Share of the variance of true composites that is owed to interpersonal judgment."""

    share: float
    """Cov(X_int, X) / Var(X) of true scores, 0 to 1; the technical one is 1 minus it; NaN when undefined."""
    ci_low: float
    ci_high: float
    """95 % percentile bootstrap over candidates, inside 0 to 1; NaN when undefined."""
    n: int
    """Candidates with a composite."""
    is_warning: bool
    """The whole interval lies under one half."""
    reason: Reason | None = None
    """Why it is undefined; None where it is known."""


class Parts(NamedTuple):
    """The two parts of each composite, and how much chance is in them; each (n,), without missing values."""

    people: Array
    """Weight times score of the interpersonal family."""
    tools: Array
    """The same of the technical family; the composite is the sum."""
    people_error: Array
    """Error variance of the first."""
    tools_error: Array
    both_error: Array
    """Error covariance: one answer may feed both."""


def technical_item_share(scheme: Scheme) -> float:
    """Return how much of the sum of coefficients comes from items of the technical block.

    Parameters
    ----------
    scheme : Scheme
        An item belongs to the technical block when more than half of its loading is on PLT, MET and MOD.

    Returns
    -------
    float
        0 to 1, for someone with points on every item; NaN when the form has no composite.
    """
    a = form_coefficients(scheme)
    total = math.fsum(a.tolist())
    technical = math.fsum(float(a[j]) for j, item in enumerate(scheme.items) if _is_technical(item.loadings))
    return float(rounded(np.array(technical / total))) if total else math.nan


def _is_technical(loadings: Mapping[str, float]) -> bool:
    """Say whether an item speaks mostly for technical competencies."""
    technical = math.fsum(loadings.get(competency, 0.0) for competency in TECHNICAL)
    return technical > 0.5 * math.fsum(loadings.values())


def family_coefficients(points: Array, scores: ScaleScores, scheme: Scheme, family: Family) -> Array:
    """Return how much one point more on an item adds to each composite through one family, (n, J).

    Parameters
    ----------
    points : array of shape (n, J)
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme
    family : {"interpersonal", "technical"}
        Those of both families sum to scale.coefficients.
    """
    within = np.array([code in FAMILIES[family] for code in COMPETENCIES])
    return coefficients(points, scores._replace(weights=np.where(within, scores.weights, 0.0)), scheme)


def composite_parts(
    pool: Pool, scores: ScaleScores, scheme: Scheme, error: ItemError, chosen: Mask | None = None
) -> Parts:
    """Take composites apart into what each family brings to them.

    Parameters
    ----------
    pool : Pool
    scores : ScaleScores
        What scale_scores made of it.
    scheme : Scheme
    error : ItemError
        Of this pool.
    chosen : bool array of shape (n,), optional
        Whom to take; None = everybody. Those without composite are left out.
    """
    rows = ~np.isnan(scores.composite)
    if chosen is not None:
        rows &= chosen
    variances = answer_variances(error, pool, scheme)[rows]
    pool, scores = pool.rows(rows), scores.rows(rows)
    earned = np.nan_to_num(pool.points)
    a, b = (family_coefficients(pool.points, scores, scheme, family) for family in FAMILIES)
    alone = [(a * a * variances).sum(axis=1), (b * b * variances).sum(axis=1)]
    both = (a * b * variances).sum(axis=1)
    if error.interviewers is not None and pool.panels is not None:
        questions, value = pool.panels.columns, error.interviewers.value
        of_a, of_b, of_sum = (
            shared_part(value, pool.panels, weights[:, questions]) for weights in (a, b, a + b)
        )
        alone = [alone[0] + of_a, alone[1] + of_b]
        # Var(A + B) = Var(A) + Var(B) + 2 Cov(A, B).
        both = both + (of_sum - of_a - of_b) / 2
    return Parts((a * earned).sum(axis=1), (b * earned).sum(axis=1), alone[0], alone[1], both)


def effective_share(parts: Parts, *, rng: np.random.Generator) -> EffectiveShare:
    """Estimate the share of the differences between true composites that interpersonal judgment brings.

    Parameters
    ----------
    parts : Parts
        Of the candidates in question.
    rng : numpy.random.Generator
        For the bootstrap only.

    Returns
    -------
    EffectiveShare
        From the covariances of the parts less those of their errors, projected so that no variance is below
        0 and no correlation outside -1 to 1. NaN below FEWEST candidates, and where the variance of true
        composites cannot be told from 0.

    References
    ----------
    [brennan2001] effective weights of universe scores
    """
    n, reason = len(parts.people), undefined_because(parts)
    if reason is not None:
        return EffectiveShare(math.nan, math.nan, math.nan, n, False, reason)
    resampled = [_true_covariances(parts, counts) for counts in _resamples(n, rng)]
    shares = np.concatenate([_share(*covariances) for covariances in resampled])
    low, high = np.nanpercentile(shares, OUTSIDE)
    return EffectiveShare(true_share(parts), float(low), float(high), n, bool(high < WARNED_BELOW))


def true_share(parts: Parts) -> float:
    """Return the share alone, 0 to 1, without its interval; NaN where it is undefined."""
    if undefined_because(parts) is not None:
        return math.nan
    return float(_share(*_true_covariances(parts, None))[0])


def undefined_because(parts: Parts) -> Reason | None:
    """Say why there is no share; None where there is one.

    True composites vary when their variance is above 0 by more than the error of a variance, 1.96 times.
    """
    n = len(parts.people)
    if n < FEWEST:
        return "few"
    people, tools, both = _true_covariances(parts, None)
    whole = parts.people + parts.tools
    squares = np.square(whole - whole.mean())
    doubt = Z_95 * math.sqrt(float(squares.var()) / n)
    varies = float((people + tools + 2 * both)[0]) > doubt and not np.isnan(_share(people, tools, both)[0])
    return None if varies else "alike"


def _resamples(n: int, rng: np.random.Generator) -> Iterator[Array]:
    """Yield how often each candidate is in each resampled pool, (b, n), RESAMPLES rows in all."""
    at_once = max(1, CELLS_AT_ONCE // n)
    for start in range(0, RESAMPLES, at_once):
        size = min(at_once, RESAMPLES - start)
        yield rng.multinomial(n, np.full(n, 1 / n), size=size).astype(np.float64)


def _true_covariances(parts: Parts, counts: Array | None) -> tuple[Array, Array, Array]:
    """Return variance of the first part, of the second, and their covariance, without error; each (B,).

    Parameters
    ----------
    parts : Parts
    counts : array of shape (B, n), optional
        How often each candidate counts; None = once each, B = 1.
    """
    n = len(parts.people)
    # A resampled pool varies less than the pool it is drawn from, by (n - 1) / n.
    grows = 1.0 if counts is None else n / (n - 1)
    counts = np.ones((1, n)) if counts is None else counts
    x, y = parts.people - parts.people.mean(), parts.tools - parts.tools.mean()
    sums = np.stack([x, y, x * x, y * y, x * y, parts.people_error, parts.tools_error, parts.both_error])
    of_x, of_y, xx, yy, xy, *errors = (counts @ sums.T).T
    observed = (xx - of_x * of_x / n, yy - of_y * of_y / n, xy - of_x * of_y / n)
    people, tools, both = (
        grows * squares / (n - 1) - error / n for squares, error in zip(observed, errors, strict=True)
    )
    return people, tools, both


def _share(people: Array, tools: Array, both: Array) -> Array:
    """Return the share of the first part, 0 to 1, once the covariances are possible ones; NaN without any."""
    people, tools = np.maximum(people, 0.0), np.maximum(tools, 0.0)
    most = np.sqrt(people * tools)
    both = np.clip(both, -most, most)
    whole = people + tools + 2 * both
    share = np.divide(people + both, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return np.clip(share, 0.0, 1.0)


class ShareBasis(NamedTuple):
    """The composites whose differences are taken apart."""

    parts: Parts
    is_before: bool
    """Of everybody before the interview, as only some were interviewed so far."""


def share_basis(
    pool: Pool, scheme: Scheme, error: ItemError, together: Mask, scores: ScaleScores | None = None
) -> ShareBasis:
    """Return the composites whose differences the share is about.

    Parameters
    ----------
    pool : Pool
    scheme : Scheme
        With the questions of the interview, where it counts.
    error : ItemError
        Of this pool.
    together : bool array of shape (n,)
        Who can be compared with each other (scores.ranked_together).
    scores : ScaleScores, optional
        What scale_scores makes of the pool; worked out where it is not given.
    """
    waits = waits_for_interview(pool, scheme)
    if (waits & ~together).any():
        before, written = without_questions(pool, scheme)
        before_scores = scale_scores(before.points, written)
        parts = composite_parts(before, before_scores, written, item_error(before, written), waits | together)
        return ShareBasis(parts, is_before=True)
    if scores is None:
        scores = scale_scores(pool.points, scheme, pool.pending)
    return ShareBasis(composite_parts(pool, scores, scheme, error, together), is_before=False)
