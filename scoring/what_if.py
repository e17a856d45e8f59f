"""What other weights would change: the same points, weighed otherwise; nothing is scored or stored again.

Shapes: n candidates of a pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from errors import BadForm
from scoring.form_fields import numbers
from scoring.formats import METHODS
from scoring.methods import MethodGroup, method_groups
from scoring.pending import ranked_together
from scoring.pool import Mask, Pool
from scoring.rank_correlation import kendall_tau_b, lowest_ranks
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme
from scoring.scores import Scores, score_pool_with
from scoring.standing import HIGHEST_RELIABILITY, posterior
from scoring.tiers import tiers

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

INTERPERSONAL_FLOOR = 0.60
"""Least weight of the interpersonal family with which a campaign can be published."""
TOLERANCE = 1e-9


class Order(NamedTuple):
    """Candidates as some weights order them."""

    composite: Array
    """(n,); NaN = none."""
    rank: Indices
    """(n,): 1 = highest composite, equal composites share the better rank; 0 = not ranked."""
    tier: Indices
    """(n,): as the ranking with these weights has it; 0 = not ranked."""


class Basis(NamedTuple):
    """What does not depend on weights, worked out once, and the order that stands."""

    pool: Pool
    scheme: Scheme
    groups: list[MethodGroup]
    together: Mask
    """(n,): who is compared, as pending.ranked_together returns it for the weights that stand."""
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
) -> Scheme:
    """Return a scheme with some weights changed.

    Parameters
    ----------
    scheme : Scheme
    weights : mapping of competency to weight, optional
        0 or more; those left out stay.
    interpersonal : float, optional
        Weight of the interpersonal family, .60 to 1; the technical one has the rest.
    methods : mapping of method to weight, optional
        Above 0 for a method in use; those left out stay.

    Raises
    ------
    BadForm
        When a weight is out of range, or a family that weighs something would have no weight inside.
    """
    competencies = {**scheme.weights, **numbers("weights", dict(weights or {}), among=COMPETENCIES)}
    families = scheme.family_weights
    if interpersonal is not None:
        if not INTERPERSONAL_FLOOR - TOLERANCE <= interpersonal <= 1:
            raise BadForm(f"families: interpersonal: expected from .60 to 1, got {interpersonal}")
        families = {"interpersonal": interpersonal, "technical": 1 - interpersonal}
    for family, members in FAMILIES.items():
        if families[family] and not any(competencies[code] for code in members):
            raise BadForm(f"weights: expected at least one {family} competency above 0")
    mixed = {**scheme.methods, **numbers("methods", dict(methods or {}), among=METHODS)}
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
        As pending.pending_flags returns them; None = nothing is pending for anybody.
    """
    groups = method_groups(pool, scheme)
    scored = score_pool_with(pool, scheme, groups)
    has_score = ~np.isnan(scored.composite)
    together = np.ones(len(has_score), dtype=bool)
    if pending is not None:
        together = ranked_together(pending, has_score.tolist())
    return Basis(pool, scheme, groups, together, _order(scored, together, scheme))


def what_if(basis: Basis, scheme: Scheme) -> WhatIf:
    """Weigh the same points otherwise.

    Parameters
    ----------
    basis : Basis
    scheme : Scheme
        The basis's own, with other weights (other_weights).
    """
    order = _order(score_pool_with(basis.pool, scheme, basis.groups), basis.together, scheme)
    both = (basis.order.rank > 0) & (order.rank > 0)
    moves = np.where(both, basis.order.rank - order.rank, 0)
    before, after = basis.order.composite[both], order.composite[both]
    varies = both.sum() > 1 and np.ptp(before) > 0 and np.ptp(after) > 0
    tau_b = kendall_tau_b(before, after) if varies else float("nan")
    changed = (basis.order.tier != order.tier) & both
    return WhatIf(order, moves, tau_b, int(both.sum()), int(changed.sum()))


def _order(scored: Scores, together: Mask, scheme: Scheme) -> Order:
    """Order those who can be compared."""
    composite = scored.composite
    ranked = together & ~np.isnan(composite) & ~np.isnan(scored.sem)
    rank, tier = np.zeros(len(composite), dtype=np.int64), np.zeros(len(composite), dtype=np.int64)
    if ranked.any():
        reliability = min(scheme.prior.reliability, HIGHEST_RELIABILITY)
        known = posterior(composite[ranked], scored.sem[ranked], reliability=reliability)
        rank[ranked] = lowest_ranks(-composite[ranked])
        tier[ranked] = tiers(known.mean.tolist(), known.variance.tolist())
    return Order(composite, rank, tier)
