"""A manager compares candidates: who stands where, how sure that is, and what the data cannot tell apart."""

from __future__ import annotations

from data.campaigns import Campaign, Counts, all_campaigns, counts
from data.engine import reading
from scoring.tiers import probability_above, words
from workflows.access import Actor, reach, require, require_in
from workflows.compared import CampaignChoice, Compared, Comparison, Pair
from workflows.results import PoolNow
from workflows.scored_pool import Stage
from workflows.stored_standings import standing, standing_of


def campaigns_to_compare(actor: Actor) -> tuple[CampaignChoice, ...]:
    """Return the campaigns this person reaches that have been published, the newest first."""
    require(actor, "compare")
    with reading() as connection:
        how_many = counts(connection)
        is_reached = reach(connection, actor)
        published = [one for one in all_campaigns(connection) if one.form_id is not None]
    return tuple(_choice(one, how_many.get(one.id, Counts())) for one in published if is_reached(one.id))


def comparison(
    actor: Actor, campaign_id: str, *, places: int | None = None, stage: Stage = "all"
) -> Comparison:
    """Compare everyone who finished, exactly as ``cli.py score`` and ``cli.py rank`` would.

    Parameters
    ----------
    actor : Actor
        Who looks; needs the deed ``compare``.
    campaign_id : str
    places : int, optional
        How many can be chosen, 1 or more; the campaign's own number by default.
    stage : {"all", "before_interview"}
        Whether the interview is left out, for everybody: so people who were not seen yet can be compared.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    with reading() as connection:
        require_in(connection, actor, "compare", campaign_id)
    return standing(campaign_id, places=places, stage=stage)


def comparison_of(now: PoolNow, places: int | None = None) -> Comparison:
    """Compare a pool that has been read, at its stage, or return what was found for the same one before."""
    return standing_of(now, places)


def pairwise(first: Compared, second: Compared) -> Pair | None:
    """Say how sure it is that the first candidate stands above the second; None when either has no place."""
    if first.place is None or second.place is None:
        return None
    probability = probability_above(
        first.place.posterior_mean,
        first.place.posterior_variance,
        second.place.posterior_mean,
        second.place.posterior_variance,
    )
    return Pair(probability, words(max(probability, 1 - probability)))


def _choice(campaign: Campaign, how_many: Counts) -> CampaignChoice:
    return CampaignChoice(
        id=campaign.id,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        n_finished=how_many.finished,
        n_invited=how_many.invited,
    )
