"""When a campaign is over, for everybody or for one person."""

from __future__ import annotations

from sqlalchemy import Connection

from data.candidates import candidate_by_id
from data.decisions import decisions_of
from data.sittings import Invited

OVER = ("closed", "archived")
"""States of a campaign in which nothing more is asked of anybody."""


def is_settled(connection: Connection, found: Invited) -> bool:
    """Tell whether a campaign is over for one person: closed, or somebody decided about them."""
    if found.campaign_state in OVER:
        return True
    person = candidate_by_id(connection, found.candidate_id)
    return person is not None and found.candidate_id in decisions_of(connection, person.campaign_id)
