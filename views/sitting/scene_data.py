"""The data of a scene, from where the candidate stands, whatever the page's own state."""

from __future__ import annotations

from typing import Any

import texts
from domain import WORK_SAMPLES
from texts import both, t
from views.components.scene import Option, SceneData
from views.sitting import work_samples
from views.sitting.scene_words import company_of, parts, words
from workflows.sitting import SittingState

ANSWERS = "/api/answer"
"""Where the page may send an answer, for the next scene at once."""
"""Formats of work samples, in the order of a sitting."""


def item_data(
    state: SittingState,
    item_id: str,
    *,
    error: str | None = None,
    attempt: int = 0,
    address: str | None = None,
) -> SceneData:
    """Return what is shown of an item of a sitting."""
    stored = state.answers.get(item_id)
    return scene_data(
        state,
        state.item(item_id),
        number=state.sitting.item_order.index(item_id) + 1,
        answer=stored.value if stored else None,
        revision=state.next_revision(item_id),
        storage=state.sitting.id,
        error=error,
        attempt=attempt,
        address=address,
    )


def scene_data(
    state: SittingState,
    item: dict[str, Any],
    *,
    number: int,
    answer: Any,
    revision: int,
    storage: str,
    error: str | None = None,
    attempt: int = 0,
    address: str | None = None,
) -> SceneData:
    """Return what is shown of any item of the form; ``number`` 0: the one to practise with."""
    name = item["format"]
    shared = {
        "item": item["id"],
        "revision": revision,
        "format": name,
        "lang": texts.language(),
        "number": number,
        "total": len(state.sitting.item_order),
        "title": both(item["title"]),
        "company": company_of(state.form),
        "stem": parts(item["stem"]),
        "options": (),
        "hint": "",
        "storage": storage,
        "answer": answer,
        "saved": answer is not None,
        "can_go_back": number > 1,
        # Skipping says "no answer": not something to say over an answer that is given.
        "can_skip": number > 0 and answer is None,
        "error": error,
        "attempt": attempt,
        "address": address,
    }
    return SceneData(**(shared | _DATA_OF.get(name, _choice_data)(state, item)))


def short_cut(state: SittingState) -> str | None:
    """Return where the answer to the item in hand may be sent beside the page.

    Only between two scenes that need nothing but the database: what a work sample shows, what is read before
    it and the review are drawn by the page.
    """
    coming = state.open_items[:2]
    is_plain = len(coming) == 2 and all(
        state.item(item_id)["format"] not in WORK_SAMPLES for item_id in coming
    )
    return ANSWERS if is_plain and state.shown == coming[0] else None


def _choice_data(state: SittingState, item: dict[str, Any]) -> dict[str, Any]:
    name = item["format"]
    order = state.sitting.option_orders.get(item["id"]) or [option["id"] for option in item["options"]]
    by_id = {option["id"]: both(option["text"]) for option in item["options"]}
    return {
        "question": t(f"candidate.formats.{name}.question"),
        "hint": t(f"candidate.formats.{name}.hint"),
        "options": tuple(Option(option_id, by_id[option_id]) for option_id in order),
        "labels": words(name),
    }


_DATA_OF = {
    "conversation": work_samples.conversation_data,
    "triage": work_samples.inbox_data,
    "open_reply": work_samples.reply_data,
}
"""Format -> what its scenes show; the others are a situation and its options."""
