"""Links of candidates whose campaign was filled directly."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from data.candidates.candidates import add_invitations
from data.common.engine import writing
from data.schema import campaign, invitation
from workflows.common.clock import utc_now


def linked(candidate_id: str, token: str = "a-token-of-a-candidate") -> str:
    """Give a candidate a link that works for long and was used before; return its secret."""
    now = utc_now()
    with writing() as c:
        add_invitations(c, {candidate_id: token}, now=now, expires_at=now + dt.timedelta(days=3000))
        c.execute(update(invitation).where(invitation.c.candidate_id == candidate_id).values(opened_at=now))
    return token


def change_settings(campaign_id: str, **settings: object) -> None:
    """Settle something in a campaign, whatever state it is in."""
    from data.campaigns.campaigns import campaign_by_id, change_campaign

    with writing() as c:
        kept = campaign_by_id(c, campaign_id)
        assert kept is not None
        change_campaign(c, campaign_id, settings={**kept.settings, **settings})


def close(campaign_id: str) -> None:
    """Close a campaign."""
    with writing() as c:
        c.execute(update(campaign).where(campaign.c.id == campaign_id).values(state="closed"))
