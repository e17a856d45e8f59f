"""A marker in front of one prompt: who may be there, and the codes under which they see replies."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data import markers
from data.campaigns import Campaign, campaign_by_id
from data.forms import Form, form_body
from data.secrets import secret_of
from data.training import training_marks
from errors import MarkingError
from workflows.access import Actor, require
from workflows.campaign_settings import MARKER_AGREEMENT
from workflows.marking_attempts import attempts, has_passed
from workflows.marking_prompt import Prompt, marked_items_of, prompt_of

SECRET = "marking"
"""Name of the secret that codes are made with."""
OPEN_STATES = ("published", "closed")


@dataclass(frozen=True)
class Seat:
    """What a marker's place rests on."""

    actor: Actor
    campaign: Campaign
    form: Form
    item: Mapping[str, Any]
    prompt: Prompt
    is_trained: bool
    secret: bytes

    @property
    def dimensions(self) -> list[str]:
        """Return the ids of what is marked."""
        return [one.id for one in self.prompt.dimensions]

    @property
    def required(self) -> float:
        """Return the agreement with the samples from which a marker is trained."""
        return required_agreement(self.campaign)

    def code(self, answer_id: str) -> str:
        """Return the code under which this marker sees a reply."""
        return reply_code(self.secret, answer_id, self.actor.account_id)


def reply_code(secret: bytes, answer_id: str, account_id: str) -> str:
    """Return eight letters and digits that say nothing of a reply, other ones for each marker."""
    digest = hmac.digest(secret, f"{answer_id}|{account_id}".encode(), "sha256")
    return base64.b32encode(digest).decode()[:8]


def required_agreement(campaign: Campaign) -> float:
    """Return the agreement with the samples from which a campaign's markers are trained."""
    return campaign.settings.get("marker_agreement", MARKER_AGREEMENT)


def marked_campaign(connection: Connection, actor: Actor, campaign_id: str) -> tuple[Campaign, bytes]:
    """Return a campaign this person marks, with the secret of its codes.

    Raises
    ------
    AccessError
        When the role does not mark.
    MarkingError
        ``not_appointed``: here, or there is no such campaign, or it is not open to marking. Which of them is
        not told: who does not mark a campaign learns nothing of it.
    """
    require(actor, "mark")
    campaign = campaign_by_id(connection, campaign_id)
    secret = secret_of(connection, SECRET)
    is_here = markers.is_appointed(connection, campaign_id, actor.account_id)
    if campaign is None or campaign.state not in OPEN_STATES or secret is None or not is_here:
        raise MarkingError("You are not appointed to mark this campaign.", "not_appointed")
    return campaign, secret


def seat_at(connection: Connection, actor: Actor, campaign_id: str, item_id: str) -> Seat:
    """Return a marker's seat, trained or not yet.

    Raises
    ------
    AccessError, MarkingError
        As marked_campaign; ``no_such_prompt``.
    """
    campaign, secret = marked_campaign(connection, actor, campaign_id)
    form = form_of(connection, campaign)
    item = next((one for one in marked_items_of(form) if one["id"] == item_id), None)
    if item is None:
        raise MarkingError("This campaign has no such prompt.", "no_such_prompt")
    prompt = prompt_of(item)
    rows = training_marks(connection, [actor.account_id], [prompt.rubric_sha256])
    is_trained = has_passed(item["samples"], attempts(rows), required_agreement(campaign))
    return Seat(actor, campaign, form, item, prompt, is_trained, secret)


def trained_seat(connection: Connection, actor: Actor, campaign_id: str, item_id: str) -> Seat:
    """Return the seat of a marker who may mark; MarkingError ``not_trained`` otherwise."""
    seat = seat_at(connection, actor, campaign_id, item_id)
    if not seat.is_trained:
        raise MarkingError("Mark this prompt's samples first.", "not_trained")
    return seat


def form_of(connection: Connection, campaign: Campaign) -> Form:
    """Return the form of a campaign that was published."""
    if campaign.form_id is None:
        raise MarkingError("This campaign has no form yet.", "not_appointed")
    return form_body(connection, campaign.form_id)
