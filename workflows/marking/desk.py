"""The marking desk: one prompt, its rubric, and replies of which nothing tells who wrote them.

A marker sees no name, no pseudonym, no number, no time, and nobody else's marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from data.marking import markers
from data.marking.marks import MarkDraft, draft_of, keep_draft, marks_of_prompt, reply_text, writers_and_texts
from errors import MarkingError
from scoring.formats.words import count_words
from workflows.common.access import Actor, has_permission, require_permission
from workflows.common.clock import utc_now
from workflows.common.transactions import reading, writing
from workflows.marking.assignment import (
    Prompt,
    Queue,
    Seat,
    Translated,
    find,
    form_of,
    marked_campaign,
    marked_items_of,
    queue_at,
    seat_at,
    trained_seat,
)
from workflows.marking.mark_store import checked, store, take_in_hand
from workflows.marking.second_reader import is_on, material_of, shown


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


@dataclass(frozen=True)
class OwnMark:
    """A reply this marker has marked."""

    code: str
    text: str
    n_words: int
    marks: Mapping[str, int]
    note: str
    suggestion: Mapping[str, int] | None
    """What the second reader would have given; None: off, not good enough, or the reply awaits marks."""


@dataclass(frozen=True)
class Kept:
    """An acknowledgement that clicks were kept."""

    saved_at: dt.datetime
    held_until: dt.datetime


def prompts(actor: Actor) -> tuple[PromptToMark, ...]:
    """Return every prompt this person is appointed to mark."""
    require_permission(actor, "mark")
    now = utc_now()
    with reading(actor) as connection:
        campaigns = markers.campaigns_of(connection, actor.account_id)
        return tuple(
            prompt for campaign_id in campaigns for prompt in prompts_of(connection, actor, campaign_id, now)
        )


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


def desk(actor: Actor, campaign_id: str, item_id: str) -> Desk:
    """Return a prompt's desk, with a reply only if this marker holds one."""
    now = utc_now()
    with reading(actor) as connection:
        seat = seat_at(connection, actor, campaign_id, item_id)
        if not seat.is_trained:
            return desk_of(connection, seat, None, None)
        queue = queue_at(connection, seat, now)
        in_hand = queue.in_hand[0] if queue.in_hand else None
        until = queue.held[in_hand].expires_at if in_hand else None
        return desk_of(connection, seat, queue, in_hand, until)


def next_reply(actor: Actor, campaign_id: str, item_id: str) -> Desk:
    """Take the reply in hand, or the next of the queue; ``reply`` None: nothing is left for this marker."""
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        queue = queue_at(connection, seat, now)
        for answer_id in (*queue.in_hand, *queue.waiting):
            # Somebody else may have taken or marked it since the queue was read.
            until = take_in_hand(connection, seat, answer_id, now)
            if not isinstance(until, MarkingError):
                return desk_of(connection, seat, queue, answer_id, until)
        return desk_of(connection, seat, queue, None)


def open_reply(actor: Actor, campaign_id: str, item_id: str, code: str) -> Desk:
    """Take the reply of a code in hand.

    Raises
    ------
    AccessError, MarkingError
        ``not_appointed``, ``no_such_prompt``, ``not_trained``, ``reply_gone``, ``already_marked``,
        ``reply_taken``.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        until = take_in_hand(connection, seat, answer_id, now)
        if isinstance(until, MarkingError):
            raise until
        return desk_of(connection, seat, queue_at(connection, seat, now), answer_id, until)


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
        also_sees_names=has_permission(seat.actor, "reveal_names"),
        n_waiting=len(queue.waiting) if queue else 0,
        reply=_reply(connection, seat, answer_id, until) if answer_id and until else None,
    )


def _reply(connection: Connection, seat: Seat, answer_id: str, until: dt.datetime) -> Reply:
    text = reply_text(connection, answer_id)
    draft = draft_of(connection, answer_id, seat.actor.account_id)
    return Reply(seat.code(answer_id), text, count_words(text), draft.marks, draft.note, until)


def save_marks(
    actor: Actor, campaign_id: str, item_id: str, code: str, *, marks: Mapping[str, int], note: str = ""
) -> Kept:
    """Keep what was clicked so far, and the reply in hand for longer.

    Raises
    ------
    AccessError, AnswerError, MarkingError
        As open_reply, and ``note_too_long``. With ``details["kept"]`` the marks were kept all the same.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        draft = checked(seat, MarkDraft(marks, note), is_complete=False)
        until = take_in_hand(connection, seat, answer_id, now)
        if not isinstance(until, MarkingError) or until.details["kept"]:
            keep_draft(connection, answer_id, actor.account_id, draft, now)
    if isinstance(until, MarkingError):
        raise until
    return Kept(now, until)


def submit(
    actor: Actor,
    campaign_id: str,
    item_id: str,
    code: str,
    *,
    marks: Mapping[str, int],
    note: str = "",
    rubric_sha256: str,
) -> None:
    """Store marks for ever.

    Parameters
    ----------
    rubric_sha256 : str
        Of the rubric the marker had before them.

    Raises
    ------
    AccessError, AnswerError, MarkingError
        As save_marks, and ``rubric_changed``. With ``details["kept"]`` the marks are kept as a draft.
    """
    now = utc_now()
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, now)
        draft = checked(seat, MarkDraft(marks, note), is_complete=True)
        problem = store(connection, seat, answer_id, draft, rubric_sha256=rubric_sha256, now=now)
    if problem is not None:
        raise problem


def leave(actor: Actor, campaign_id: str, item_id: str, code: str) -> None:
    """Put a reply back; what was clicked stays."""
    with writing(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        answer_id = find(connection, seat, code, utc_now())
        markers.release(connection, answer_id, actor.account_id)


def marked(actor: Actor, campaign_id: str, item_id: str) -> tuple[OwnMark, ...]:
    """Return what this marker has submitted on a prompt, by code: an order that says nothing of time.

    Every suggestion that is shown is written down.
    """
    with reading(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        texts = writers_and_texts(connection, campaign_id, item_id)
        own = {
            answer_id: mark
            for answer_id, of_reply in marks_of_prompt(connection, campaign_id, item_id).items()
            for mark in of_reply
            if mark.account_id == actor.account_id and answer_id in texts
        }
        material = material_of(connection, campaign_id, seat.item) if is_on(seat.campaign) else None
    suggested = shown(actor, campaign_id, material, set(own)) if material else {}
    own_marks = [
        OwnMark(
            code=seat.code(answer_id),
            text=(text := texts[answer_id][1]),
            n_words=count_words(text),
            marks=mark.marks,
            note=mark.note,
            suggestion=suggested.get(answer_id),
        )
        for answer_id, mark in own.items()
    ]
    return tuple(sorted(own_marks, key=lambda mark: mark.code))
