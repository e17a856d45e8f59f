"""Work samples on the candidate's page: a conversation, a reply to write, an inbox."""

from __future__ import annotations

from typing import Any

import streamlit as st

from errors import AnswerError
from texts import both, number, t
from views.components.scene import Option
from views.components.scene.work import Conversation, Draft, Inbox, Line, Mail, Reply
from views.sitting.scene_words import parts, words
from workflows import sitting
from workflows.sitting import SittingState
from workflows.sitting.work_samples import Inbox as InboxNow

DRAFTS = "/api/draft"
"""Where the page sends a text while it is being written."""
TIME_WAS_UP = "inbox:time_was_up"
"""Session key: the inbox closed by itself, which its last page says."""


def face(mood: int) -> int:
    """Return which of five faces shows a mood of -5 to 5: 0 the stormiest, 4 the warmest, 2 around 0."""
    return round((mood + 5) * 4 / 10)


def conversation_data(state: SittingState, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of a conversation; posts not reached and outcomes not chosen are left out."""
    # Once it has ended another item is in hand, and the stored answer tells the path.
    ended = state.answers[item["id"]].value if state.has_value(item["id"]) else ()
    now = state.conversation if state.shown == item["id"] else None
    now = now or sitting.conversation_of(item, ended)
    thread: list[Any] = []
    for turn in now.turns:
        thread += parts(turn.node["posts"])
        thread.append(Line(both(turn.choice["text"]), "mine"))
        thread.append(Line(both(turn.choice["outcome"]), "outcome"))
    options: tuple[Option, ...] = ()
    if now.node is not None:
        thread += parts(now.node["posts"])
        texts = {choice["id"]: both(choice["text"]) for choice in now.node["choices"]}
        options = tuple(
            Option(choice_id, texts[choice_id])
            for choice_id in state.choice_order(item["id"], now.node["id"])
        )
    elif now.ending is not None:
        thread.append(Line(both(item["endings"][now.ending]), "ending"))
    shown: dict[str, Any] = {"can_go_back": False} if now.node is None else {}
    return shown | {
        "revision": now.number,
        "options": options,
        "question": t("candidate_work.conversation.question"),
        "hint": t("candidate_work.conversation.hint"),
        "labels": words("conversation"),
        "can_skip": not now.turns and item["id"] not in state.answers,
        "saved": False,
        "work": Conversation(tuple(thread), face(now.mood), is_over=now.node is None),
    }


def reply_data(state: SittingState, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of a reply to write."""
    is_public = item["kind"] == "public_reply"
    public = t("candidate_work.open_reply.writing_public", company=state.form["company"]["name"])
    writing_as = public if is_public else t("candidate_work.open_reply.writing_internal")
    draft = state.draft
    return {
        "question": t(f"candidate_work.open_reply.question{'' if is_public else '_internal'}"),
        "hint": t("candidate_work.open_reply.hint", words=number(item["max_words"])),
        "labels": words("open_reply", writing_as=writing_as),
        "work": Reply(
            kind=item["kind"],
            max_words=item["max_words"],
            address=DRAFTS,
            draft=Draft(draft.text, draft.saved_at.isoformat()) if draft else None,
        ),
    }


def inbox_data(state: SittingState, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of an inbox; messages that have not arrived are left out."""
    closed = is_closed(state, item["id"])
    inbox = None if closed else state.inbox
    return {
        "revision": inbox.number if inbox else 0,
        "question": t("candidate_work.triage.action"),
        "labels": words("triage"),
        "can_go_back": False,
        "can_skip": False,
        "answer": None,
        "work": _closed_inbox(state, item) if inbox is None else _running_inbox(state, item, inbox),
    }


def _running_inbox(state: SittingState, item: dict[str, Any], inbox: InboxNow) -> Inbox:
    messages = {message["id"]: message for message in item["messages"]}
    return Inbox(
        messages=tuple(_mail(messages[message_id]) for message_id in inbox.visible(state.at)),
        handled=inbox.handled,
        contacts=tuple(Option(contact["id"], both(contact["name"])) for contact in item["contacts"]),
        limit_s=inbox.limit_s,
        seconds_left=inbox.seconds_left(state.at),
        next_arrival_s=inbox.next_arrival_s(state.at),
        is_text="text_inbox" in state.needs,
    )


def _closed_inbox(state: SittingState, item: dict[str, Any]) -> Inbox:
    answer = state.answers.get(item["id"])
    return Inbox(
        handled=(answer.value if answer else None) or {},
        is_over=True,
        out_of_time=bool(st.session_state.get(TIME_WAS_UP)),
    )


def _mail(message: dict[str, Any]) -> Mail:
    by = both(message["by"]) if message.get("by") else None
    return Mail(message["id"], message["channel"], both(message["text"]), both(message["when"]), by)


def is_closed(state: SittingState, item_id: str) -> bool:
    """Tell whether an inbox takes no more decisions; without any it may still be taken up, time allowing."""
    if state.has_value(item_id):
        return True
    inbox = state.inbox if state.shown == item_id else None
    return item_id in state.answers and inbox is not None and inbox.seconds_left(state.at) == 0


def is_out_of_time(before: SittingState, now: SittingState) -> bool:
    """Tell whether the time of the inbox in hand before was over by now."""
    return before.inbox is not None and before.inbox.seconds_left(now.at) == 0


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
