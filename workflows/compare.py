"""A manager compares candidates: who stands where, how sure that is, and what the data cannot tell apart."""

from __future__ import annotations

from dataclasses import replace

from data.campaigns import Campaign, Counts, all_campaigns, counts
from scoring.posterior import probability_above
from scoring.tiers import words
from workflows.access import Actor, reach, require, require_in
from workflows.compared import CampaignChoice, Compared, Comparison, Pair
from workflows.memory import BoundedMemory
from workflows.results import PoolNow, own_places, pool_now
from workflows.scored_pool import Stage
from workflows.standings import compare_pool, unfinished
from workflows.transactions import reading

COMPARISONS_KEPT = 16
"""In memory, each under the fingerprint of what it rests on; a restart begins without any."""

_comparisons: BoundedMemory[Comparison] = BoundedMemory(COMPARISONS_KEPT)


def campaigns_to_compare(actor: Actor) -> tuple[CampaignChoice, ...]:
    """Return the campaigns this person reaches that have been published, the newest first."""
    require(actor, "compare")
    with reading(actor) as connection:
        how_many = counts(connection)
        is_reached = reach(connection, actor)
        published = [one for one in all_campaigns(connection) if one.form_id is not None]
    return tuple(_choice(one, how_many.get(one.id, Counts())) for one in published if is_reached(one.id))


def comparison(
    actor: Actor, campaign_id: str, *, places: int | None = None, stage: Stage | None = None
) -> Comparison:
    """Compare everyone who finished, exactly as ``cli.py score`` and ``cli.py rank`` would.

    Parameters
    ----------
    actor : Actor
        Who looks; needs the deed ``compare``.
    campaign_id : str
    places : int, optional
        How many can be chosen, 1 or more; the campaign's own number by default.
    stage : {"all", "before_interview"}, optional
        Whether the interview is left out, for everybody: so people who were not seen yet can be compared. By
        default the stage that answers the question at hand.

    Raises
    ------
    AccessError, CampaignError
        Nothing is shown.
    """
    with reading(actor) as connection:
        require_in(connection, actor, "compare", campaign_id)
        now = pool_now(connection, campaign_id, stage=stage)
    return comparison_of(now, places)


def comparison_of(now: PoolNow, places: int | None = None) -> Comparison:
    """Compare a pool that has been read, at its stage, or return what was found for the same one before."""
    wanted = own_places(now.campaign) if places is None else places
    key = (now.scored.fingerprint, now.scored.stage, wanted)
    found = _comparisons.get(key, lambda: compare_pool(now, wanted, wanted))
    return _as_of_now(found, now)


def _as_of_now(found: Comparison, now: PoolNow) -> Comparison:
    """Add what may have changed without changing any score."""
    campaign = now.campaign
    return replace(
        found,
        title=campaign.title,
        state=campaign.state,
        is_fictional=campaign.is_fictional,
        is_blind=bool(campaign.settings.get("blind_names", True)),
        campaign_places=own_places(campaign),
        unfinished=unfinished(now.unfinished),
        awaited=now.awaited,
    )


def pairwise(first: Compared, second: Compared) -> Pair | None:
    """Say how sure it is that the first candidate stands above the second; None when either has no place."""
    if first.place is None or second.place is None:
        return None
    probability = probability_above(first.place.known, second.place.known)
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
