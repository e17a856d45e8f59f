"""Groups of candidates who have the same methods: their errors are estimated, and they are ranked, together.

Shapes: n candidates, J items in the form's order, M methods that the form uses.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.error import ItemError, complete_rows, item_error, without_interviewers
from scoring.pool import Mask, Pool
from scoring.scheme import Scheme


class MethodGroup(NamedTuple):
    """Everyone for whom the same methods count."""

    rows: Mask | slice
    error: ItemError | None
    """From everyone in the pool with points on every item of these methods; None = too few, so assumed."""
    n_complete: int
    """How many that are."""


def method_groups(pool: Pool, scheme: Scheme) -> list[MethodGroup]:
    """Return the groups of a pool: one, unless something is pending for some."""
    if pool.pending is None:
        return [_group(pool, scheme, np.zeros(len(scheme.methods_used), dtype=bool), slice(None))]
    return [
        _group(pool, scheme, pattern, (pool.pending == pattern).all(axis=1))
        for pattern in np.unique(pool.pending, axis=0)
    ]


def _group(pool: Pool, scheme: Scheme, pattern: Mask, rows: Mask | slice) -> MethodGroup:
    """Return the group for whom the methods marked in the pattern are pending."""
    away = pending_items(pattern[None, :], scheme)[0]
    counted = pool.items(~away) if away.any() else pool
    error = item_error(counted.points, counted.marked)
    if error is not None:
        error = without_interviewers(error, counted, scheme.prior)
    return MethodGroup(rows, error and _over_all(error, away), int(complete_rows(counted.points).sum()))


def _over_all(error: ItemError, away: Mask) -> ItemError:
    """Return an error over all items of the form, 0 for those of pending methods, which weigh nothing."""
    if not away.any():
        return error
    variances, markers = np.zeros(len(away)), np.zeros(len(away))
    variances[~away] = error.variances
    markers[~away] = 0.0 if error.markers is None else error.markers
    return ItemError(variances, error.n_complete, markers, error.interviewers)


def pending_items(pending: Mask, scheme: Scheme) -> Mask:
    """Return which items belong to a pending method, (n, J)."""
    return pending[:, [scheme.methods_used.index(item.method) for item in scheme.items]]
