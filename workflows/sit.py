"""A candidate sits a form: enter by a link, prepare, answer scene by scene, review, finish.

Where a candidate stands is never remembered by the page: it is worked out from the database each time, so
that a reload, a second tab, another device or a killed server all lead to the same place.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from assessments.orders import draw_orders
from data import answers, sittings
from data.answers import Answer
from data.engine import reading, writing
from data.forms import Form, form_body
from data.sittings import Sitting
from errors import (
    AnswerError,
    ChangedElsewhere,
    LinkExpired,
    LinkNotOpen,
    LinkRevoked,
    LinkUnknown,
    SittingOver,
)
from scoring.formats import FORMATS

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

MAX_COMMENT = 4000
"""Longest comment on the end page, in characters."""


@dataclass(frozen=True)
class Place:
    """Where a candidate stands, with all that a page needs to draw it."""

    sitting: Sitting
    form: Form
    answers: dict[str, Answer]
    stage: Stage

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


def enter(token: str, *, accepted_language: str) -> str:
    """Open the sitting a link leads to, making it on the first visit; return the sitting's id.

    Parameters
    ----------
    token : str
        The link's secret, as the candidate's address bar or cookie holds it.
    accepted_language : str
        The browser's language, used until the candidate has chosen.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing; what was answered before stays stored.
    """
    now = _now()
    with writing() as connection:
        invited = _invited(connection, token, now)
        if invited.sitting is not None:
            return invited.sitting.id
        if invited.campaign_state != "published" or invited.form_id is None:
            raise LinkNotOpen(
                "The campaign behind this link is not open.", settings=invited.campaign_settings
            )
        seed = secrets.token_hex(16)
        orders = draw_orders(form_body(connection, invited.form_id), seed)
        return sittings.open_sitting(
            connection,
            candidate_id=invited.candidate_id,
            form_id=invited.form_id,
            seed=seed,
            item_order=orders.items,
            option_orders=orders.options,
            language=_first_language(invited.campaign_settings, accepted_language, invited.language),
            now=now,
        )


def place(token: str) -> Place:
    """Return where the candidate who holds this link stands.

    Raises
    ------
    LinkUnknown, LinkRevoked, LinkExpired, LinkNotOpen
        When the link opens nothing.
    """
    with reading() as connection:
        return _place(connection, token)


def choose_language(token: str, language: str) -> None:
    """Switch the sitting to another of the campaign's languages; answers keep the one they were given in."""
    with writing() as connection:
        here = _open_place(connection, token)
        if language in here.sitting.campaign_settings["languages"]:
            sittings.change(connection, here.sitting.id, language=language)
            sittings.mark(connection, here.sitting.id, "language_chosen_at", _now())


def acknowledge_notice(token: str, notice_sha256: str) -> None:
    """Store that this notice was read, and when; the first time stands."""
    with writing() as connection:
        here = _open_place(connection, token)
        if here.sitting.notice_acknowledged_at is None:
            sittings.change(
                connection, here.sitting.id, notice_sha256=notice_sha256, notice_acknowledged_at=_now()
            )


def read_charter(token: str) -> None:
    """Store that the charter was shown before any scene."""
    _reach(token, "charter_read_at")


def ask_needs(token: str, needs: list[str], note: str) -> None:
    """Store the accommodations asked for, if any, and go on; only the recruiter in charge reads them."""
    with writing() as connection:
        here = _open_place(connection, token)
        if needs or note.strip():
            sittings.ask_accommodation(
                connection, here.sitting.id, needs=needs, note=note.strip()[:MAX_COMMENT], now=_now()
            )
        sittings.mark(connection, here.sitting.id, "needs_asked_at", _now())


def practise(token: str) -> None:
    """Store that the practice scene was done; what was chosen there is not kept."""
    _reach(token, "practised_at")


def answer(token: str, *, item_id: str, revision: int, value: Any) -> None:
    """Store one answer, durably, before the next scene is shown.

    Parameters
    ----------
    item_id, revision : str, int
        What the page was showing. The same value at a revision already stored is the same answer sent twice
        (a double click, a repeat after a cut) and changes nothing.
    value : JSON
        The answer as its format defines it; None skips the item, which is recorded.

    Raises
    ------
    AnswerError
        When the item is not of this form or the value is not an answer to it.
    ChangedElsewhere
        When another value is stored at this revision; that one is kept.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    with writing() as connection:
        here = _open_place(connection, token)
        if here.stage not in ("scene", "review"):
            raise SittingOver("The scenes have not begun.", stage=here.stage)
        item = here.item(item_id)
        if value is not None:
            FORMATS[item["format"]].check(value, [option["id"] for option in item["options"]])
        if not 1 <= revision <= here.next_revision(item_id):
            raise AnswerError("revision", f"at most {here.next_revision(item_id)}", revision)
        stored = answers.record(
            connection,
            sitting_id=here.sitting.id,
            item_id=item_id,
            revision=revision,
            value=value,
            language=here.sitting.language,
            now=_now(),
        )
        if not stored and answers.value_at(connection, here.sitting.id, item_id, revision) != value:
            raise ChangedElsewhere("Another tab stored a different answer; it was kept.", item=item_id)


def finish(token: str) -> None:
    """End the sitting: its answers can no longer change."""
    with writing() as connection:
        here = _open_place(connection, token)
        sittings.change(connection, here.sitting.id, finished_at=_now(), last_seen_at=_now())


def withdraw(token: str) -> None:
    """Take the candidate out of the campaign at their own wish."""
    now = _now()
    with writing() as connection:
        here = _place(connection, token)
        if here.sitting.withdrawn_at is None:
            sittings.change(connection, here.sitting.id, withdrawn_at=now, last_seen_at=now)
            sittings.withdraw_candidate(connection, here.sitting.candidate_id, now)


def leave_comment(token: str, text: str) -> None:
    """Store what a candidate reports on the end page."""
    with writing() as connection:
        here = _place(connection, token)
        if here.stage == "end" and text.strip():
            sittings.change(connection, here.sitting.id, comment=text.strip()[:MAX_COMMENT])


def _reach(token: str, milestone: sittings.Milestone) -> None:
    with writing() as connection:
        here = _open_place(connection, token)
        sittings.mark(connection, here.sitting.id, milestone, _now())


def _open_place(connection: Connection, token: str) -> Place:
    sittings.hold(connection, token)
    here = _place(connection, token)
    if here.stage in ("end", "withdrawn", "late", "closed"):
        raise SittingOver("This sitting takes no more answers; what was stored is kept.", stage=here.stage)
    return here


def _place(connection: Connection, token: str) -> Place:
    now = _now()
    invited = _invited(connection, token, now)
    sitting = invited.sitting
    if sitting is None:
        raise LinkNotOpen("This link has not been opened yet.", settings=invited.campaign_settings)
    form = form_body(connection, sitting.form_id)
    given = answers.answers_of(connection, sitting.id)
    return Place(sitting, form, given, _stage(sitting, given, now))


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


def _invited(connection: Connection, token: str, now: dt.datetime) -> sittings.Invited:
    invited = sittings.invited_by(connection, token)
    if invited is None:
        raise LinkUnknown("This link opens no sitting. Copy the whole link from the invitation.")
    if invited.revoked_at is not None:
        raise LinkRevoked("This link was replaced or closed.", settings=invited.campaign_settings)
    if now > invited.expires_at and invited.sitting is None:
        raise LinkExpired("This link has expired.", at=invited.expires_at, settings=invited.campaign_settings)
    return invited


def _first_language(settings: dict[str, Any], accepted: str, invited: str) -> str:
    offered = settings["languages"]
    return next((language for language in (accepted, invited) if language in offered), offered[0])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
