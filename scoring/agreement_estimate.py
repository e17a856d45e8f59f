"""An estimate with its interval and its counts, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

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
