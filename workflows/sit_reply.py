"""A candidate writes a reply: what is typed is kept as a draft, what is sent is bounded by its words."""

from __future__ import annotations

from typing import Any

from data import drafts
from data.drafts import Draft
from errors import AnswerError, TooManyWords
from scoring.words import count_words
from workflows.sit_deed import at_scenes, deed

MAX_DRAFT = 8000
"""Longest text that is kept, in characters: a hundred times what a reply may hold."""


def save_draft(token: str, *, item_id: str, revision: int, text: str) -> None:
    """Keep what was typed of a reply, in the place of what was kept before.

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
    with deed(token) as (connection, here):
        at_scenes(here)
        if here.item(item_id)["format"] != "open_reply":
            raise AnswerError("item", "a written reply", item_id)
        require_text(text)
        if revision == here.next_revision(item_id):
            drafts.keep_draft(connection, here.sitting.id, item_id, Draft(text, here.at))


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
