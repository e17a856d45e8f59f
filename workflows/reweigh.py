"""Other weights after publication: shown first with who would move, then counted with a written reason.

The weights candidates were told of stay in the form; each change is a row of its own; the last one counts.
Nothing is scored anew by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.weightings import add_weighting, last_weighting
from errors import BadForm, CampaignError
from scoring.formats import METHODS
from scoring.scheme import COMPETENCIES, FAMILIES
from workflows.access import Actor, require, require_in
from workflows.clock import utc_now
from workflows.reasons import checked_reason
from workflows.record import note
from workflows.results import pool_now
from workflows.scored_pool import Stage
from workflows.transactions import reading, writing
from workflows.weights import Weights, weighed, weights_of
from workflows.what_if import Moved, what_if


@dataclass(frozen=True, slots=True)
class Reweighing:
    """What other weights would change; nothing has been stored."""

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
    require(actor, "reweigh")
    checked_weights(weights)
    with reading(actor) as connection:
        require_in(connection, actor, "reweigh", campaign_id)
        scored = pool_now(connection, campaign_id, stage=stage).scored
    weighed(scored.scheme, weights)
    found = what_if(
        actor,
        campaign_id,
        weights=weights.competencies,
        interpersonal=weights.families["interpersonal"],
        methods=weights.methods,
        stage=stage,
    )
    moved = tuple(one for one in found.people if one.gained or one.tier_before != one.tier_after)
    return Reweighing(
        number=scored.weighting,
        before=weights_of(scored.scheme),
        after=weights,
        moved=moved,
        n_compared=len(found.people),
        tau_b=found.tau_b,
        n_tier_changes=found.n_tier_changes,
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
    said = checked_reason(reason)
    # Everything that could be wrong shows in a dry run at the stage that has every method.
    dry_run(actor, campaign_id, weights, stage="all")
    now = utc_now()
    with writing(actor) as connection:
        require_in(connection, actor, "reweigh", campaign_id)
        last = last_weighting(connection, campaign_id)
        if (last.number if last else 0) != number:
            raise CampaignError(
                "The weights were changed meanwhile; nothing was stored. Look at who would move now.",
                why="reweighed", campaign=campaign_id,
            )  # fmt: skip
        stored = add_weighting(
            connection, campaign_id, weights.body(), reason=said, account_id=actor.account_id, now=now
        )
        note(connection, actor, "reweigh", campaign_id, now, campaign_id=campaign_id, number=stored)
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
