"""What a marker sees: prompts that wait, and a desk with one reply of which nothing tells who wrote it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.mark_drafts import draft_of
from data.replies import reply_text
from errors import MarkingError
from scoring.words import count_words
from workflows.access import Actor, may
from workflows.marking_prompt import Prompt, Translated, marked_items_of
from workflows.marking_queue import Queue, queue_at
from workflows.marking_seat import Seat, form_of, marked_campaign, seat_at


@dataclass(frozen=True)
class PromptToMark:
    """A prompt that waits for somebody."""

    campaign_id: str
    campaign_title: str
    item_id: str
    title: Translated
    is_trained: bool
    n_waiting: int
    """Replies this marker may mark now; 0 before training."""


@dataclass(frozen=True)
class Reply:
    """A reply in a marker's hands."""

    code: str
    text: str
    n_words: int
    marks: Mapping[str, int]
    """Given so far; dimensions may be missing."""
    note: str
    held_until: dt.datetime


@dataclass(frozen=True)
class Desk:
    """Everything on a marker's desk."""

    campaign_id: str
    campaign_title: str
    prompt: Prompt
    company: Mapping[str, Any]
    """Whose page it is, as candidates saw it."""
    card: tuple[Mapping[str, Any], ...]
    """The company's rules, as candidates saw them."""
    is_trained: bool
    also_sees_names: bool
    """Their role may see names on other pages."""
    n_waiting: int
    reply: Reply | None


def prompts_of(
    connection: Connection, actor: Actor, campaign_id: str, now: dt.datetime
) -> list[PromptToMark]:
    """Return the prompts of a campaign this person marks; none once it is archived."""
    try:
        campaign, _ = marked_campaign(connection, actor, campaign_id)
    except MarkingError:
        return []
    seats = [
        seat_at(connection, actor, campaign_id, item["id"])
        for item in marked_items_of(form_of(connection, campaign))
    ]
    return [
        PromptToMark(
            campaign_id=campaign_id,
            campaign_title=campaign.title,
            item_id=seat.prompt.item_id,
            title=seat.prompt.title,
            is_trained=seat.is_trained,
            n_waiting=len(queue_at(connection, seat, now).waiting) if seat.is_trained else 0,
        )
        for seat in seats
    ]


def desk_of(
    connection: Connection,
    seat: Seat,
    queue: Queue | None,
    answer_id: str | None,
    until: dt.datetime | None = None,
) -> Desk:
    """Return a desk; before training there is no queue."""
    return Desk(
        campaign_id=seat.campaign.id,
        campaign_title=seat.campaign.title,
        prompt=seat.prompt,
        company=seat.form["company"],
        card=tuple(seat.form["card"]),
        is_trained=seat.is_trained,
        also_sees_names=may(seat.actor, "reveal_names"),
        n_waiting=len(queue.waiting) if queue else 0,
        reply=_reply(connection, seat, answer_id, until) if answer_id and until else None,
    )


def _reply(connection: Connection, seat: Seat, answer_id: str, until: dt.datetime) -> Reply:
    text = reply_text(connection, answer_id)
    kept = draft_of(connection, answer_id, seat.actor.account_id)
    return Reply(seat.code(answer_id), text, count_words(text), kept.marks, kept.note, until)
