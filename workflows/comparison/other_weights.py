"""Other weights: trying them out, and letting them count with a written reason.

The weights candidates were told of stay in the form; each change is a row of its own; the last one counts.
Nothing is scored anew by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Literal, NamedTuple

from cachetools import LRUCache, cached

from data.campaigns.forms import add_weighting, last_weighting
from domain import COMPETENCIES, FAMILIES, METHODS, Stage
from errors import BadForm, CampaignError
from scoring.formats.scheme import Scheme
from scoring.ranking import what_if as ranking
from scoring.ranking.smallest_change import Kind, smallest_change
from scoring.ranking.what_if import Basis, other_weights, what_if_basis
from scoring.scores.scores import pending_flags
from scoring.scores.share import share_basis, true_share
from workflows.audit.log import log_action
from workflows.common.access import Actor, require_campaign_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.text import checked_reason
from workflows.common.transactions import reading, writing
from workflows.comparison.pool import ScoredPool, Weights, weighed, weights_of
from workflows.comparison.results import pool_now

BASES_KEPT = 8
"""A basis of 2,000 people takes about 5 MB beside its pool."""


class Moved(NamedTuple):
    """One person's rank now and under other weights; both among those who can be compared."""

    candidate_id: str
    pseudonym: str
    rank_before: int
    """1 = highest score; equal scores share the better rank."""
    rank_after: int
    tier_before: int
    tier_after: int

    @property
    def gained(self) -> int:
        """Return how many ranks better they would be; below 0 = worse."""
        return self.rank_before - self.rank_after


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """The order under other weights next to the one that stands."""

    standing: Weights
    tried: Weights
    people: tuple[Moved, ...]
    """By rank that stands, then pseudonym."""
    tau_b: float | None
    """Kendall's tau-b between the two orders, 1 = the same; None = fewer than two people, or only ties."""
    n_tier_changes: int
    share_before: float | None
    """Part of what truly separates these people that is interpersonal judgment; None = undefined, or only
    some were interviewed so far."""
    share_after: float | None


@dataclass(frozen=True, slots=True)
class Swap:
    """One weight that would have to change; a trace further, the two have changed places."""

    kind: Kind
    name: str
    """Code of the competency, ``interpersonal``, or the method."""
    weight_from: float
    weight_to: float
    share_from: float
    """Of all weights of its family or kind, 0 to 1."""
    share_to: float


@dataclass(frozen=True, slots=True)
class WhatItTakes:
    """The smallest change that would swap two candidates."""

    answer: Literal["swap", "none", "level", "no_place"]
    """``none``: no single weight within its range does; ``level``: equal scores; ``no_place``: one of the two
    is not among those who can be compared.
    """
    ahead_id: str | None
    """Whose score is higher now."""
    swap: Swap | None


@dataclass(frozen=True, slots=True)
class Reweighing:
    """A dry run of other weights; nothing has been stored."""

    number: int
    """Of the weights that count now; 0 = those of the form."""
    before: Weights
    after: Weights
    moved: tuple[Moved, ...]
    """Whose rank or tier would be another one, by the rank that stands."""
    n_compared: int
    tau_b: float | None
    """Kendall's tau-b between the two orders, 1 = the same; None = fewer than two people, or only ties."""
    n_tier_changes: int


class _PoolAndBasis(NamedTuple):
    scored: ScoredPool
    basis: Basis


def what_if(
    actor: Actor,
    campaign_id: str,
    *,
    weights: Mapping[str, float] | None = None,
    interpersonal: float | None = None,
    methods: Mapping[str, float] | None = None,
    stage: Stage | None = None,
) -> WhatIfView:
    """Weigh what everybody answered otherwise, and tell who would move.

    Parameters
    ----------
    actor : Actor
        Needs the deed ``compare``.
    campaign_id : str
    weights : mapping of competency to weight, optional
        0 or more; those left out stay.
    interpersonal : float, optional
        .70 to 1; the technical family has the rest. Where less counts already, down to that.
    methods : mapping of method to weight, optional
        Above 0; those left out stay.
    stage : {"all", "before_interview"}, optional
        As for a comparison.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    BadForm
        When a weight is out of range.
    """
    scored, basis = _pool_and_basis(actor, campaign_id, stage)
    scheme = other_weights(basis.scheme, weights=weights, interpersonal=interpersonal, methods=methods)
    result = ranking.what_if(basis, scheme)
    before, after = basis.order, result.order
    people = [
        Moved(
            person.candidate_id,
            person.pseudonym,
            int(before.rank[i]),
            int(after.rank[i]),
            int(before.tier[i]),
            int(after.tier[i]),
        )
        for i, person in enumerate(scored.finished)
        if before.rank[i] and after.rank[i]
    ]
    return WhatIfView(
        standing=weights_of(basis.scheme),
        tried=weights_of(scheme),
        people=tuple(sorted(people, key=lambda moved: (moved.rank_before, moved.pseudonym))),
        tau_b=_known(result.tau_b),
        n_tier_changes=result.n_tier_changes,
        share_before=_share(basis, basis.scheme),
        share_after=_share(basis, scheme),
    )


def what_it_would_take(
    actor: Actor, campaign_id: str, first_id: str, second_id: str, *, stage: Stage | None = None
) -> WhatItTakes:
    """Find the smallest change of a single weight that would swap two people.

    Parameters
    ----------
    actor : Actor
        Needs the deed ``compare``.
    campaign_id, first_id, second_id : str
        The campaign and two of its candidates, in either order.
    stage : {"all", "before_interview"}, optional
        As for a comparison.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    scored, basis = _pool_and_basis(actor, campaign_id, stage)
    row = {person.candidate_id: i for i, person in enumerate(scored.finished)}
    pair = [
        row[candidate_id]
        for candidate_id in (first_id, second_id)
        if candidate_id in row and basis.order.rank[row[candidate_id]]
    ]
    if len(pair) < 2:
        return WhatItTakes("no_place", None, None)
    i, j = pair
    first, second = basis.order.composite[pair]
    if first == second:
        return WhatItTakes("level", None, None)
    ahead_id = first_id if first > second else second_id
    change = smallest_change(basis.pool, basis.scheme, i, j)
    if change is None:
        return WhatItTakes("none", ahead_id, None)
    return WhatItTakes("swap", ahead_id, Swap(*change))


def dry_run(actor: Actor, campaign_id: str, weights: Weights, *, stage: Stage | None = None) -> Reweighing:
    """Tell who would move under other weights, and change nothing.

    Parameters
    ----------
    actor : Actor
        Needs the deed ``reweigh``.
    campaign_id : str
    weights : Weights
        Complete.
    stage : {"all", "before_interview"}, optional
        At which people are compared, as for a comparison; the weights count at both.

    Raises
    ------
    AccessError, CampaignError, BadForm
        BadForm when a weight is missing or out of range: interpersonal judgment weighs .70 or more, or as
        much as it did.
    """
    require_permission(actor, "reweigh")
    checked_weights(weights)
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "reweigh", campaign_id)
        scored = pool_now(connection, campaign_id, stage=stage).scored
    weighed(scored.scheme, weights)
    result = what_if(
        actor,
        campaign_id,
        weights=weights.competencies,
        interpersonal=weights.families["interpersonal"],
        methods=weights.methods,
        stage=stage,
    )
    moved = tuple(
        person for person in result.people if person.gained or person.tier_before != person.tier_after
    )
    return Reweighing(
        number=scored.weighting,
        before=weights_of(scored.scheme),
        after=weights,
        moved=moved,
        n_compared=len(result.people),
        tau_b=result.tau_b,
        n_tier_changes=result.n_tier_changes,
    )


def apply(actor: Actor, campaign_id: str, weights: Weights, reason: str, *, number: int) -> int:
    """Let other weights count from now on, and return their number.

    Parameters
    ----------
    actor : Actor
        Needs the deed ``reweigh``.
    campaign_id : str
    weights : Weights
        As the dry run had them.
    reason : str
        20 characters or more; kept for whoever asks why.
    number : int
        Of the weights the dry run compared them with (``Reweighing.number``).

    Raises
    ------
    AccessError, CampaignError, BadForm, DecisionError
        Nothing was stored. CampaignError with ``details["why"]`` = ``reweighed`` when somebody else changed
        the weights after the dry run; DecisionError about the reason.
    """
    text = checked_reason(reason)
    # Everything that could be wrong shows in a dry run at the stage that has every method.
    dry_run(actor, campaign_id, weights, stage="all")
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "reweigh", campaign_id)
        last = last_weighting(connection, campaign_id)
        if (last.number if last else 0) != number:
            raise CampaignError(
                "The weights were changed meanwhile; nothing was stored. Look at who would move now.",
                why="reweighed", campaign=campaign_id,
            )  # fmt: skip
        stored = add_weighting(
            connection, campaign_id, weights.body(), reason=text, account_id=actor.account_id, now=now
        )
        log_action(connection, actor, "reweigh", campaign_id, now, campaign_id=campaign_id, number=stored)
    return stored


def checked_weights(weights: Weights) -> None:
    """Raise BadForm unless every competency, family and method has a weight, and the families sum to 1."""
    for name, given, expected in (
        ("weights", weights.competencies, COMPETENCIES),
        ("families", weights.families, tuple(FAMILIES)),
        ("methods", weights.methods, METHODS),
    ):
        if set(given) != set(expected):
            raise BadForm(f"{name}: expected a weight for each of {', '.join(expected)}, got {given!r:.200}")
    if abs(sum(weights.families.values()) - 1) > 1e-9:
        raise BadForm(f"families: expected weights that sum to 1, got {weights.families!r:.100}")


def _pool_and_basis(actor: Actor, campaign_id: str, stage: Stage | None) -> _PoolAndBasis:
    """Return a campaign's pool with what trying other weights needs, worked out once per fingerprint."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "compare", campaign_id)
        scored = pool_now(connection, campaign_id, stage=stage).scored
    return _PoolAndBasis(scored, _basis(scored))


@cached(LRUCache(maxsize=BASES_KEPT), key=lambda scored: (scored.fingerprint, scored.stage), lock=Lock())
def _basis(scored: ScoredPool) -> Basis:
    return what_if_basis(scored.pool, scored.scheme, [pending_flags(flags) for flags in scored.person_flags])


def _share(basis: Basis, scheme: Scheme) -> float | None:
    """Return the interpersonal part of what separates those who are compared; None of anybody else."""
    share = share_basis(basis.pool, scheme, basis.error, basis.together)
    return None if share.is_before else _known(true_share(share.parts))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
