"""Who rated which question of whose interview: what the interviewers' part of the error rests on.

Shapes: n candidates, K seats of the largest panel, Q questions, J items of the form and the interview.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

EMPTY = -1


class Panels(NamedTuple):
    """The ratings of a pool by seat; in which seat of a panel somebody sits means nothing."""

    who: Indices
    """(n, K): interviewer in each seat; EMPTY = nobody."""
    ratings: Array
    """(n, K, Q): on the scale of points, 0 to 1; NaN = not observed, pending or nobody."""
    columns: Indices
    """(Q,): where each question stands among the J items."""

    def rows(self, chosen: Mask | slice) -> Panels:
        """Return the panels of some of the candidates."""
        return Panels(self.who[chosen], self.ratings[chosen], self.columns)

    def weights(self) -> Array:
        """Return the share of each rating in the mean of its question, (n, K, Q); 0 where there is none."""
        rated = ~np.isnan(self.ratings)
        counts = rated.sum(axis=1, keepdims=True)
        return np.divide(rated, counts, out=np.zeros(rated.shape), where=counts > 0)
