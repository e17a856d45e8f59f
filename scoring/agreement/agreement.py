"""Agreement of the markers of one prompt, on every dimension of the rubric and on the total; severity.

Shapes: n units, m raters; NaN = not rated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from errors import BadRatings
from scoring.agreement.coefficients import gwet_ac2, krippendorff_alpha
from scoring.agreement.icc import intraclass_correlation
from scoring.agreement.kappa import quadratic_weighted_kappa
from scoring.agreement.ratings_table import (
    Estimate,
    Rating,
    Undefined,
    checked,
    pairable,
    rating_table,
    too_little,
    undefined,
)
from scoring.scores.bounds import DECIMALS
from scoring.scores.impact_ratio import wilson

Array = NDArray[np.float64]


def exact_agreement(ratings: ArrayLike) -> Estimate:
    """Estimate how often two raters of the same unit give the same rating.

    Parameters
    ----------
    ratings : array of shape (n, m)
        NaN = not rated.

    Returns
    -------
    Estimate
        0 to 1: the share of equal pairs in each unit with two or more ratings, averaged over units. Wilson's
        interval with n = units, which is too wide rather than too narrow when a unit has more than two
        ratings. Says nothing about how much of it chance would give.

    References
    ----------
    [wilson1927]; [fleiss1971] for the mean over units
    """
    return _share_agreement(ratings, within=0)


def adjacent_agreement(ratings: ArrayLike) -> Estimate:
    """Estimate how often two raters of the same unit are one point apart at most.

    Parameters
    ----------
    ratings : array of shape (n, m)
        In points; NaN = not rated.

    Returns
    -------
    Estimate
        As exact_agreement, counting pairs that differ by one point or less.

    References
    ----------
    [wilson1927]
    """
    return _share_agreement(ratings, within=1)


def _share_agreement(ratings: ArrayLike, *, within: float) -> Estimate:
    """Return the mean over units of the share of pairs no further apart than this."""
    table = checked(ratings)
    units = pairable(table)
    reason = too_little(table)
    # One unit is enough for a share, if not for anything corrected for chance.
    if reason not in (None, Undefined.ONE_UNIT):
        return undefined(reason, len(units), int((~np.isnan(units)).sum()))
    value = float(np.mean(_shares_of_pairs(units, within)))
    low, high = wilson(value, len(units))
    return Estimate(value, low, high, len(units), int((~np.isnan(units)).sum()))


def _shares_of_pairs(units: Array, within: float) -> Array:
    """Return each unit's share of pairs no further apart than this, (n,)."""
    close, pairs = np.zeros(len(units)), np.zeros(len(units))
    for g in range(units.shape[1] - 1):
        apart = np.abs(units[:, g + 1 :] - units[:, [g]])
        pairs += (~np.isnan(apart)).sum(axis=1)
        # NaN compares as false: a pair with a missing rating is not close, nor a pair.
        close += (apart <= within + 1e-9).sum(axis=1)
    return close / pairs


TOTAL = "total"
"""Name of the line about the sum of all dimensions."""


@dataclass(frozen=True)
class MarkRow:
    """The marks of one reply by one marker."""

    reply: str
    marker: str
    marks: Mapping[str, float]
    """Dimension to mark; a dimension that is absent was not marked."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of markers on one dimension, in statistics that answer different questions."""

    exact: Estimate
    adjacent: Estimate
    quadratic_kappa: Estimate
    alpha: Estimate
    """Krippendorff's, ordinal."""
    ac2: Estimate
    """Gwet's, quadratic weights."""
    icc_single: Estimate
    icc_average: Estimate
    icc_k: float
    """Marks per reply that icc_average is about; NaN when undefined."""
    n: int
    """Replies marked twice or more."""
    n_markers: int
    """Markers who marked at least one of them."""


def agreement_report(
    rows: Sequence[MarkRow],
    dimensions: Sequence[str],
    categories: Sequence[float],
    *,
    rng: np.random.Generator,
) -> dict[str, Agreement]:
    """Estimate how far the markers of one prompt agree.

    Parameters
    ----------
    rows : sequence of MarkRow
        At most one per reply and marker, in any order: it changes nothing. Give the marks made blind; a third
        mark that was asked for because the first two differ would make agreement look worse than it is.
    dimensions : sequence of str
        Of the rubric, each once; none may be called "total".
    categories : sequence of increasing numbers
        The scale of every dimension.
    rng : numpy.random.Generator
        For the intervals that are resampled.

    Returns
    -------
    dict of str to Agreement
        By dimension in the order given, then "total": the sum of all dimensions, of marks that have them all.

    Raises
    ------
    BadRatings
        When a mark is not on the scale, a marker marked a reply twice, or a dimension is named wrongly.
    """
    if len({*dimensions, TOTAL}) != len(dimensions) + 1:
        raise BadRatings(f"dimensions: expected different names, none of them {TOTAL!r}")
    report = {
        name: _agreement([_rating(row, (name,)) for row in rows], categories, rng) for name in dimensions
    }
    totals = [_rating(row, dimensions) for row in rows]
    report[TOTAL] = _agreement(totals, possible_totals(categories, len(dimensions)), rng)
    return report


def possible_totals(categories: Sequence[float], n_dimensions: int) -> list[float]:
    """Return every sum that so many marks on this scale can have, in increasing order."""
    sums = {0.0}
    for _ in range(n_dimensions):
        # Rounded as totals are, so that every possible total is found among them.
        sums = {round(total + float(category), DECIMALS) for total in sums for category in categories}
    return sorted(sums)


def _rating(row: MarkRow, names: Sequence[str]) -> Rating:
    """Return the sum of some marks; NaN when one is absent."""
    total = sum(float(row.marks.get(name, np.nan)) for name in names)
    return Rating(row.reply, row.marker, round(total, DECIMALS))


def _agreement(rows: Sequence[Rating], categories: Sequence[float], rng: np.random.Generator) -> Agreement:
    """Return all statistics of one column of marks."""
    table = rating_table(rows)
    rated = ~np.isnan(table)
    several = rated[rated.sum(axis=1) > 1]
    icc = intraclass_correlation(table)
    return Agreement(
        exact=exact_agreement(table),
        adjacent=adjacent_agreement(table),
        quadratic_kappa=quadratic_weighted_kappa(table, categories, rng=rng),
        alpha=krippendorff_alpha(table, "ordinal", rng=rng),
        ac2=gwet_ac2(table, categories),
        icc_single=icc.single,
        icc_average=icc.average,
        icc_k=icc.k,
        n=len(several),
        n_markers=int(several.any(axis=0).sum()),
    )


def severity(rows: Iterable[Rating]) -> dict[str, Estimate]:
    """Estimate each rater's mean difference from the others on the same units.

    Parameters
    ----------
    rows : iterable of Rating
        At most one per unit and rater; NaN = not rated.

    Returns
    -------
    dict of rater to Estimate
        By rater's name. Mean over units of (own rating - mean of the other ratings), in points: below 0 =
        more severe than the others, above 0 = more lenient. Plain, not shrunken: with few units the interval
        (Student's t over units) says so, and it is NaN with a single one. n = units shared with another
        rater; n_ratings = own ratings and others' on them. NaN when there is none.

    Raises
    ------
    BadRatings
        When a rater has rated a unit twice.
    """
    ratings = list(rows)
    table = rating_table(ratings)
    # In the order of the table's columns.
    raters = sorted({rating.rater for rating in ratings})
    return {rater: _severity(table, at) for at, rater in enumerate(raters)}


def _severity(table: Array, at: int) -> Estimate:
    """Return the mean difference of one column from the mean of the others."""
    own, others = table[:, at], np.delete(table, at, axis=1)
    n_others = (~np.isnan(others)).sum(axis=1)
    shared = ~np.isnan(own) & (n_others > 0)
    n = int(shared.sum())
    n_ratings = n + int(n_others[shared].sum())
    if n == 0:
        return undefined(Undefined.NO_PAIRS if (~np.isnan(own)).any() else Undefined.NO_RATINGS, 0, 0)
    apart = own[shared] - np.nanmean(others[shared], axis=1)
    value = float(apart.mean())
    if n == 1:
        return Estimate(value, math.nan, math.nan, n, n_ratings)
    half = float(stdtrit(n - 1, 0.975) * apart.std(ddof=1) / math.sqrt(n))
    return Estimate(value, value - half, value + half, n, n_ratings)
