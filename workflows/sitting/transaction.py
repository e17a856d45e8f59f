"""What a candidate does, in one transaction: read the state, refuse or write. The first act opens the link.

Opening the address of a link is no act: mail programs and their scanners do that too. Until the first act
nothing is written, and what a page needs is put together here without being stored.

A page names, with each sending, what it has already sent at that item and revision. Who the page is need not
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
from errors import AnswerError, EntregentError, LinkNotOpen, LinkUnopened, SittingError, SittingOver
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


def enter(token: str, *, accepted_language: str) -> str:
    """Begin the sitting a link leads to, making it at the first act; return the sitting's id.

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
        found = invited_candidate(connection, token, now)
        form_id = _form_of(found)
        _note_first_act(connection, found, now)
        if found.sitting is not None:
            return found.sitting.id
        seed = secrets.token_hex(16)
        orders = draw_orders(form_body(connection, form_id), seed)
        return sittings.open_sitting(
            connection,
            candidate_id=found.candidate_id,
            form_id=form_id,
            seed=seed,
            item_order=orders.items,
            option_orders=orders.options,
            language=_first_language(found, accepted_language),
            now=now,
        )


def open_link(token: str) -> None:
    """Note the first act with a link, whatever it is: what the link leads to may be read from then on.

    Raises
    ------
    LinkUnknown, LinkRevoked
        When the link opens nothing.
    """
    now = utc_now()
    with writing() as connection:
        _note_first_act(connection, link_holder(connection, token), now)


def threshold(connection: Connection, token: str, accepted_language: str) -> SittingState:
    """Return the place before the first act with a link: the welcome, or the door of a sitting begun before.

    Nothing is written. Before the first act of all the sitting is one that is stored nowhere.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    now = utc_now()
    found = invited_candidate(connection, token, now)
    form_id = _form_of(found)
    if found.sitting is not None:
        return SittingState(found.sitting, form_body(connection, form_id), {}, "door", now)
    language = _first_language(found, accepted_language)
    return SittingState(
        _unsaved(found, form_id, language, now), form_body(connection, form_id), {}, "language", now
    )


def _form_of(found: Invited) -> str:
    if found.sitting is not None:
        return found.sitting.form_id
    if found.campaign_state != "published" or found.form_id is None:
        raise LinkNotOpen("The campaign behind this link is not open.", settings=found.campaign_settings)
    return found.form_id


def _note_first_act(connection: Connection, found: Invited, now: dt.datetime) -> None:
    """Note it with the link; of any but somebody's first link it also stands in the record of deeds."""
    if found.opened_at is not None or not candidates.note_opened(connection, found.invitation_id, now):
        return
    if len(candidates.links_of(connection, found.candidate_id)) > 1:
        log_action_by(
            connection, CANDIDATE, "open_link", found.candidate_id, now, campaign_id=found.campaign_id
        )


def _first_language(found: Invited, accepted: str) -> str:
    """Return the invitation's language before the browser's: a company writes to people in theirs."""
    offered = read_settings(found.campaign_settings).languages
    return next((one for one in (found.language, accepted) if one in offered), offered[0])


def _unsaved(found: Invited, form_id: str, language: str, now: dt.datetime) -> Sitting:
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "language_chosen_at", "notice_acknowledged_at", "charter_read_at", "needs_asked_at",
            "practised_at", "finished_at", "withdrawn_at", "comment", "ended_by_deadline_at",
        )
    )  # fmt: skip
    return Sitting(
        id="",
        candidate_id=found.candidate_id,
        campaign_id=found.campaign_id,
        form_id=form_id,
        seed="",
        item_order=[],
        option_orders={},
        language=language,
        last_seen_at=now,
        deadline_at=found.deadline_at,
        campaign_state=found.campaign_state,
        campaign_settings=found.campaign_settings,
        is_fictional=found.is_fictional,
        is_try_out=found.is_try_out,
        candidate_name=found.candidate_name,
        **nothing,
    )


MOST = 8
"""Tries that a page names, its latest."""
FINISH = "finish"
"""Stands for having closed an inbox."""


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
    return 0 < len(stored) <= len(tried) and all(one in tried for one in stored)


def current_state(token: str, *, showing: str | None = None, accepted_language: str = "en") -> SittingState:
    """Return where the candidate who holds this link stands; before their first act with it, at its door.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the page went back to; without it the first open one is in hand.
    accepted_language : str
        The browser's, for the page before the first act of all.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    with reading() as connection:
        try:
            here = load_current_item(connection, read_state(connection, token), showing)
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    if not is_due(here):
        return here
    with writing() as connection:
        return close_expired_inbox(connection, read_state(connection, token, hold=True), showing)


def peek_state(token: str, *, accepted_language: str = "en") -> SittingState | None:
    """Return where a candidate stands as ``place`` does, and store nothing; None where something is due."""
    with reading() as connection:
        try:
            here = load_current_item(connection, read_state(connection, token))
        except LinkUnopened:
            return threshold(connection, token, accepted_language)
    return None if is_due(here) else here


@contextmanager
def sitting_transaction(
    token: str, *, showing: str | None = None, needs_open: bool = True
) -> Iterator[tuple[Connection, SittingState]]:
    """Open the transaction in which a candidate does one thing, holding their sitting against other tabs.

    A deed refuses before it writes. What is stored by then is committed all the same, and the error carries
    the place (``place_of``), so that the page need not ask again.

    Parameters
    ----------
    token : str
        The link's secret.
    showing : str, optional
        The item the deed is about, where its steps are needed.
    needs_open : bool
        Refuse when the sitting takes no more answers.

    Raises
    ------
    SittingOver
        When it takes none; what was stored is kept.
    LinkUnknown, LinkRevoked, LinkExpired, LinkUnopened
        When the link opens nothing, or nothing so far.
    StorageError
        When the database could not store the deed; nothing of it is kept.
    """
    refused: EntregentError | None = None
    with writing() as connection:
        here = read_state(connection, token, hold=True)
        if showing is not None:
            here = close_expired_inbox(connection, here, showing)
        try:
            if needs_open and here.stage in OVER:
                raise SittingOver(
                    "This sitting takes no more answers; what was stored is kept.", stage=here.stage
                )
            yield connection, here
        except (SittingError, AnswerError) as problem:
            problem.details["place"] = close_expired_inbox(connection, here, showing)
            refused = problem
    if refused is not None:
        raise refused


def require_scenes(here: SittingState) -> None:
    """Raise SittingOver unless the scenes have begun."""
    if here.stage not in AT_SCENES:
        raise SittingOver("The scenes have not begun.", stage=here.stage)


def next_state(
    connection: Connection, here: SittingState, *, sitting: Sitting | None = None, showing: str | None = None
) -> SittingState:
    """Return the place after a deed, from what its transaction has read and written."""
    sitting = sitting or here.sitting
    after = replace(here, sitting=sitting, stage=stage_of(sitting, here.answers, here.at))
    return close_expired_inbox(connection, after, showing)
