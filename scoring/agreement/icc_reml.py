"""ICC(2,1) of a table with gaps: restricted maximum likelihood of a crossed random model.

rating = mean + unit + rater + error. The two unknowns are rho, the share of variance owed to units (the ICC
itself), and tau, the share owed to raters of what is left. Only sums by number of ratings per unit are
needed, so that the cost hardly depends on n.

Shapes: n units, m raters; g = values of tau tried at once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, minimize_scalar, root_scalar

Array = NDArray[np.float64]

CHI2_95 = 3.841458820694124
"""95 % point of chi-squared on one degree of freedom."""
HIGHEST = 1 - 1e-7
"""At a share of 1 no error is left and the likelihood has no value."""
GRID, ZOOMS = 13, 7
"""Each zoom keeps two of the twelve cells: a share is found to 1e-6, and the value there to far less."""


class _Likelihood:
    """-2 log restricted likelihood, up to a constant, of a centred table.

    Units with the same number of ratings form one class; s = classes.
    """

    def __init__(self, table: Array) -> None:
        rated = (~np.isnan(table)).astype(np.float64)
        ratings = np.nan_to_num(table)
        per_unit, totals = rated.sum(axis=1), ratings.sum(axis=1)
        self._sizes = np.unique(per_unit)
        member = (per_unit == self._sizes[:, None]).astype(np.float64)
        self._n_units = member.sum(axis=1)
        # Sums over the units of a class, of products of their totals: (s, m, m), (s, m), (s,) ...
        by_size = member / self._sizes[:, None]
        self._between_zz = np.einsum("su,ui,uj->sij", by_size, rated, rated, optimize=True)
        self._between_zy = (by_size * totals) @ rated
        self._between_z1 = member @ rated
        self._between_yy = by_size @ np.square(totals)
        self._between_y1 = member @ totals
        # ... and what is left inside units, which their own variance does not touch.
        self._within_zz = np.diag(rated.sum(axis=0)) - self._between_zz.sum(axis=0)
        self._within_zy = ratings.sum(axis=0) - self._between_zy.sum(axis=0)
        self._within_yy = float(np.square(ratings).sum() - self._between_yy.sum())
        self._n_ratings = float(per_unit.sum())

    def __call__(self, rho: float, tau: Array) -> Array:
        """Return the value at one share of units with each share of raters, (g,)."""
        error, rater = (1 - rho) * (1 - tau), (1 - rho) * tau
        # Without raters, the covariance is a block per unit: products of the vectors, times the error.
        shrunk = error[:, None] / (error[:, None] + self._sizes * rho)
        # z: who rated; y: the ratings; 1: the mean.
        zz = self._within_zz + np.tensordot(shrunk, self._between_zz, 1)
        zy = self._within_zy + shrunk @ self._between_zy
        z1 = shrunk @ self._between_z1
        yy = self._within_yy + shrunk @ self._between_yy
        y1 = shrunk @ self._between_y1
        ones = shrunk @ (self._sizes * self._n_units)
        # Raters enter by Woodbury's identity, m by m.
        ratio = (rater / error)[:, None, None]
        inner = np.eye(len(self._within_zz)) + ratio * zz
        both = np.stack([zy, z1], axis=2)
        lost = ratio * (both.transpose(0, 2, 1) @ np.linalg.solve(inner, both))
        yy, y1, ones = yy - lost[:, 0, 0], y1 - lost[:, 0, 1], ones - lost[:, 1, 1]
        residual = np.maximum(yy - np.square(y1) / ones, 1e-300) / error
        log_det = self._n_ratings * np.log(error) - np.log(shrunk) @ self._n_units
        log_det += np.linalg.slogdet(inner)[1]
        # The last term makes it restricted: the mean was estimated from the same ratings.
        return (self._n_ratings - 1) * np.log(residual) + log_det + np.log(ones / error)

    def profile(self, rho: float) -> float:
        """Return the lowest value over tau, zooming in on it."""
        low, high, lowest = 0.0, HIGHEST, np.inf
        for _ in range(ZOOMS):
            grid = np.linspace(low, high, GRID)
            values = self(rho, grid)
            best = int(np.argmin(values))
            lowest = float(values[best])
            low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID - 1)])
        return lowest


def reml_icc(table: Array) -> tuple[float, float, float]:
    """Estimate the share of variance owed to units, with its profile-likelihood interval.

    Parameters
    ----------
    table : array of shape (n, m)
        Centred, not constant, with two or more units rated twice or more; NaN = not rated.

    Returns
    -------
    (float, float, float)
        Value and 95 % interval, 0 to 1. All three are 1 when raters never differ on a unit.

    References
    ----------
    [patterson1971]
    """
    several = (~np.isnan(table)).sum(axis=1) > 1
    if np.all(np.nanmax(table[several], axis=1) == np.nanmin(table[several], axis=1)):
        return 1.0, 1.0, 1.0
    profile = _Likelihood(table).profile
    tried = np.linspace(0, HIGHEST, GRID)
    best = int(np.argmin([profile(rho) for rho in tried]))
    around = (tried[max(best - 1, 0)], tried[min(best + 1, GRID - 1)])
    search: OptimizeResult = minimize_scalar(
        profile, bounds=around, method="bounded", options={"xatol": 1e-9}
    )  # pyright: ignore[reportAssignmentType]
    inside = float(search["x"])
    # The search never tries the edge itself.
    value = inside if profile(inside) < profile(0.0) else 0.0
    limit = profile(value) + CHI2_95
    return value, _crossing(profile, value, 0.0, limit), _crossing(profile, value, HIGHEST, limit)


def _crossing(profile: Callable[[float], float], inside: float, outside: float, limit: float) -> float:
    """Return where the profile passes the limit between two shares; the outer one when it never does."""
    if profile(outside) <= limit:
        return float(round(outside, 6))
    crossing = root_scalar(lambda rho: profile(rho) - limit, bracket=(inside, outside), xtol=1e-7)
    return float(crossing.root)
