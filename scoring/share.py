"""Where the weight really sits: what is nominally interpersonal may not be what tells candidates apart."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.rounding import rounded
from scoring.scale import ScaleScores, form_coefficients
from scoring.scheme import FAMILIES, TECHNICAL, Scheme

Array = NDArray[np.float64]

WARNED_FROM = 30
"""Candidates from which a low share is taken seriously."""
WARNED_BELOW = 0.5
RESAMPLES = 1000
CELLS_AT_ONCE = 2_000_000
"""Bounds the memory of the bootstrap whatever the number of candidates."""


class EffectiveShare(NamedTuple):
    """Share of the composite's variance owed to interpersonal judgment."""

    share: float
    """Cov(X_int, X) / Var(X); the technical share is 1 minus it; NaN when undefined."""
    ci_low: float
    ci_high: float
    """95 % percentile bootstrap over candidates; NaN when undefined."""
    n: int
    """Candidates with a composite."""
    is_warning: bool
    """Under one half, on at least 30 candidates."""


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


def interpersonal_part(scores: ScaleScores, scheme: Scheme) -> Array:
    """Return the interpersonal part of each composite, (n,): weight times score of the family."""
    weight = scheme.family_weights["interpersonal"]
    part = weight * scores.families[:, list(FAMILIES).index("interpersonal")] if weight else 0.0
    return np.where(np.isnan(scores.composite), np.nan, part)


def effective_share(part: Array, composite: Array, *, rng: np.random.Generator) -> EffectiveShare:
    """Estimate the share of the composite's variance that one part of it brings.

    Parameters
    ----------
    part : array of shape (n,)
        The interpersonal part of each composite, same scale.
    composite : array of shape (n,)
        Candidates with a NaN in either are left out.
    rng : numpy.random.Generator
        For the bootstrap only.

    Returns
    -------
    EffectiveShare
        NaN with fewer than two candidates or when all composites are equal to 9 decimals.
    """
    x, y = _both_known(part, composite)
    n, share = len(x), covariance_share(part, composite)
    if math.isnan(share):
        return EffectiveShare(math.nan, math.nan, math.nan, n, False)
    low, high = _interval(x, y, rng)
    return EffectiveShare(share, low, high, n, n >= WARNED_FROM and share < WARNED_BELOW)


def covariance_share(part: Array, composite: Array) -> float:
    """Return the share alone, Cov(part, composite) / Var(composite), without its interval.

    Parameters
    ----------
    part, composite : arrays of shape (n,)
        As for effective_share.

    Returns
    -------
    float
        NaN with fewer than two candidates or when all composites are equal to 9 decimals.
    """
    x, y = _both_known(part, composite)
    if len(x) < 2 or np.ptp(rounded(y)) == 0:
        return math.nan
    return float(_share(x[None, :], y[None, :])[0])


def _both_known(part: Array, composite: Array) -> tuple[Array, Array]:
    """Leave out candidates with a NaN in either."""
    known = ~(np.isnan(part) | np.isnan(composite))
    return part[known], composite[known]


def _share(x: Array, y: Array) -> Array:
    """Return Cov(x, y) / Var(y) of each row; NaN where a row of y does not vary."""
    y_centred = y - y.mean(axis=1, keepdims=True)
    x_centred = x - x.mean(axis=1, keepdims=True)
    constant = np.ptp(y, axis=1) == 0
    variance = np.where(constant, np.nan, (y_centred**2).sum(axis=1))
    return (x_centred * y_centred).sum(axis=1) / variance


def _interval(x: Array, y: Array, rng: np.random.Generator) -> tuple[float, float]:
    """Return the 95 % percentile interval over resampled candidates."""
    n = len(x)
    at_once = max(1, CELLS_AT_ONCE // n)
    shares: list[float] = []
    while len(shares) < RESAMPLES:
        drawn = rng.integers(n, size=(min(at_once, RESAMPLES - len(shares)), n))
        shares.extend(_share(x[drawn], y[drawn]).tolist())
    low, high = np.nanpercentile(shares, [2.5, 97.5])
    return float(low), float(high)
