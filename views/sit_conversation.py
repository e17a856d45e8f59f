"""A conversation on the candidate's page: the thread so far, the mood it is in, what can be said next."""

from __future__ import annotations

from typing import Any

from texts import both, t
from views.components.scene import Option
from views.components.scene.work import Conversation, Line
from views.sit_words import parts, words
from workflows import sit
from workflows.sit import Place


def face(mood: int) -> int:
    """Return which of five faces shows a mood of -5 to 5: 0 the stormiest, 4 the warmest, 2 around 0."""
    return round((mood + 5) * 4 / 10)


def drawn(here: Place, item: dict[str, Any]) -> dict[str, Any]:
    """Return what a scene shows of a conversation; posts not reached and outcomes not chosen are left out."""
    # Once it has ended another item is in hand, and the stored answer tells the path.
    ended = here.answers[item["id"]].value if here.has_value(item["id"]) else ()
    now = here.conversation if here.shown == item["id"] else None
    now = now or sit.conversation_of(item, ended)
    thread: list[Any] = []
    for turn in now.turns:
        thread += parts(turn.node["posts"])
        thread.append(Line(both(turn.choice["text"]), "mine"))
        thread.append(Line(both(turn.choice["outcome"]), "outcome"))
    options: tuple[Option, ...] = ()
    if now.node is not None:
        thread += parts(now.node["posts"])
        texts = {choice["id"]: both(choice["text"]) for choice in now.node["choices"]}
        options = tuple(Option(one, texts[one]) for one in here.choice_order(item["id"], now.node["id"]))
    elif now.ending is not None:
        thread.append(Line(both(item["endings"][now.ending]), "ending"))
    shown: dict[str, Any] = {"can_go_back": False} if now.node is None else {}
    return shown | {
        "revision": now.number,
        "options": options,
        "question": t("candidate_work.conversation.question"),
        "hint": t("candidate_work.conversation.hint"),
        "labels": words("conversation"),
        "can_skip": not now.turns and item["id"] not in here.answers,
        "saved": False,
        "work": Conversation(tuple(thread), face(now.mood), is_over=now.node is None),
    }
