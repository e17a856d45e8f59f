"""Groups of candidates who have the same methods: their errors are estimated, and they are ranked, together.

Shapes: n candidates, J items in the form's order, M methods that the form uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import ItemError, complete_rows, item_error, without_interviewers
from scoring.pool import Mask, Pool
from scoring.scheme import Scheme

PENDING = "pending_"
"""What the codes of flags begin with that say which method is pending."""


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


def pending_flags(flags: Iterable[str]) -> frozenset[str]:
    """Return the flags that say that a method is pending."""
    return frozenset(str(flag) for flag in flags if flag.startswith(PENDING))


def ranked_together(pending: Sequence[frozenset[str]], has_score: Sequence[bool]) -> NDArray[np.bool_]:
    """Say who is ranked: only people with the same methods can be compared.

    Parameters
    ----------
    pending : sequence of n sets of flags
        As pending_flags returns them.
    has_score : sequence of n bool
        Whether there is a composite to rank.

    Returns
    -------
    bool array of shape (n,)
        True for the group for whom the least is pending; of two such groups, the larger one. Those who share
        its methods without having a composite are in it too.
    """
    sizes = Counter(flags for flags, scored in zip(pending, has_score, strict=True) if scored)
    if not sizes:
        return np.ones(len(pending), dtype=bool)
    chosen = min(sizes, key=lambda flags: (len(flags), -sizes[flags], sorted(flags)))
    return np.array([flags == chosen for flags in pending], dtype=bool)
