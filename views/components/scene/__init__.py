"""One scenario on the candidate's page: the situation, its choices, and the answer that comes back.

``ask`` is the only thing pages call, and the thing tests replace: it takes frozen data and returns what
the candidate did. What comes back from a browser is never trusted: the workflow validates the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2 import component

from domain import Format, Language
from views.components import bundle, handled
from views.components.scene.parts import Message, Option, Passage
from views.components.scene.work import WORK_LABELS, Work
from workflows.sitting.transaction import MAX_TRIES

Kind = Literal["answer", "skip", "back", "look", "finish", "leave"]
Answer = dict[str, Any] | list[Any] | str

COMMON_LABELS = (
    "next", "back", "skip", "skip_note", "sending", "retry", "ready", "saved", "heated",
    "page_post", "comment", "review", "private_message", "internal_message", "profile",
)  # fmt: skip
FORMAT_LABELS: dict[str, tuple[str, ...]] = {
    "best_worst": ("best", "worst", "need_best", "need_worst", "need_both"),
    "rate_each": ("rate_1", "rate_2", "rate_3", "rate_4", "rate_5", "need_rating", "need_ratings"),
    "rank": (
        "move_up", "move_down", "tied", "position", "rank_first", "rank_last", "rank_confirm", "need_rank",
    ),
    "multi_select": ("none", "need_some"),
    "mcq": ("need_one",),
} | WORK_LABELS  # fmt: skip
"""Format -> the words its widget shows or speaks; adding a format starts with a line here."""

_KINDS: tuple[Kind, ...] = ("answer", "skip", "back", "look", "finish", "leave")


@dataclass(frozen=True)
class Company:
    """Whose page it is; ``about`` is one short line."""

    name: str
    initials: str
    about: str


@dataclass(frozen=True)
class SceneData:
    """Everything the candidate sees of one scenario, already in their language and display order."""

    item: str
    revision: int
    """Which answer this will be; of a scene played step by step, which step."""
    format: Format
    lang: Language
    number: int
    total: int
    title: str
    company: Company
    stem: tuple[Passage | Message, ...]
    question: str
    hint: str
    options: tuple[Option, ...]
    labels: Mapping[str, str]
    """At least COMMON_LABELS and the FORMAT_LABELS of this format; the rest is not sent."""
    storage: str
    """Names the sitting in the browser's own memory; never the token."""
    answer: Answer | None = None
    """The answer given before, when the candidate has come back to it."""
    saved: bool = False
    can_go_back: bool = False
    can_skip: bool = True
    error: str | None = None
    """Why the last sending was refused, in the candidate's language."""
    work: Work | None = None
    """What a work sample shows besides."""
    attempt: int = 0
    """Raised by one each time the server answered without moving on, so that the page unlocks."""
    address: str | None = None
    """Where the answer may be sent beside the page, for the next scene at once."""


@dataclass(frozen=True)
class SceneEvent:
    """What the candidate did: confirmed an answer or a step, skipped, went back, or left what is over.

    ``look`` asks for news of an inbox, ``finish`` closes it.
    """

    kind: Kind
    item: str
    revision: int
    answer: Answer | None = None
    tried: tuple[Any, ...] = ()
    """What this page sent before at the same revision, and heard nothing of."""


_MOUNT = component("entregent_scene", html='<div class="scene"></div>', js=bundle.loader("scene"))


def labels_for(name: str) -> tuple[str, ...]:
    """Name the words a scenario of this format needs."""
    return COMMON_LABELS + FORMAT_LABELS[name]


def ask(scene: SceneData, *, key: str, on_sent: Callable[[SceneEvent], None]) -> SceneEvent | None:
    """Draw the scenario; call ``on_sent`` before the next run, and return only what it did not get.

    A server that has lost the session knows no callback but still receives what was sent: then, and only
    then, the event is returned, so that the page handles it and reruns.
    """

    def sent() -> None:
        event = _event(st.session_state.get(key))
        if event:
            handled.note(key)
            on_sent(event)

    callbacks: dict[str, Any] = {f"on_{kind}_change": sent for kind in _KINDS}
    result = _MOUNT(key=key, data=bundle.packed(payload(scene)), **callbacks)
    return None if handled.take(key) else _event(result)


def payload(scene: SceneData) -> dict[str, Any]:
    """Return what a browser is sent of a scene: plain values, and no word it does not need."""
    data = {**vars(scene), "labels": {name: scene.labels[name] for name in labels_for(scene.format)}}
    data["company"] = asdict(scene.company)
    data["stem"] = [vars(part) for part in scene.stem]
    data["options"] = [vars(option) for option in scene.options]
    data["work"] = asdict(scene.work) if scene.work else None
    return data


def _event(state: Mapping[str, Any] | None) -> SceneEvent | None:
    """Read what the browser sent; anything malformed is nothing."""
    for kind in _KINDS:
        sent = state.get(kind) if state else None
        if not isinstance(sent, dict):
            continue
        item, revision = sent.get("item"), sent.get("revision")
        if isinstance(item, str) and type(revision) is int:
            tried = sent.get("tried")
            return SceneEvent(
                kind,
                item,
                revision,
                sent.get("answer") if kind == "answer" else None,
                tuple(tried[-MAX_TRIES:]) if isinstance(tried, list) else (),
            )
    return None
