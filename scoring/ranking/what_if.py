"""The order under other weights: the same points, weighed otherwise; nothing is scored or stored again.

Shapes: n candidates of a pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES, INTERPERSONAL_FLOOR, METHODS, SHARE_TOLERANCE
from errors import BadForm
from scoring.formats.points import read_numbers
from scoring.formats.scheme import Scheme
from scoring.ranking.rank_correlation import kendall_tau_b, lowest_ranks
from scoring.ranking.selected import ranked_pool
from scoring.ranking.standing import tiers
from scoring.scores.item_error import ItemError, item_error
from scoring.scores.pool import Mask, Pool
from scoring.scores.scores import Scores, ranked_together, score_pool_with

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


class Order(NamedTuple):
    """Candidates as some weights order them."""

    composite: Array
    """(n,); NaN = none."""
    rank: Indices
    """(n,): 1 = highest composite, equal composites share the better rank; 0 = not ranked."""
    tier: Indices
    """(n,): as the ranking with these weights has it; 0 = not ranked."""


class Basis(NamedTuple):
    """The parts that do not depend on weights, worked out once, and the order that stands."""

    pool: Pool
    scheme: Scheme
    error: ItemError
    together: Mask
    """(n,): who is compared, as scores.ranked_together returns it for the weights that stand."""
    order: Order


class WhatIf(NamedTuple):
    """The order under other weights, next to the one that stands."""

    order: Order
    moves: Indices
    """(n,): ranks gained, among those ranked under both; below 0 = lost; 0 for all others too."""
    tau_b: float
    """Kendall's tau-b between the composites of those ranked under both, ties counted as ties; 1 = the same
    order; NaN when fewer than two are, or one side has only ties."""
    n_compared: int
    """Ranked under both."""
    n_tier_changes: int
    """How many of these are in a tier of another number."""


def other_weights(
    scheme: Scheme,
    *,
    weights: Mapping[str, float] | None = None,
    interpersonal: float | None = None,
    methods: Mapping[str, float] | None = None,
    lowest: float = INTERPERSONAL_FLOOR,
) -> Scheme:
    """Return a scheme with some weights changed.

    Parameters
    ----------
    scheme : Scheme
    weights : mapping of competency to weight, optional
        0 or more; those left out stay.
    interpersonal : float, optional
        Weight of the interpersonal family, .70 to 1; the technical one has the rest. A scheme from before
        that floor may keep a weight under it.
    methods : mapping of method to weight, optional
        Above 0 for a method in use; those left out stay.
    lowest : float
        In place of the .70; 0 where weights that counted before are read back.

    Raises
    ------
    BadForm
        When a weight is out of range, or a family that weighs something would have no weight inside.
    """
    competencies = {**scheme.weights, **read_numbers("weights", dict(weights or {}), among=COMPETENCIES)}
    families = scheme.family_weights
    if interpersonal is not None:
        lowest = min(lowest, families["interpersonal"])
        if not lowest - SHARE_TOLERANCE <= interpersonal <= 1:
            raise BadForm(f"families: interpersonal: expected from {lowest:g} to 1, got {interpersonal}")
        families = {"interpersonal": interpersonal, "technical": 1 - interpersonal}
    for family, members in FAMILIES.items():
        if families[family] and not any(competencies[code] for code in members):
            raise BadForm(f"weights: expected at least one {family} competency above 0")
    mixed = {**scheme.methods, **read_numbers("methods", dict(methods or {}), among=METHODS)}
    for method in scheme.methods_used:
        if not mixed[method]:
            raise BadForm(f"methods: {method}: expected a weight above 0: the form uses it")
    return replace(scheme, weights=competencies, family_weights=families, methods=mixed)


def what_if_basis(pool: Pool, scheme: Scheme, pending: Sequence[frozenset[str]] | None = None) -> Basis:
    """Work out what trying other weights needs.

    Parameters
    ----------
    pool : Pool
    scheme : Scheme
        With the weights that stand.
    pending : sequence of n sets of flags, optional
        As scores.pending_flags returns them; None = nothing is pending for anybody.
    """
    error = item_error(pool, scheme)
    scored = score_pool_with(pool, scheme, error)
    has_score = ~np.isnan(scored.composite)
    together = np.ones(len(has_score), dtype=bool)
    if pending is not None:
        together = ranked_together(pending, has_score.tolist())
    return Basis(pool, scheme, error, together, _order(pool, scheme, scored, together))


def what_if(basis: Basis, scheme: Scheme) -> WhatIf:
    """Weigh the same points otherwise.

    Parameters
    ----------
    basis : Basis
    scheme : Scheme
        The basis's own, with other weights (other_weights).
    """
    scored = score_pool_with(basis.pool, scheme, basis.error)
    order = _order(basis.pool, scheme, scored, basis.together)
    both = (basis.order.rank > 0) & (order.rank > 0)
    moves = np.where(both, basis.order.rank - order.rank, 0)
    before, after = basis.order.composite[both], order.composite[both]
    varies = both.sum() > 1 and np.ptp(before) > 0 and np.ptp(after) > 0
    tau_b = kendall_tau_b(before, after) if varies else float("nan")
    changed = (basis.order.tier != order.tier) & both
    return WhatIf(order, moves, tau_b, int(both.sum()), int(changed.sum()))


def _order(pool: Pool, scheme: Scheme, scored: Scores, together: Mask) -> Order:
    """Order those who can be compared."""
    composite = scored.composite
    rank, tier = np.zeros(len(composite), dtype=np.int64), np.zeros(len(composite), dtype=np.int64)
    ranked = ranked_pool(pool, scheme, scored, together)
    if ranked.known is not None:
        rank[ranked.rows] = lowest_ranks(-composite[ranked.rows])
        tier[ranked.rows] = tiers(ranked.known)
    return Order(composite, rank, tier)
