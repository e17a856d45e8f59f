"""Reading where a candidate stands from the database, in as few questions as there can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import Connection

from data import answers, drafts, sittings, steps
from data.forms import form_body
from data.steps import Step
from errors import LinkExpired, LinkRevoked, LinkUnknown, LinkUnopened
from workflows import inbox_clock
from workflows.clock import utc_now
from workflows.sit_place import AT_SCENES, Place, stage_of


def given(connection: Connection, token: str, *, hold: bool = False) -> sittings.Invited:
    """Return whose link this is, also once its time is over.

    Raises
    ------
    LinkUnknown, LinkRevoked
        When it is nobody's, or no longer.
    """
    found = sittings.invited_by(connection, token, hold=hold)
    if found is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    if found.revoked_at is not None:
        raise LinkRevoked("This link was replaced or closed.", settings=found.campaign_settings)
    return found


def refuse_unopened(found: sittings.Invited) -> None:
    """Stop here when nobody has done anything with this link: opening its address is not enough.

    Raises
    ------
    LinkUnopened
        Whose page asks for a first act.
    """
    if found.opened_at is None:
        language = found.sitting.language if found.sitting else found.language
        raise LinkUnopened(
            "Nothing was done with this link yet.", settings=found.campaign_settings, language=language
        )


def invited(connection: Connection, token: str, now: dt.datetime, *, hold: bool = False) -> sittings.Invited:
    """Return whom a link invites.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired
        When it opens nothing.
    """
    found = given(connection, token, hold=hold)
    if now > found.expires_at and found.sitting is None:
        raise LinkExpired("This link has expired.", at=found.expires_at, settings=found.campaign_settings)
    return found


def read_place(connection: Connection, token: str, *, hold: bool = False) -> Place:
    """Read where a candidate stands; with ``hold`` nobody else changes it until the transaction ends."""
    now = utc_now()
    found = invited(connection, token, now, hold=hold)
    refuse_unopened(found)
    sitting = found.sitting
    if sitting is None:
        raise LinkUnopened("Nothing was begun yet.", settings=found.campaign_settings)
    form = form_body(connection, sitting.form_id)
    so_far = answers.answers_of(connection, sitting.id)
    return Place(sitting, form, so_far, stage_of(sitting, so_far, now), now)


def take_in_hand(connection: Connection, here: Place, showing: str | None = None) -> Place:
    """Return the place with what the item in hand needs: steps, needs ticked, draft; closed items need none.

    Parameters
    ----------
    showing : str, optional
        The item the page went back to; without it, or where it cannot be reopened, the first open one is in
        hand.
    """
    item_id = _in_hand(here, showing)
    format_name = here.item(item_id)["format"] if item_id is not None else None
    here = replace(here, shown=item_id, steps=(), needs=frozenset(), draft=None)
    if item_id is None or format_name is None:
        return here
    if format_name == "open_reply":
        return replace(here, draft=drafts.draft_of(connection, here.sitting.id, item_id))
    if format_name == "conversation":
        return replace(here, steps=steps.steps_of(connection, here.sitting.id, item_id))
    if format_name == "triage":
        needs = frozenset(sittings.needs_of(connection, here.sitting.id))
        made, put_by = inbox_steps(connection, here, item_id)
        return replace(here, steps=made, put_by=put_by, needs=needs)
    return here


def inbox_steps(connection: Connection, here: Place, item_id: str) -> tuple[tuple[Step, ...], dt.timedelta]:
    """Return the steps made in an inbox, timed by the clock of now, and by how much it was put meanwhile."""
    stored = steps.steps_of(connection, here.sitting.id, item_id)
    put_by = inbox_clock.put_since(here.sitting.id, item_id, stored, here.at)
    return inbox_clock.moved(stored, put_by), put_by


def _in_hand(here: Place, showing: str | None) -> str | None:
    if here.stage not in AT_SCENES:
        return None
    if showing is not None and here.has(showing) and here.can_reopen(showing):
        return showing
    return next(iter(here.open_items), None)
