"""What a marker has submitted, as they alone see it: their own marks, nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.marks import marks_of_prompt
from data.replies import writers_and_texts
from scoring.words import count_words
from workflows.access import Actor
from workflows.marking_seat import trained_seat
from workflows.second_readings import is_on, material_of
from workflows.shown_suggestions import shown
from workflows.transactions import reading


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


def marked(actor: Actor, campaign_id: str, item_id: str) -> tuple[OwnMark, ...]:
    """Return what this marker has submitted on a prompt, by code: an order that says nothing of time.

    Every suggestion that is shown is written down.
    """
    with reading(actor) as connection:
        seat = trained_seat(connection, actor, campaign_id, item_id)
        texts = writers_and_texts(connection, campaign_id, item_id)
        own = {
            answer_id: one
            for answer_id, given in marks_of_prompt(connection, campaign_id, item_id).items()
            for one in given
            if one.account_id == actor.account_id and answer_id in texts
        }
        material = material_of(connection, campaign_id, seat.item) if is_on(seat.campaign) else None
    suggested = shown(actor, campaign_id, material, set(own)) if material else {}
    found = [
        OwnMark(
            code=seat.code(answer_id),
            text=(text := texts[answer_id][1]),
            n_words=count_words(text),
            marks=one.marks,
            note=one.note,
            suggestion=suggested.get(answer_id),
        )
        for answer_id, one in own.items()
    ]
    return tuple(sorted(found, key=lambda one: one.code))
