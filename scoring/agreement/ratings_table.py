"""Tables of ratings, units by raters, and estimates with their interval and their counts.

Shapes: n units, m raters, q categories; NaN = not rated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from errors import BadRatings

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

Z_95 = 1.959963984540054
"""Standard normal deviate of a two-sided 95 % interval."""


class Undefined(StrEnum):
    """Why a statistic has no value; undefined is never zero."""

    NO_RATINGS = "no_ratings"
    ONE_RATER = "one_rater"
    NO_PAIRS = "no_pairs"
    """No unit was rated twice."""
    ONE_UNIT = "one_unit"
    """One unit only was rated twice."""
    CONSTANT = "constant"
    """All ratings are equal, so chance would agree as often: nothing is left to compare with."""
    NO_SPREAD = "no_spread"
    """Neither units nor raters differ on average: there is no variance to share out."""


@dataclass(frozen=True)
class Estimate:
    """A value that never travels without its interval and its counts."""

    value: float
    """NaN when undefined."""
    ci_low: float
    ci_high: float
    """95 % interval; NaN when undefined."""
    n: int
    """Units with two or more ratings."""
    n_ratings: int
    """Ratings that entered."""
    reason: Undefined | None = None
    """Set exactly when the value is NaN."""


def undefined(reason: Undefined, n: int, n_ratings: int) -> Estimate:
    """Return an estimate without value."""
    return Estimate(math.nan, math.nan, math.nan, n, n_ratings, reason)


class Rating(NamedTuple):
    """A rating of one unit by one rater."""

    unit: str
    rater: str
    value: float
    """NaN = not rated."""


def rating_table(rows: Iterable[Rating]) -> Array:
    """Lay long rows out as a table; the order of the rows changes nothing.

    Parameters
    ----------
    rows : iterable of Rating
        At most one per unit and rater.

    Returns
    -------
    array of shape (n, m)
        Units and raters each sorted by name; NaN where a unit was not rated by a rater.

    Raises
    ------
    BadRatings
        When a rater has rated a unit twice.
    """
    values: dict[tuple[str, str], float] = {}
    for row in rows:
        if (row.unit, row.rater) in values:
            raise BadRatings(f"unit {row.unit}, rater {row.rater}: expected one rating, got two")
        values[row.unit, row.rater] = row.value
    unit_at = {unit: at for at, unit in enumerate(sorted({unit for unit, _ in values}))}
    rater_at = {rater: at for at, rater in enumerate(sorted({rater for _, rater in values}))}
    table = np.full((len(unit_at), len(rater_at)), math.nan)
    for (unit, rater), value in values.items():
        table[unit_at[unit], rater_at[rater]] = value
    return table


def checked(ratings: ArrayLike) -> Array:
    """Return the ratings as floats, without the units and raters that have none.

    Parameters
    ----------
    ratings : array of shape (n, m)

    Raises
    ------
    BadRatings
        When the table has not two dimensions or holds an infinite number.
    """
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2:
        raise BadRatings(f"ratings: expected units by raters, got an array of shape {table.shape}")
    if np.isinf(table).any():
        raise BadRatings("ratings: expected finite numbers, or NaN for not rated")
    rated = ~np.isnan(table)
    return table[rated.any(axis=1)][:, rated.any(axis=0)]


def pairable(table: Array) -> Array:
    """Keep the units with two or more ratings, and the raters who still have some."""
    several = table[(~np.isnan(table)).sum(axis=1) > 1]
    return several[:, ~np.isnan(several).all(axis=0)] if len(several) else several[:, :0]


def too_little(table: Array) -> Undefined | None:
    """Say why a checked table is too small to speak of agreement; None when it is large enough."""
    if table.size == 0:
        return Undefined.NO_RATINGS
    if table.shape[1] < 2:
        return Undefined.ONE_RATER
    n_pairable = int(((~np.isnan(table)).sum(axis=1) > 1).sum())
    if n_pairable == 0:
        return Undefined.NO_PAIRS
    return Undefined.ONE_UNIT if n_pairable == 1 else None


def category_indices(table: Array, categories: Sequence[float]) -> Indices:
    """Return each rating's place on the declared scale, -1 where not rated.

    Parameters
    ----------
    table : array of shape (n, m)
    categories : sequence of q increasing numbers, 2 or more
        All that could have been given, used or not.

    Raises
    ------
    BadRatings
        When the scale is not increasing, or a rating is not on it.
    """
    scale = np.asarray(categories, dtype=np.float64)
    if len(scale) < 2 or not (np.diff(scale) > 0).all():
        raise BadRatings(f"categories: expected two or more increasing numbers, got {list(categories)!r:.80}")
    rated = ~np.isnan(table)
    # searchsorted puts NaN, and what is above the scale, behind its end.
    indices = np.minimum(np.searchsorted(scale, table), len(scale) - 1)
    off = rated & (scale[indices] != table)
    if off.any():
        raise BadRatings(f"ratings: {table[off][0]:g} is not one of the declared categories")
    return np.where(rated, indices, -1)


def one_hot(indices: Indices, q: int) -> Array:
    """Return 1 where a rating is in a category, (n, m, q); all 0 where not rated."""
    return (indices[:, :, None] == np.arange(q)).astype(np.float64)


def squared_distances(categories: Sequence[float]) -> Array:
    """Return the squared distance in points between any two categories, (q, q)."""
    scale = np.asarray(categories, dtype=np.float64)
    return np.square(scale[:, None] - scale)
