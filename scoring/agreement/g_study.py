"""Variance components of a random design (a G study), from whatever cells there are.

Every effect is a set of facets (person, rater, question ...); the sum of squares of its means has an
expected value that is linear in the components, and the equations are solved together. On a complete table
this is the analysis of variance; with gaps it is unbiased as long as cells are missing for a reason that has
nothing to do with their value.

Shape: N ratings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Effect = tuple[str, ...]

SINGULAR = 1e-9
"""Smallest singular value, relative to the largest, at which two effects still count as told apart."""


def variance_components(
    values: Array, facets: Mapping[str, Indices], effects: Sequence[Effect]
) -> dict[Effect, float] | None:
    """Estimate the variance owed to each effect.

    Parameters
    ----------
    values : array of shape (N,)
        Ratings, no gaps: a cell without a rating is left out.
    facets : mapping of facet to array of shape (N,)
        Level of each rating, 0 or more.
    effects : sequence of tuples of facets
        All effects of the design; the last one tells every rating from every other and holds what is left.

    Returns
    -------
    dict of effect to float, or None
        Unclipped: chance can make a small component negative. None when the cells cannot tell the effects
        apart (each person rated by other raters, a facet of one level ...).

    References
    ----------
    [henderson1953] method 1; [brennan2001] for the designs
    """
    if len(values) == 0:
        return None
    groups = [np.zeros(len(values), dtype=np.int64)] + [
        _levels([facets[facet] for facet in effect]) for effect in effects
    ]
    if any(group.max() == 0 for group in groups[1:]) or groups[-1].max() + 1 < len(values):
        return None
    centred = values - values.mean()
    squares = np.array([_sum_of_squares(centred, group) for group in groups])
    expected = np.array([[_expectation(of, by) for by in groups] for of in groups])
    # In units of levels: each equation then has a coefficient of 1 on its own component.
    scale = expected.diagonal()[:, None]
    singular = np.linalg.svd(expected / scale, compute_uv=False)
    if singular[-1] < SINGULAR * singular[0]:
        return None
    components = np.linalg.solve(expected, squares)
    return dict(zip(effects, components[1:].tolist(), strict=True))


def _levels(codes: Sequence[Indices]) -> Indices:
    """Number the combinations of levels that occur, from 0."""
    level = codes[0]
    for code in codes[1:]:
        level = level * (int(code.max()) + 1) + code
        level = np.unique(level, return_inverse=True)[1]
    return np.unique(level, return_inverse=True)[1]


def _sum_of_squares(values: Array, group: Indices) -> float:
    """Return sum over groups of (sum of values)^2 / size."""
    return float((np.bincount(group, values) ** 2 / np.bincount(group)).sum())


def _expectation(of: Indices, by: Indices) -> float:
    """Return how often the component of one effect is in the expected sum of squares of another."""
    both = _levels([of, by])
    size = np.bincount(both)
    first = np.unique(both, return_index=True)[1]
    return float((size**2 / np.bincount(of)[of[first]]).sum())
