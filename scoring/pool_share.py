"""Whose differences the share of judgment is about: those who are ranked, or everybody before the interview.

Whoever is interviewed was chosen on the score before it. Among the chosen, what they were chosen on hardly
differs any more, and the share would speak of that choice. So while others wait for the interview, the share
is that of everybody, before it. Shape: n candidates.
"""

from __future__ import annotations

from typing import NamedTuple

from scoring.interview_pool import waits_for_interview, without_questions
from scoring.item_error import ItemError, item_error
from scoring.pool import Mask, Pool
from scoring.scale import ScaleScores, scale_scores
from scoring.scheme import Scheme
from scoring.share import Parts, composite_parts


class ShareBasis(NamedTuple):
    """The composites whose differences are taken apart."""

    parts: Parts
    is_before: bool
    """Of everybody before the interview, as only some were interviewed so far."""


def share_basis(
    pool: Pool, scheme: Scheme, error: ItemError, together: Mask, scores: ScaleScores | None = None
) -> ShareBasis:
    """Return the composites whose differences the share is about.

    Parameters
    ----------
    pool : Pool
    scheme : Scheme
        With the questions of the interview, where it counts.
    error : ItemError
        Of this pool.
    together : bool array of shape (n,)
        Who can be compared with each other (pending.ranked_together).
    scores : ScaleScores, optional
        What scale_scores makes of the pool; worked out where it is not given.
    """
    waits = waits_for_interview(pool, scheme)
    if (waits & ~together).any():
        before, written = without_questions(pool, scheme)
        found = scale_scores(before.points, written)
        parts = composite_parts(before, found, written, item_error(before, written), waits | together)
        return ShareBasis(parts, is_before=True)
    if scores is None:
        scores = scale_scores(pool.points, scheme, pool.pending)
    return ShareBasis(composite_parts(pool, scores, scheme, error, together), is_before=False)
