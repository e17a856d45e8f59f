"""The sheet a reply is marked on: prompt and rubric, the reply, a mark from 0 to 4 on each dimension.

``mark_sheet`` is the only thing pages call, and the thing tests replace: it takes frozen data and returns
what the marker did. What comes back from a browser is never trusted: the workflow validates the marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2 import component

from domain import Language
from views.components import bundle, handled
from views.components.scene import Company
from views.components.scene.parts import Message, Passage

Kind = Literal["save", "submit", "leave"]
_KINDS: tuple[Kind, ...] = ("submit", "leave", "save")

LABELS = (
    "about", "asked", "rubric", "needs", "spelling", "keys", "open", "note", "submit", "leave", "saving",
    "retry", "missing",
)  # fmt: skip
CHANNELS = (
    "page_post", "comment", "review", "private_message", "internal_message", "profile", "heated",
)  # fmt: skip


@dataclass(frozen=True)
class SheetDimension:
    """One thing that is marked."""

    id: str
    name: str
    needs: str
    """What a 4 takes in this prompt."""
    anchors: tuple[str, ...]
    """What marks 0, 1, 2, 3 and 4 stand for."""


@dataclass(frozen=True)
class SheetData:
    """Everything on the sheet, in the marker's language; nothing of it tells who wrote the reply."""

    code: str
    """Names the reply for this marker only."""
    lang: Language
    title: str
    company: Company
    stem: tuple[Passage | Message, ...]
    heading: str
    text: str
    length: str
    """How long the reply is, in words."""
    dimensions: tuple[SheetDimension, ...]
    labels: Mapping[str, str]
    """LABELS and CHANNELS."""
    marks: Mapping[str, int]
    """Given so far; dimensions may be missing."""
    note: str = ""
    note_limit: int = 0
    """Longest note in characters; 0 = no note here."""
    keeps: bool = True
    """Whether every mark is sent to be kept before the sheet is submitted."""
    can_leave: bool = True
    saved: str = ""
    """What is known to be kept, in words."""
    error: str | None = None


@dataclass(frozen=True)
class SheetEvent:
    """What the marker did: marked something, submitted the sheet, or gave the reply back."""

    kind: Kind
    code: str
    marks: Mapping[str, int]
    note: str


_MOUNT = component("entregent_marks", html='<div class="scene marks"></div>', js=bundle.loader("marks"))


def mark_sheet(sheet: SheetData, *, key: str, on_sent: Callable[[SheetEvent], None]) -> SheetEvent | None:
    """Draw the sheet; call ``on_sent`` before the next run, and return only what it did not get."""

    def sent(kind: Kind) -> None:
        event = _event(kind, st.session_state.get(key))
        if event:
            handled.note(key)
            on_sent(event)

    # One callback per kind: a mark and the submission right after it may come in one message.
    callbacks: dict[str, Any] = {f"on_{kind}_change": partial(sent, kind) for kind in _KINDS}
    result = _MOUNT(key=key, data=bundle.packed(asdict(sheet)), **callbacks)
    if handled.take(key):
        return None
    return next((event for kind in _KINDS if (event := _event(kind, result))), None)


def _event(kind: Kind, state: Mapping[str, Any] | None) -> SheetEvent | None:
    """Read what the browser sent of one kind; anything malformed is nothing."""
    sent = state.get(kind) if state else None
    if not isinstance(sent, dict):
        return None
    code, marks, note = sent.get("code"), sent.get("marks"), sent.get("note")
    if isinstance(code, str) and isinstance(note, str) and isinstance(marks, dict):
        return SheetEvent(kind, code, marks, note)
    return None
