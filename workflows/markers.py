"""A recruiter appoints who marks a campaign's written replies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection

from data import accounts, markers, marking_locks
from data.accounts import Account
from data.campaigns import Campaign
from data.marks import n_marked
from data.secrets import ensure_secret
from data.training import training_marks
from errors import MarkingError
from workflows.access import MAY, Actor, Role, require_in
from workflows.clock import utc_now
from workflows.drafts import in_state
from workflows.marking_attempts import attempts, has_passed
from workflows.marking_prompt import marked_items_of
from workflows.marking_seat import OPEN_STATES, SECRET, form_of, required_agreement
from workflows.record import note
from workflows.transactions import reading, writing


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


def appointed(actor: Actor, campaign_id: str) -> tuple[Marker, ...]:
    """Return the markers of a campaign by name; WrongState for a draft or an archived one."""
    with reading(actor) as connection:
        require_in(connection, actor, "appoint_markers", campaign_id)
        campaign = in_state(connection, campaign_id, *OPEN_STATES)
        people = markers.appointed_to(connection, campaign_id)
        trained = trained_on(connection, campaign, [one.account_id for one in people])
        counted = n_marked(connection, campaign_id)
        prompts = [item["id"] for item in marked_items_of(form_of(connection, campaign))]
    return tuple(
        Marker(
            account_id=one.account_id,
            name=one.name,
            role=one.role,
            appointed_at=one.appointed_at,
            is_disabled=one.disabled_at is not None,
            trained=tuple(item_id for item_id in prompts if item_id in trained[one.account_id]),
            to_train=tuple(item_id for item_id in prompts if item_id not in trained[one.account_id]),
            n_marked=counted.get(one.account_id, 0),
        )
        for one in people
    )


def eligible(actor: Actor, campaign_id: str) -> tuple[Eligible, ...]:
    """Return who could be appointed: whose role marks, whose account is open, who is not appointed yet."""
    with reading(actor) as connection:
        require_in(connection, actor, "appoint_markers", campaign_id)
        already = {one.account_id for one in markers.appointed_to(connection, campaign_id)}
        everyone = accounts.all_accounts(connection)
    return tuple(
        Eligible(one.id, one.name, one.role) for one in everyone if may_mark(one) and one.id not in already
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
        require_in(connection, actor, "appoint_markers", campaign_id)
        in_state(connection, campaign_id, *OPEN_STATES)
        found = accounts.account_by_id(connection, account_id)
        if found is None or not may_mark(found):
            raise MarkingError("This account cannot mark.", "not_a_marker")
        ensure_secret(connection, SECRET)
        markers.appoint(connection, campaign_id, account_id, now)
        note(connection, actor, "appoint_marker", account_id, now, campaign_id=campaign_id)


def dismiss(actor: Actor, campaign_id: str, account_id: str) -> None:
    """End an appointment: what they marked stays, what they hold is put back."""
    now = utc_now()
    with writing(actor) as connection:
        require_in(connection, actor, "appoint_markers", campaign_id)
        if in_state(connection, campaign_id, *OPEN_STATES) and markers.dismiss(
            connection, campaign_id, account_id, now
        ):
            marking_locks.release_all(connection, campaign_id, account_id)
            note(connection, actor, "dismiss_marker", account_id, now, campaign_id=campaign_id)


def may_mark(account: Account) -> bool:
    """Tell whether an account could mark."""
    return account.disabled_at is None and cast("Role", account.role) in MAY["mark"]


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
