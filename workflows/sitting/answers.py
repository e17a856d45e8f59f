"""A candidate's answers: one stored, an item skipped, a written reply kept as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from data.sitting import answers
from data.sitting.answers import Draft
from errors import AnswerError, ChangedElsewhere, TooManyWords
from scoring.formats.formats import FORMATS
from scoring.formats.words import count_words
from workflows.sitting.expiry import save_answer
from workflows.sitting.state import ANSWERED_ONCE, SittingState, load_current_item
from workflows.sitting.transaction import is_own_retry, next_state, require_scenes, sitting_transaction

MAX_DRAFT = 8000
"""Longest text that is kept, in characters; a reply may hold about a hundredth of it."""


def answer(
    token: str,
    *,
    item_id: str,
    revision: int,
    value: Any,
    sitting_id: str | None = None,
    tried: Sequence[Any] = (),
) -> SittingState:
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
    with sitting_transaction(token) as (connection, state):
        require_scenes(state)
        if sitting_id not in (None, state.sitting.id):
            raise AnswerError("sitting", "the sitting this link opens", sitting_id)
        newest = state.next_revision(item_id)
        if not 1 <= revision <= newest:
            raise AnswerError("revision", f"at most {newest}", revision)
        value = _value(connection, state, item_id, value, keep=revision == newest)
        if revision < newest and not _replaces(connection, state, item_id, revision, value, tried):
            return next_state(connection, state)
        if not state.can_reopen(item_id):
            raise AnswerError("item", "an item that can still be answered", item_id)
        answered = save_answer(connection, state, item_id, value)
        if state.item(item_id)["format"] == "open_reply" and value is not None:
            answers.drop_draft(connection, state.sitting.id, item_id)
        return next_state(connection, answered)


def _value(connection: Connection, state: SittingState, item_id: str, value: Any, *, keep: bool) -> Any:
    """Return the value as it is stored; refuse what is no answer, keeping a reply that is only too long."""
    item = state.item(item_id)
    if item["format"] == "open_reply":
        return _reply(connection, state, item, value, keep=keep)
    if item["format"] in ANSWERED_ONCE:
        _require_skip(connection, state, item_id, value)
    elif value is not None:
        rule = FORMATS[item["format"]]
        rule.check(value, rule.read_key(item))
    return value


def _reply(
    connection: Connection, state: SittingState, item: dict[str, Any], value: Any, *, keep: bool
) -> str | None:
    if value is None:
        return None
    try:
        return written_reply(item, value)
    except TooManyWords:
        if keep:
            answers.keep_draft(connection, state.sitting.id, item["id"], Draft(value, state.at))
        raise


def _require_skip(connection: Connection, state: SittingState, item_id: str, value: Any) -> None:
    if value is not None:
        raise AnswerError("answer", "step by step, or null to skip", value)
    inbox = load_current_item(connection, state, item_id).inbox
    if inbox is not None and inbox.handled:
        raise AnswerError("answer", "closing the inbox: messages were handled", value)


def _replaces(
    connection: Connection, state: SittingState, item_id: str, revision: int, value: Any, tried: Sequence[Any]
) -> bool:
    """Tell whether a value replaces what is stored since; False: it is stored already.

    Raises
    ------
    ChangedElsewhere
        When something else is stored that this page did not send.
    """
    stored = answers.values_since(connection, state.sitting.id, item_id, revision)
    if is_own_retry(stored, [_as_stored(state, item_id, value) for value in tried]):
        return stored[-1] != value
    # An old sending that comes late stands no further back than it was tried.
    if value not in stored[: len(tried) + 1]:
        raise ChangedElsewhere("Another tab stored a different answer; it was kept.", item=item_id)
    return False


def _as_stored(state: SittingState, item_id: str, value: Any) -> Any:
    item = state.item(item_id)
    if item["format"] != "open_reply" or value is None:
        return value
    try:
        return written_reply(item, value)
    except AnswerError:
        return value


def save_draft(token: str, *, item_id: str, revision: int, text: str) -> None:
    """Keep what was typed of a reply, instead of what was kept before.

    Parameters
    ----------
    item_id, revision : str, int
        What the page was showing. A draft of an earlier revision comes late, after the reply was sent, and is
        dropped.
    text : str
        As typed; it may be over the limit of words, and empty.

    Raises
    ------
    AnswerError
        When the item is no open reply of this form, or the text is too long or cannot be stored; what was
        kept before stays.
    SittingOver
        When the sitting takes no more answers.
    StorageError
        When the database could not store it.
    """
    with sitting_transaction(token) as (connection, state):
        require_scenes(state)
        if state.item(item_id)["format"] != "open_reply":
            raise AnswerError("item", "a written reply", item_id)
        require_text(text)
        if revision == state.next_revision(item_id):
            answers.keep_draft(connection, state.sitting.id, item_id, Draft(text, state.at))


def require_text(text: object) -> str:
    """Return a text that can be stored.

    Raises
    ------
    AnswerError
        When it is no text, longer than ``MAX_DRAFT``, or holds what no database keeps (a null character, half
        of a surrogate pair).
    """
    if not isinstance(text, str):
        raise AnswerError("text", "a text", type(text).__name__)
    if len(text) > MAX_DRAFT:
        raise AnswerError("text", f"at most {MAX_DRAFT} characters", len(text))
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise AnswerError("text", "characters that can be written", "others")
    return text


def written_reply(item: dict[str, Any], value: object) -> str:
    """Return a reply as it is stored: as typed, without the white space around it.

    Raises
    ------
    AnswerError
        When it is no text or an empty one: skipping is the way not to answer.
    TooManyWords
        When it is over the item's limit.
    """
    text = require_text(value).strip()
    count = count_words(text)
    if count == 0:
        raise AnswerError("answer", "a reply of at least one word", len(text))
    if count > item["max_words"]:
        raise TooManyWords(count, item["max_words"])
    return text
