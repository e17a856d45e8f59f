"""The inbox on the candidate's page: what has arrived, what was decided, how long is left."""

from __future__ import annotations

from typing import Any

import streamlit as st

from errors import AnswerError
from texts import both, t
from views.components.scene import Option
from views.components.scene.work import Inbox, Mail
from views.sit_words import words
from workflows.inbox import Inbox as InboxNow
from workflows.sit import Place

TIME_WAS_UP = "inbox:time_was_up"
"""Session key: the inbox closed by itself, which its last page says."""


def decision(sent: Any) -> dict[str, Any]:
    """Return what a browser sent about a message as the workflow takes it; it checks every value.

    Raises
    ------
    AnswerError
        When it is not a decision at all.
    """
    if not isinstance(sent, dict) or not {"message", "action", "priority"} <= sent.keys():
        raise AnswerError("answer", "a message, an action and a priority", sent)
    return {name: sent.get(name) for name in ("message", "action", "holding", "priority", "contact")}


def is_closed(here: Place, item_id: str) -> bool:
    """Tell whether an inbox takes no more decisions; without any it may still be taken up, time allowing."""
    if here.has_value(item_id):
        return True
    inbox = here.inbox if here.shown == item_id else None
    return item_id in here.answers and inbox is not None and inbox.seconds_left(here.at) == 0


def is_out_of_time(before: Place, now: Place) -> bool:
    """Tell whether the time of the inbox in hand before was over by now."""
    return before.inbox is not None and before.inbox.seconds_left(now.at) == 0


def drawn(here: Place, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of an inbox; messages that have not arrived are left out."""
    closed = is_closed(here, item["id"])
    inbox = None if closed else here.inbox
    return {
        "revision": inbox.number if inbox else 0,
        "question": t("candidate_work.triage.action"),
        "labels": words("triage"),
        "can_go_back": False,
        "can_skip": False,
        "answer": None,
        "work": _closed(here, item) if inbox is None else _open(here, item, inbox),
    }


def _open(here: Place, item: dict[str, Any], inbox: InboxNow) -> Inbox:
    messages = {message["id"]: message for message in item["messages"]}
    return Inbox(
        messages=tuple(_mail(messages[one]) for one in inbox.visible(here.at)),
        handled=inbox.handled,
        contacts=tuple(Option(one["id"], both(one["name"])) for one in item["contacts"]),
        limit_s=inbox.limit_s,
        seconds_left=inbox.seconds_left(here.at),
        next_arrival_s=inbox.next_arrival_s(here.at),
        is_text="text_inbox" in here.needs,
    )


def _closed(here: Place, item: dict[str, Any]) -> Inbox:
    given = here.answers.get(item["id"])
    return Inbox(
        handled=(given.value if given else None) or {},
        is_over=True,
        out_of_time=bool(st.session_state.get(TIME_WAS_UP)),
    )


def _mail(message: dict[str, Any]) -> Mail:
    by = both(message["by"]) if message.get("by") else None
    return Mail(message["id"], message["channel"], both(message["text"]), both(message["when"]), by)
