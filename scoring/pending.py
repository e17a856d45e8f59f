"""Whose methods are pending, and who can therefore be ranked together: by the flags alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

PENDING = "pending_"
"""What the codes of flags begin with that say which method is pending."""


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
