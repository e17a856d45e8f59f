"""A candidate's first act: with a new link it opens it, and with the first link a sitting is made.

Opening the address of a link is no act: mail programs and their scanners do that too. Until the first act
nothing is written, and what a page needs is put together here without being stored.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import Connection

from assessments.orders import draw_orders
from data import invitations, sittings
from data.engine import writing
from data.forms import form_body
from data.sittings import Invited, Sitting
from errors import LinkNotOpen
from workflows.clock import utc_now
from workflows.record import CANDIDATE, note_by
from workflows.sit_place import Place
from workflows.sit_read import given, invited


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
        found = invited(connection, token, now)
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


def come_in(token: str) -> None:
    """Note the first act with a link, whatever it is: what the link leads to may be read from then on.

    Raises
    ------
    LinkUnknown, LinkRevoked
        When the link opens nothing.
    """
    now = utc_now()
    with writing() as connection:
        _note_first_act(connection, given(connection, token), now)


def threshold(connection: Connection, token: str, accepted_language: str) -> Place:
    """Return the place before the first act with a link: the welcome, or the door of a sitting begun before.

    Nothing is written. Before the first act of all the sitting is one that is stored nowhere.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    now = utc_now()
    found = invited(connection, token, now)
    form_id = _form_of(found)
    if found.sitting is not None:
        return Place(found.sitting, form_body(connection, form_id), {}, "door", now)
    language = _first_language(found, accepted_language)
    return Place(_unsaved(found, form_id, language, now), form_body(connection, form_id), {}, "language", now)


def _form_of(found: Invited) -> str:
    if found.sitting is not None:
        return found.sitting.form_id
    if found.campaign_state != "published" or found.form_id is None:
        raise LinkNotOpen("The campaign behind this link is not open.", settings=found.campaign_settings)
    return found.form_id


def _note_first_act(connection: Connection, found: Invited, now: dt.datetime) -> None:
    """Note it with the link; of any but somebody's first link it also stands in the record of deeds."""
    if found.opened_at is not None or not invitations.note_opened(connection, found.invitation_id, now):
        return
    if len(invitations.links_of(connection, found.candidate_id)) > 1:
        note_by(connection, CANDIDATE, "open_link", found.candidate_id, now, campaign_id=found.campaign_id)


def _first_language(found: Invited, accepted: str) -> str:
    """Return the invitation's language before the browser's: a company writes to people in theirs."""
    offered = found.campaign_settings["languages"]
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
