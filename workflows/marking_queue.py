"""Which replies a marker may mark now, in an order that says nothing of who wrote them or when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from data.marking_locks import Held, held
from data.marks import Mark, marks_of_prompt
from data.replies import replies_to_mark
from errors import MarkingError
from scoring.marks import MARKERS, needs_third
from workflows.marking_seat import Seat
from workflows.sit_place import GRACE


@dataclass(frozen=True)
class Queue:
    """The replies that ask for marks of one marker, at one moment."""

    waiting: tuple[str, ...]
    """Answer ids, in the order in which they come; those in other hands are not here."""
    in_hand: tuple[str, ...]
    """Those of them that this marker holds already."""
    held: dict[str, Held]


def asks_for_mark(marks: Sequence[Mark]) -> bool:
    """Tell whether a reply asks for one more mark: two do, and a third where these are far apart."""
    return len(marks) < MARKERS or needs_third([one.marks for one in marks])


def queue_at(connection: Connection, seat: Seat, now: dt.datetime) -> Queue:
    """Return a marker's queue: those with most marks first, so that what was begun is done; then by code."""
    campaign_id, item_id, me = seat.campaign.id, seat.prompt.item_id, seat.actor.account_id
    marks = marks_of_prompt(connection, campaign_id, item_id)
    in_hands = held(connection, now)
    waiting = [
        answer_id
        for answer_id in replies_to_mark(connection, campaign_id, item_id, now - GRACE)
        if asks_for_mark(given := marks.get(answer_id, ()))
        and all(one.account_id != me for one in given)
        and (answer_id not in in_hands or in_hands[answer_id].account_id == me)
    ]
    waiting.sort(key=lambda answer_id: (-len(marks.get(answer_id, ())), seat.code(answer_id)))
    return Queue(tuple(waiting), tuple(one for one in waiting if one in in_hands), in_hands)


def find(connection: Connection, seat: Seat, code: str, now: dt.datetime) -> str:
    """Return the answer behind a marker's code; replies in hand are looked at first.

    Raises
    ------
    MarkingError
        ``reply_gone``: nothing to mark in this prompt has this code for this marker.
    """
    me, campaign_id, item_id = seat.actor.account_id, seat.campaign.id, seat.prompt.item_id
    mine = [answer_id for answer_id, one in held(connection, now).items() if one.account_id == me]
    for among in (mine, None):
        for answer_id in replies_to_mark(connection, campaign_id, item_id, now - GRACE, among=among):
            if seat.code(answer_id) == code:
                return answer_id
    raise MarkingError("This reply is not there to be marked.", "reply_gone")
