"""The end of a campaign, for everybody or for one candidate."""

from __future__ import annotations

from sqlalchemy import Connection

from data.candidates.candidates import candidate_by_id
from data.comparison.decisions import decisions_of
from data.sitting.sittings import Invited

CAMPAIGN_OVER = ("closed", "archived")
"""States of a campaign in which nothing more is asked of anybody."""


def is_campaign_over(connection: Connection, invited: Invited) -> bool:
    """Tell whether a campaign is over for one person: closed, or somebody decided about them."""
    if invited.campaign_state in CAMPAIGN_OVER:
        return True
    person = candidate_by_id(connection, invited.candidate_id)
    return person is not None and invited.candidate_id in decisions_of(connection, person.campaign_id)
