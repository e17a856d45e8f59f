"""The transaction of each action of a candidate: it reads their state, and refuses or writes.

The first action opens the link. Opening the address of a link is none: mail programs and their scanners do
that too. Until the first action nothing is written: what a page needs is put together and not stored.

With each sending a page names what it has already sent at that item and revision. Who the page is need not
be known or kept: what is stored is its own if, and only if, it was among these.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from assessments.items.items import draw_orders
from data.campaigns.forms import form_body
from data.candidates import candidates
from data.common.engine import reading, writing
from data.sitting import sittings
from data.sitting.sittings import Invited, Sitting
from errors import AnswerError, LinkNotOpen, LinkUnopened, SittingError, SittingOver
from workflows.audit.log import CANDIDATE, log_action_by
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.sitting.expiry import close_expired_inbox, is_due
from workflows.sitting.state import (
    AT_SCENES,
    OVER,
    SittingState,
    invited_candidate,
    link_holder,
    load_current_item,
    read_state,
    stage_of,
)

MAX_TRIES = 8
"""Tries that a page names: its latest."""
FINISH = "finish"
"""Stands for having closed an inbox."""


def enter(token: str, *, accepted_language: str) -> str:
    """Begin the sitting a link leads to, making it at the first action; return the sitting's id.

    Parameters
    ----------
    token : str
        The link's secret, as the candidate's cookie holds it.
    accepted_language : str
        The browser's language, used where the campaign does not offer the invitation's.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing; what was answered before stays stored.
    """
    now = utc_now()
    with writing() as connection:
        invited = invited_candidate(connection, token, now)
        form_id = _form_of(invited)
        _note_first_action(connection, invited, now)
        if invited.sitting is not None:
            return invited.sitting.id
        seed = secrets.token_hex(16)
        orders = draw_orders(form_body(connection, form_id), seed)
        return sittings.open_sitting(
            connection,
            candidate_id=invited.candidate_id,
            form_id=form_id,
            seed=seed,
            item_order=orders.items,
            option_orders=orders.options,
            language=_first_language(invited, accepted_language),
            now=now,
        )


def open_link(token: str) -> None:
    """Note the first action with a link, whatever it is: what the link leads to may be read from then on.

    Raises
    ------
    LinkUnknown, LinkRevoked
        When the link opens nothing.
    """
    now = utc_now()
    with writing() as connection:
        _note_first_action(connection, link_holder(connection, token), now)


def threshold(connection: Connection, token: str, accepted_language: str) -> SittingState:
    """Return the state before the first action with a link: the welcome, or the door of an earlier sitting.

    Nothing is written. Before the very first action the sitting is one that is stored nowhere.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    now = utc_now()
    invited = invited_candidate(connection, token, now)
    form_id = _form_of(invited)
    if invited.sitting is not None:
        return SittingState(invited.sitting, form_body(connection, form_id), {}, "door", now)
    language = _first_language(invited, accepted_language)
    return SittingState(
        _unsaved(invited, form_id, language, now), form_body(connection, form_id), {}, "language", now
    )


def _form_of(invited: Invited) -> str:
    if invited.sitting is not None:
        return invited.sitting.form_id
    if invited.campaign_state != "published" or invited.form_id is None:
        raise LinkNotOpen("The campaign behind this link is not open.", settings=invited.campaign_settings)
    return invited.form_id


def _note_first_action(connection: Connection, invited: Invited, now: dt.datetime) -> None:
    """Note it with the link; of any but somebody's first link it is also written to the record."""
    if invited.opened_at is not None or not candidates.note_opened(connection, invited.invitation_id, now):
        return
    if len(candidates.links_of(connection, invited.candidate_id)) > 1:
        log_action_by(
            connection, CANDIDATE, "open_link", invited.candidate_id, now, campaign_id=invited.campaign_id
        )


def _first_language(invited: Invited, accepted: str) -> str:
    """Return the invitation's language before the browser's: a company writes to people in theirs."""
    offered = read_settings(invited.campaign_settings).languages
    return next((language for language in (invited.language, accepted) if language in offered), offered[0])


def _unsaved(invited: Invited, form_id: str, language: str, now: dt.datetime) -> Sitting:
    not_yet: dict[str, Any] = dict.fromkeys(
        (
            "language_chosen_at", "notice_acknowledged_at", "charter_read_at", "needs_asked_at",
            "practised_at", "finished_at", "withdrawn_at", "comment", "ended_by_deadline_at",
        )
    )  # fmt: skip
    return Sitting(
        id="",
        candidate_id=invited.candidate_id,
        campaign_id=invited.campaign_id,
        form_id=form_id,
        seed="",
        item_order=[],
        option_orders={},
        language=language,
        last_seen_at=now,
        deadline_at=invited.deadline_at,
        campaign_state=invited.campaign_state,
        campaign_settings=invited.campaign_settings,
        is_fictional=invited.is_fictional,
        is_try_out=invited.is_try_out,
        candidate_name=invited.candidate_name,
        **not_yet,
    )


def is_own_retry(stored: Sequence[Any], tried: Sequence[Any]) -> bool:
    """Tell whether all that was stored at a step and since was tried by the page that now sends again.

    Parameters
    ----------
    stored : sequence
        What is stored, from the step the page shows, in order; empty is nobody's.
    tried : sequence
        What the page sent at this step before, in order. Fewer than were stored: this sending is an old one
        that comes late, or somebody else stored something.
    """
    return 0 < len(stored) <= len(tried) and all(value in tried for value in stored)


def current_state(token: str, *, showing: str | None = None, accepted_language: str = "en") -> SittingState:
    """Return where the candidate who holds this link stands; before their first action with it, at its door.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the page went back to; without it the first open one is in hand.
    accepted_language : str
        The browser's, for the page before the very first action.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    with reading() as connection:
        try:
            state = load_current_item(connection, read_state(connection, token), showing)
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    if not is_due(state):
        return state
    with writing() as connection:
        return close_expired_inbox(connection, read_state(connection, token, hold=True), showing)


def peek_state(token: str, *, accepted_language: str = "en") -> SittingState | None:
    """Return the current state without storing anything; None where an inbox or a sitting has to end now."""
    with reading() as connection:
        try:
            state = load_current_item(connection, read_state(connection, token))
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    return None if is_due(state) else state


@contextmanager
def sitting_transaction(
    token: str, *, showing: str | None = None, needs_open: bool = True
) -> Iterator[tuple[Connection, SittingState]]:
    """Open the transaction in which a candidate does one thing, holding their sitting against other tabs.

    An action refuses before it writes. What is stored by then is committed all the same: an inbox or a
    sitting whose time is over ends, whether the action that came too late is refused or not.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the action is about, where its steps are needed.
    needs_open : bool
        Refuse when the sitting takes no more answers.

    Raises
    ------
    SittingOver
        When it takes none; what was stored is kept.
    LinkUnknown, LinkRevoked, LinkExpired, LinkUnopened
        When the link opens nothing, or nothing so far.
    StorageError
        When the database could not store it; nothing of it is kept.
    """
    refusal: SittingError | AnswerError | None = None
    with writing() as connection:
        state = read_state(connection, token, hold=True)
        if showing is not None:
            state = close_expired_inbox(connection, state, showing)
        try:
            if needs_open and state.stage in OVER:
                raise SittingOver(
                    "This sitting takes no more answers; what was stored is kept.", stage=state.stage
                )
            yield connection, state
        except (SittingError, AnswerError) as problem:
            close_expired_inbox(connection, state, showing)
            refusal = problem
    # Raised outside of the transaction, which it would undo.
    if refusal is not None:
        raise refusal


def require_scenes(state: SittingState) -> None:
    """Raise SittingOver unless the scenes have begun."""
    if state.stage not in AT_SCENES:
        raise SittingOver("The scenes have not begun.", stage=state.stage)


def next_state(
    connection: Connection, state: SittingState, *, sitting: Sitting | None = None, showing: str | None = None
) -> SittingState:
    """Return the state after an action, from what its transaction has read and written."""
    sitting = sitting or state.sitting
    after = replace(state, sitting=sitting, stage=stage_of(sitting, state.answers, state.at))
    return close_expired_inbox(connection, after, showing)
