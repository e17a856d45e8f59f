"""Where a candidate stands: worked out from the database each time, never remembered by the page.

So a reload, a second tab, another device or a killed server all lead to the same place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection

from data import answers, sittings
from data.answers import Answer
from data.engine import reading, writing
from data.forms import Form, form_body
from data.sittings import Sitting
from errors import (
    AnswerError,
    EntregentError,
    LinkExpired,
    LinkNotOpen,
    LinkRevoked,
    LinkUnknown,
    SittingError,
    SittingOver,
)

Stage = Literal[
    "language",
    "notice",
    "charter",
    "needs",
    "practice",
    "scene",
    "review",
    "end",
    "withdrawn",
    "late",
    "closed",
]
_OVER: tuple[Stage, ...] = ("end", "withdrawn", "late", "closed")


@dataclass(frozen=True)
class Place:
    """Where a candidate stands, with all that a page needs to draw it."""

    sitting: Sitting
    form: Form
    answers: dict[str, Answer]
    stage: Stage
    at: dt.datetime
    """The server's time at which this was so."""

    @property
    def open_items(self) -> list[str]:
        """Items of this sitting never shown and left, in their order."""
        return [item_id for item_id in self.sitting.item_order if item_id not in self.answers]

    def item(self, item_id: str) -> dict[str, Any]:
        """Return an item of the form.

        Raises
        ------
        AnswerError
            When the form has no such item.
        """
        for item in self.form["items"]:
            if item["id"] == item_id:
                return item
        raise AnswerError("item", "an item of this form", item_id)

    def next_revision(self, item_id: str) -> int:
        """Return the revision that the next answer to this item will have."""
        newest = self.answers.get(item_id)
        return newest.revision + 1 if newest else 1


def place(token: str) -> Place:
    """Return where the candidate who holds this link stands.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    with reading() as connection:
        return read_place(connection, token, utc_now())


def place_of(problem: EntregentError) -> Place | None:
    """Return where the candidate stood when a deed was refused; None when not even that could be read."""
    found = problem.details.get("place")
    return found if isinstance(found, Place) else None


@contextmanager
def deed(token: str, *, needs_open: bool = True) -> Iterator[tuple[Connection, Place]]:
    """Open the transaction in which a candidate does one thing, holding their sitting against other tabs.

    A deed refuses before it writes: what was stored until then is committed, and the error carries the place
    (``place_of``), so that the page need not ask again.

    Parameters
    ----------
    token : str
        The link's secret.
    needs_open : bool
        Refuse when the sitting takes no more answers.

    Raises
    ------
    SittingOver
        When it takes none; what was stored is kept.
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    StorageError
        When the database could not store the deed; nothing of it is kept.
    """
    refused: EntregentError | None = None
    with writing() as connection:
        here = read_place(connection, token, utc_now(), hold=True)
        try:
            if needs_open and here.stage in _OVER:
                raise SittingOver(
                    "This sitting takes no more answers; what was stored is kept.", stage=here.stage
                )
            yield connection, here
        except (SittingError, AnswerError) as problem:
            problem.details["place"] = here
            refused = problem
    if refused is not None:
        raise refused


def moved(here: Place, *, sitting: Sitting | None = None, given: Answer | None = None) -> Place:
    """Return the place after a deed, from what its transaction read and wrote."""
    sitting = sitting or here.sitting
    answered = here.answers if given is None else {**here.answers, given.item_id: given}
    return replace(here, sitting=sitting, answers=answered, stage=_stage(sitting, answered, here.at))


def invited(connection: Connection, token: str, now: dt.datetime, *, hold: bool = False) -> sittings.Invited:
    """Return whom a link invites.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired
        When it opens nothing.
    """
    found = sittings.invited_by(connection, token, hold=hold)
    if found is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    if found.revoked_at is not None:
        raise LinkRevoked("This link was replaced or closed.", settings=found.campaign_settings)
    if now > found.expires_at and found.sitting is None:
        raise LinkExpired("This link has expired.", at=found.expires_at, settings=found.campaign_settings)
    return found


def read_place(connection: Connection, token: str, now: dt.datetime, *, hold: bool = False) -> Place:
    """Read where a candidate stands; with ``hold`` nobody else changes it until the transaction ends."""
    found = invited(connection, token, now, hold=hold)
    sitting = found.sitting
    if sitting is None:
        raise LinkNotOpen("This link has not been opened yet.", settings=found.campaign_settings)
    form = form_body(connection, sitting.form_id)
    given = answers.answers_of(connection, sitting.id)
    return Place(sitting, form, given, _stage(sitting, given, now), now)


def utc_now() -> dt.datetime:
    """Return the server's time."""
    return dt.datetime.now(dt.UTC)


def _stage(sitting: Sitting, given: dict[str, Answer], now: dt.datetime) -> Stage:
    return _ended(sitting, now) or _preparing(sitting) or _answering(sitting, given)


def _ended(sitting: Sitting, now: dt.datetime) -> Stage | None:
    if sitting.withdrawn_at is not None:
        return "withdrawn"
    if sitting.finished_at is not None:
        return "end"
    if sitting.deadline_at is not None and now > sitting.deadline_at:
        return "late"
    return None if sitting.campaign_state == "published" else "closed"


def _preparing(sitting: Sitting) -> Stage | None:
    steps: tuple[tuple[dt.datetime | None, Stage], ...] = (
        (sitting.language_chosen_at, "language"),
        (sitting.notice_acknowledged_at, "notice"),
        (sitting.charter_read_at, "charter"),
        (sitting.needs_asked_at, "needs"),
        (sitting.practised_at, "practice"),
    )
    return next((stage for done_at, stage in steps if done_at is None), None)


def _answering(sitting: Sitting, given: dict[str, Answer]) -> Stage:
    return "review" if all(item_id in given for item_id in sitting.item_order) else "scene"
