"""A candidate goes through a conversation, one choice at a time, without a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data import steps
from data.steps import Step
from errors import AnswerError, ChangedElsewhere, OwnTryKept
from workflows.conversation import conversation_of
from workflows.sit_deed import at_scenes, deed, moved
from workflows.sit_place import Place
from workflows.sit_settle import give


def choose(token: str, *, item_id: str, number: int, choice: str, tried: Sequence[object] = ()) -> Place:
    """Store one choice and return where the candidate stands then; the choice that ends it stores the answer.

    Parameters
    ----------
    item_id, number : str, int
        What the page was showing; the first choice is number 1. The same choice at a number already stored
        is the same choice sent twice and changes nothing.
    choice : str
        One of the choices on screen.
    tried : sequence
        What the same page sent before at this number.

    Raises
    ------
    AnswerError
        When the item is no conversation of this form, or the choice is not on screen.
    ChangedElsewhere
        When another choice is stored at this number; that one is kept.
    OwnTryKept
        When it is one that this page sent before: it has had its consequences.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    with deed(token, showing=item_id) as (connection, here):
        at_scenes(here)
        item = here.item(item_id)
        if item["format"] != "conversation":
            raise AnswerError("item", "a conversation", item_id)
        path = _path(here, item_id)
        if 1 <= number <= len(path):
            if path[number - 1] == choice:
                return here
            if path[number - 1] in tried:
                raise OwnTryKept("An earlier choice of this page was stored; it was kept.", item=item_id)
            raise ChangedElsewhere("Another tab stored a different choice; it was kept.", item=item_id)
        if number != len(path) + 1:
            raise AnswerError("number", f"at most {len(path) + 1}", number)
        if not conversation_of(item, path).offers(choice):
            raise AnswerError("choice", "a choice on screen", choice)
        made = Step(number, {"choice": choice}, here.at)
        steps.add_step(connection, here.sitting.id, item_id, made)
        if conversation_of(item, [*path, choice]).node is not None:
            return replace(here, steps=(*here.steps, made))
        return moved(connection, give(connection, here, item_id, [*path, choice]))


def _path(here: Place, item_id: str) -> list[str]:
    """Return the choices made so far; after the end they are the answer."""
    if here.has_value(item_id):
        return list(here.answers[item_id].value)
    return [step.body["choice"] for step in here.steps]
