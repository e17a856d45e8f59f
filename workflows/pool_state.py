"""How a campaign's results stand, without reading them: enough to know whether anything has changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from data.marks import MarksState, marks_state
from data.results import FinishedState, finished_state
from data.sheets import RatingsState, interviews_state
from data.weightings import Weighting, last_weighting
from errors import CampaignError
from scoring.formats import FORMATS

NO_MARKS = MarksState(0, None)
NO_RATINGS = RatingsState(0, None)


@dataclass(frozen=True)
class PoolState:
    """What a campaign's results rest on: facts are append-only; their number and last id stand for them."""

    campaign: Campaign
    form: Form
    finished: FinishedState
    marks: MarksState
    ratings: RatingsState
    weighting: Weighting | None
    """None = the weights of the form count."""

    @cached_property
    def earned(self) -> str:
        """Digest of what points rest on."""
        last_at = self.finished.last_at and self.finished.last_at.isoformat()
        finished = self.finished._replace(last_at=None)
        return _digest([self.campaign.id, self.form["sha256"], finished, last_at, self.marks])

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what scores rest on."""
        return _digest([self.earned, self.ratings, self.weighting and self.weighting.number])


def pool_state(connection: Connection, campaign_id: str) -> PoolState:
    """Return how a campaign stands at this moment, in a few light queries.

    Raises
    ------
    CampaignError
        When there is no such campaign, or it has no form yet (``details["why"]``: unknown, draft).
    """
    campaign = campaign_by_id(connection, campaign_id)
    if campaign is None:
        raise CampaignError("There is no such campaign.", why="unknown", campaign=campaign_id)
    if campaign.form_id is None:
        raise CampaignError(
            "This campaign is still a draft: nobody has sat it.", why="draft", campaign=campaign_id
        )
    form = form_body(connection, campaign.form_id)
    prompts = marked_ids(form)
    return PoolState(
        campaign,
        form,
        finished_state(connection, campaign_id),
        marks_state(connection, campaign_id, prompts) if prompts else NO_MARKS,
        interviews_state(connection, campaign_id) if form.get("interview") else NO_RATINGS,
        last_weighting(connection, campaign_id),
    )


def marked_ids(form: Form) -> list[str]:
    """Return the items whose answers people mark."""
    return [item["id"] for item in form["items"] if FORMATS[item["format"]].is_marked]


def _digest(stated: list[object]) -> str:
    return hashlib.sha256(json.dumps(stated).encode()).hexdigest()
