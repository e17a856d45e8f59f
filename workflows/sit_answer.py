"""A candidate answers or skips one item."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from data import answers
from data.answers import Answer
from errors import AnswerError, ChangedElsewhere, SittingOver
from scoring.formats import FORMATS
from workflows.sit_place import Place, deed, moved


def answer(token: str, *, item_id: str, revision: int, value: Any) -> Place:
    """Store one answer, durably, before the next scene is shown; return where the candidate stands then.

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
    with deed(token) as (connection, here):
        if here.stage not in ("scene", "review"):
            raise SittingOver("The scenes have not begun.", stage=here.stage)
        item = here.item(item_id)
        if value is not None:
            rule = FORMATS[item["format"]]
            rule.check(value, rule.read_key(item))
        if not 1 <= revision <= here.next_revision(item_id):
            raise AnswerError("revision", f"at most {here.next_revision(item_id)}", revision)
        if revision < here.next_revision(item_id):
            _require_same(connection, here, item_id, revision, value)
            return here
        given = Answer(item_id, revision, value, here.sitting.language, here.at)
        answers.record(connection, here.sitting.id, given)
        return moved(here, given=given)


def _require_same(connection: Connection, here: Place, item_id: str, revision: int, value: Any) -> None:
    newest = here.answers[item_id]
    if newest.revision != revision:
        kept = answers.value_at(connection, here.sitting.id, item_id, revision)
    else:
        kept = newest.value
    if kept != value:
        raise ChangedElsewhere("Another tab stored a different answer; it was kept.", item=item_id)
