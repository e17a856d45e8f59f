"""What is left of points once a person's level and an item's difficulty are taken out, block by block.

Shapes: n candidates, J items in the form's order; NaN = no points.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.scheme import TECHNICAL, Scheme, SchemeItem

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

EXACT = 1e-9
"""A share below this is none: sums miss 0 by a few bits."""


class Residuals(NamedTuple):
    """Residuals of a pool, and how much of an answer's error variance each is expected to hold."""

    squares: Array
    """(n, J): squared residual; 0 where there is none."""
    held: Array
    """(n, J): share of the error variance of that answer in the squared residual, 0 to 1; 0 where there is
    no residual, or where it says nothing (an item alone in its block, a person alone on an item)."""


def blocks(scheme: Scheme) -> list[Indices]:
    """Return the items that share a person's level: those of one method and one family.

    Somebody's level differs from method to method and from family to family: taken out over all items at
    once, these true differences would be counted as error.
    """
    places: dict[tuple[str, bool], list[int]] = {}
    for at, item in enumerate(scheme.items):
        places.setdefault((item.method, is_technical(item)), []).append(at)
    return [np.array(found, dtype=np.int64) for found in places.values()]


def is_technical(item: SchemeItem) -> bool:
    """Say whether more than half of an item's loading is on technical competencies."""
    technical = sum(item.loadings.get(code, 0.0) for code in TECHNICAL)
    return technical > 0.5 * sum(item.loadings.values())


def residuals(points: Array, scheme: Scheme) -> Residuals:
    """Take persons' levels and items' difficulties out of points.

    Parameters
    ----------
    points : array of shape (n, J)
        NaN = no points: it costs that cell, not the person.
    scheme : Scheme
    """
    squares, held = np.zeros_like(points), np.zeros_like(points)
    for columns in blocks(scheme):
        rows = _informative(points[:, columns])
        if len(rows) > 1:
            cells = np.ix_(rows, columns)
            squares[cells], held[cells] = _of_block(points[cells])
    return Residuals(squares, held)


def _informative(block: Array) -> Indices:
    """Return the people with points on two items of the block or more: one alone is all level."""
    return np.flatnonzero((~np.isnan(block)).sum(axis=1) > 1)


def _of_block(points: Array) -> tuple[Array, Array]:
    """Return squared residuals of persons by items, and the share of error each holds.

    Least squares: persons are eliminated, items solved for. What a residual holds of the error of its own
    answer is what is left of a table that is 1 there and 0 elsewhere; (1 - 1/n)(1 - 1/J) in a complete one.
    """
    known = (~np.isnan(points)).astype(np.float64)
    given = np.nan_to_num(points, nan=0.0)
    per_person = known.sum(axis=1, keepdims=True)
    share = known / per_person
    # Singular, as a constant may move from persons to items: the inverse of what is left of it.
    inverse = np.linalg.pinv(np.diag(known.sum(axis=0)) - known.T @ share, rcond=EXACT, hermitian=True)
    item = inverse @ (given.sum(axis=0) - share.T @ given.sum(axis=1))
    residual = given - known * item
    residual -= known * (residual.sum(axis=1, keepdims=True) / per_person)
    pulled = share @ inverse
    fitted = 1 / per_person + np.diag(inverse) - 2 * pulled + (pulled * share).sum(axis=1, keepdims=True)
    held = known * np.clip(1 - fitted, 0.0, 1.0)
    says_something = held > EXACT
    return np.where(says_something, np.square(residual), 0.0), np.where(says_something, held, 0.0)
