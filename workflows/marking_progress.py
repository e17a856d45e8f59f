"""How far the marking of each prompt is, and what stands in its way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data import markers
from data.campaigns import Campaign
from data.marks import Mark, marks_of_prompt
from data.replies import replies_to_mark
from scoring.marks import MARKERS
from workflows.access import Actor, require_in
from workflows.clock import utc_now
from workflows.drafts import in_state
from workflows.markers import trained_on
from workflows.marking_prompt import Translated, marked_items_of
from workflows.marking_queue import asks_for_mark
from workflows.marking_seat import OPEN_STATES, form_of
from workflows.sit_place import GRACE
from workflows.transactions import reading


@dataclass(frozen=True)
class PromptProgress:
    """The marking of one prompt at this moment; the four counts add up to ``n_replies``."""

    item_id: str
    title: Translated
    n_replies: int
    n_unmarked: int
    n_marked_once: int
    n_awaiting_third: int
    n_settled: int
    n_trained: int
    """Markers who may mark it."""
    lacks_markers: bool
    """Fewer than two may."""
    lacks_third: bool
    """A reply waits for a third mark that nobody who may mark is left to give."""


def progress(actor: Actor, campaign_id: str) -> tuple[PromptProgress, ...]:
    """Return how far each prompt of a campaign is; none when nothing in its form is marked by people."""
    now = utc_now()
    with reading(actor) as connection:
        require_in(connection, actor, "see_agreement", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        people = [
            one.account_id for one in markers.appointed_to(connection, campaign_id) if one.disabled_at is None
        ]
        trained = trained_on(connection, campaign, people)
        return tuple(
            _progress(connection, campaign, item, trained, now)
            for item in marked_items_of(form_of(connection, campaign))
        )


def _progress(
    connection: Connection,
    campaign: Campaign,
    item: Mapping[str, Any],
    trained: Mapping[str, set[str]],
    now: dt.datetime,
) -> PromptProgress:
    may = {account_id for account_id, prompts in trained.items() if item["id"] in prompts}
    marks = marks_of_prompt(connection, campaign.id, item["id"])
    replies = [
        marks.get(one, ()) for one in replies_to_mark(connection, campaign.id, item["id"], now - GRACE)
    ]
    thirds = [given for given in replies if len(given) >= MARKERS and asks_for_mark(given)]
    n_unmarked, n_once = (sum(len(given) == n for given in replies) for n in (0, 1))
    return PromptProgress(
        item_id=item["id"],
        title=item["title"],
        n_replies=len(replies),
        n_unmarked=n_unmarked,
        n_marked_once=n_once,
        n_awaiting_third=len(thirds),
        n_settled=len(replies) - n_unmarked - n_once - len(thirds),
        n_trained=len(may),
        lacks_markers=len(may) < MARKERS,
        lacks_third=any(may <= _who(given) for given in thirds),
    )


def _who(given: tuple[Mark, ...]) -> set[str]:
    return {one.account_id for one in given}
