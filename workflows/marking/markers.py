"""The markers of a campaign: appointing them, and how far each prompt is marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection

from data.accounts import accounts
from data.accounts.accounts import Account
from data.campaigns.campaigns import Campaign
from data.common.tokens import ensure_secret
from data.marking import markers
from data.marking.markers import training_marks
from data.marking.marks import Mark, marks_of_prompt, n_marked, replies_to_mark
from domain import OPEN_STATES, Role
from errors import MarkingError
from scoring.formats.marks import MARKERS
from workflows.audit.log import log_action
from workflows.campaigns.drafts import in_state
from workflows.common.access import PERMISSIONS, Actor, require_campaign_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.marking.assignment import (
    SECRET,
    Translated,
    asks_for_mark,
    attempts,
    form_of,
    has_passed,
    marked_items_of,
    required_agreement,
)
from workflows.sitting.state import GRACE


@dataclass(frozen=True)
class Marker:
    """Somebody appointed, and how far they are."""

    account_id: str
    name: str
    role: str
    appointed_at: dt.datetime
    is_disabled: bool
    trained: tuple[str, ...]
    """Prompts they may mark."""
    to_train: tuple[str, ...]
    n_marked: int


@dataclass(frozen=True)
class Eligible:
    """Somebody who could be appointed."""

    account_id: str
    name: str
    role: str


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


def appointed(actor: Actor, campaign_id: str) -> tuple[Marker, ...]:
    """Return the markers of a campaign by name; WrongState for a draft or an archived one."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES)
        people = markers.appointed_to(connection, campaign_id)
        trained = trained_on(connection, campaign, [person.account_id for person in people])
        counted = n_marked(connection, campaign_id)
        prompts = [item["id"] for item in marked_items_of(form_of(connection, campaign))]
    return tuple(
        Marker(
            account_id=person.account_id,
            name=person.name,
            role=person.role,
            appointed_at=person.appointed_at,
            is_disabled=person.disabled_at is not None,
            trained=tuple(item_id for item_id in prompts if item_id in trained[person.account_id]),
            to_train=tuple(item_id for item_id in prompts if item_id not in trained[person.account_id]),
            n_marked=counted.get(person.account_id, 0),
        )
        for person in people
    )


def eligible(actor: Actor, campaign_id: str) -> tuple[Eligible, ...]:
    """Return who could be appointed: whose role marks, whose account is open, who is not appointed yet."""
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
        already = {marker.account_id for marker in markers.appointed_to(connection, campaign_id)}
        everyone = accounts.all_accounts(connection)
    return tuple(
        Eligible(account.id, account.name, account.role)
        for account in everyone
        if may_mark(account) and account.id not in already
    )


def appoint(actor: Actor, campaign_id: str, account_id: str) -> None:
    """Let somebody mark a campaign; they train on each prompt before they mark it.

    Raises
    ------
    AccessError, UnknownCampaign, WrongState
    MarkingError
        ``not_a_marker``: no such account, it is disabled, or its role does not mark.
    """
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
        in_state(connection, campaign_id, *OPEN_STATES)
        account = accounts.account_by_id(connection, account_id)
        if account is None or not may_mark(account):
            raise MarkingError("This account cannot mark.", "not_a_marker")
        ensure_secret(connection, SECRET)
        markers.appoint(connection, campaign_id, account_id, now)
        log_action(connection, actor, "appoint_marker", account_id, now, campaign_id=campaign_id)


def dismiss(actor: Actor, campaign_id: str, account_id: str) -> None:
    """End an appointment: what they marked stays, what they hold is put back."""
    now = utc_now()
    with writing(actor) as connection:
        require_campaign_permission(connection, actor, "appoint_markers", campaign_id)
        if in_state(connection, campaign_id, *OPEN_STATES) and markers.dismiss(
            connection, campaign_id, account_id, now
        ):
            markers.release_all(connection, campaign_id, account_id)
            log_action(connection, actor, "dismiss_marker", account_id, now, campaign_id=campaign_id)


def may_mark(account: Account) -> bool:
    """Tell whether an account could mark."""
    return account.disabled_at is None and cast("Role", account.role) in PERMISSIONS["mark"]


def trained_on(connection: Connection, campaign: Campaign, account_ids: list[str]) -> dict[str, set[str]]:
    """Return account id -> ids of the prompts of a campaign for which they are trained."""
    items = marked_items_of(form_of(connection, campaign))
    rows = training_marks(connection, account_ids, [item["rubric"]["sha256"] for item in items])
    required = required_agreement(campaign)
    return {
        account_id: {
            item["id"]
            for item in items
            if has_passed(
                item["samples"],
                attempts(
                    row
                    for row in rows
                    if (row.account_id, row.rubric_sha256) == (account_id, item["rubric"]["sha256"])
                ),
                required,
            )
        }
        for account_id in account_ids
    }


def progress(actor: Actor, campaign_id: str) -> tuple[PromptProgress, ...]:
    """Return how far each prompt of a campaign is; none when nothing in its form is marked by people."""
    now = utc_now()
    with reading(actor) as connection:
        require_campaign_permission(connection, actor, "see_agreement", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES, "archived")
        people = [
            marker.account_id
            for marker in markers.appointed_to(connection, campaign_id)
            if marker.disabled_at is None
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
        marks.get(reply, ()) for reply in replies_to_mark(connection, campaign.id, item["id"], now - GRACE)
    ]
    thirds = [of_reply for of_reply in replies if len(of_reply) >= MARKERS and asks_for_mark(of_reply)]
    n_unmarked, n_once = (sum(len(of_reply) == n for of_reply in replies) for n in (0, 1))
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
        lacks_third=any(may <= _who(of_reply) for of_reply in thirds),
    )


def _who(marks: tuple[Mark, ...]) -> set[str]:
    return {mark.account_id for mark in marks}
