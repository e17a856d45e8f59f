"""Who has met a campaign's items before: practice counts, so the recruiter should know."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data import campaigns, candidates, progress
from workflows.access import Actor, reach, require_in
from workflows.drafts import in_state
from workflows.transactions import reading


@dataclass(frozen=True)
class Resit:
    """A candidate who has met some of these items before, in another campaign."""

    candidate_id: str
    name: str
    campaign_title: str | None
    """None: a campaign that who asks does not reach."""
    opened_at: dt.datetime
    n_shared: int
    n_items: int


def resits(actor: Actor, campaign_id: str) -> tuple[Resit, ...]:
    """Return the candidates who have already sat some of this campaign's items elsewhere (by e-mail)."""
    with reading(actor) as connection:
        require_in(connection, actor, "invite", campaign_id)
        campaign = in_state(connection, campaign_id, *campaigns.STATES)
        emails = candidates.emails_in(connection, campaign_id)
        earlier = progress.earlier_sittings(connection, emails, other_than=campaign_id)
        is_reached = reach(connection, actor)
        people = {one.id: one for one in candidates.candidates_of(connection, campaign_id)}
    asked = set(campaign.item_ids)
    found = [
        Resit(
            candidate_id=emails[sitting.email],
            name=people[emails[sitting.email]].name,
            campaign_title=sitting.campaign_title if is_reached(sitting.campaign_id) else None,
            opened_at=sitting.opened_at,
            n_shared=len(asked & set(sitting.item_ids)),
            n_items=len(asked),
        )
        for sittings in earlier.values()
        for sitting in sittings
    ]
    return tuple(one for one in found if one.n_shared)
