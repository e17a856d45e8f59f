"""A candidate answers or skips one item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from data import answers, drafts
from data.drafts import Draft
from errors import AnswerError, ChangedElsewhere, TooManyWords
from scoring.formats import FORMATS
from workflows.sit_deed import at_scenes, deed, moved
from workflows.sit_place import ANSWERED_ONCE, Place
from workflows.sit_read import take_in_hand
from workflows.sit_reply import written_reply
from workflows.sit_settle import give
from workflows.sit_tries import is_own


def answer(
    token: str,
    *,
    item_id: str,
    revision: int,
    value: Any,
    sitting_id: str | None = None,
    tried: Sequence[Any] = (),
) -> Place:
    """Store one answer, durably, before the next scene is shown; return where the candidate stands then.

    Parameters
    ----------
    item_id, revision : str, int
        What the page was showing. The same value at a revision already stored is the same answer sent twice
        (a double click, a repeat after a cut) and changes nothing.
    value : JSON
        The answer as its format defines it; None skips the item, which is recorded. Conversations and inboxes
        are answered step by step and can only be skipped here.
    sitting_id : str, optional
        The sitting on the page, where that may be another than the link's: somebody opened another link in
        the same browser.
    tried : sequence of JSON
        What the same page sent before at this item and revision. Where that is what is stored, its answer was
        lost on the way back, and this one is the next revision.

    Raises
    ------
    AnswerError
        When the item is not of this form, the value is not an answer to it, there is no way back, or the
        link leads to another sitting.
    TooManyWords
        When a written reply is over its limit; it is kept as a draft.
    ChangedElsewhere
        When another value is stored at this revision, and not by this page; that one is kept.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    with deed(token) as (connection, here):
        at_scenes(here)
        if sitting_id not in (None, here.sitting.id):
            raise AnswerError("sitting", "the sitting this link opens", sitting_id)
        newest = here.next_revision(item_id)
        if not 1 <= revision <= newest:
            raise AnswerError("revision", f"at most {newest}", revision)
        value = _value(connection, here, item_id, value, keep=revision == newest)
        if revision < newest and not _replaces(connection, here, item_id, revision, value, tried):
            return moved(connection, here)
        if not here.can_reopen(item_id):
            raise AnswerError("item", "an item that can still be answered", item_id)
        after = give(connection, here, item_id, value)
        if here.item(item_id)["format"] == "open_reply" and value is not None:
            drafts.drop_draft(connection, here.sitting.id, item_id)
        return moved(connection, after)


def _value(connection: Connection, here: Place, item_id: str, value: Any, *, keep: bool) -> Any:
    """Return the value as it is stored; refuse what is no answer, keeping a reply that is only too long."""
    item = here.item(item_id)
    if item["format"] == "open_reply":
        return _reply(connection, here, item, value, keep=keep)
    if item["format"] in ANSWERED_ONCE:
        _require_skip(connection, here, item_id, value)
    elif value is not None:
        rule = FORMATS[item["format"]]
        rule.check(value, rule.read_key(item))
    return value


def _reply(
    connection: Connection, here: Place, item: dict[str, Any], value: Any, *, keep: bool
) -> str | None:
    if value is None:
        return None
    try:
        return written_reply(item, value)
    except TooManyWords:
        if keep:
            drafts.keep_draft(connection, here.sitting.id, item["id"], Draft(value, here.at))
        raise


def _require_skip(connection: Connection, here: Place, item_id: str, value: Any) -> None:
    if value is not None:
        raise AnswerError("answer", "step by step, or null to skip", value)
    inbox = take_in_hand(connection, here, item_id).inbox
    if inbox is not None and inbox.handled:
        raise AnswerError("answer", "closing the inbox: messages were handled", value)


def _replaces(
    connection: Connection, here: Place, item_id: str, revision: int, value: Any, tried: Sequence[Any]
) -> bool:
    """Tell whether a value replaces what is stored since; False: it is stored already.

    Raises
    ------
    ChangedElsewhere
        When something else is stored that this page did not send.
    """
    stored = answers.values_since(connection, here.sitting.id, item_id, revision)
    if is_own(stored, [_as_stored(here, item_id, one) for one in tried]):
        return stored[-1] != value
    # An old sending that comes late stands no further back than it was tried.
    if value not in stored[: len(tried) + 1]:
        raise ChangedElsewhere("Another tab stored a different answer; it was kept.", item=item_id)
    return False


def _as_stored(here: Place, item_id: str, value: Any) -> Any:
    item = here.item(item_id)
    if item["format"] != "open_reply" or value is None:
        return value
    try:
        return written_reply(item, value)
    except AnswerError:
        return value
