"""What surrounds every page: the document's language and title, the top bar, the foot, the charter card.

``document`` on every page, staff pages included, and with a foot on the candidate's; ``frame`` there only.
Cards (charter, notice) and the foot travel with ``document``, which does not change during a sitting:
Streamlit then sends it once and afterwards only its hash. Each further component costs an answer a tenth of
its time, hence no more of them than have to change apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

import streamlit as st
from streamlit.components.v2 import component

from domain import LANGUAGES, Language
from views.components import bundle, handled
from views.components.chrome.words import streamlit_words

Kind = Literal["language", "withdraw", "rights"]

LANGUAGE_NAMES: dict[Language, str] = {"fr": "Français", "en": "English"}
_KINDS: tuple[Kind, ...] = ("language", "withdraw", "rights")


@dataclass(frozen=True)
class Group:
    """Lines under one title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A card opened over the page by its id, without the server."""

    id: str
    title: str
    groups: tuple[Group, ...]
    intro: str = ""
    footer: str = ""


@dataclass(frozen=True)
class Connection:
    """What is said when the line drops; ``text`` holds one paragraph per line."""

    title: str
    text: str
    back: str


@dataclass(frozen=True)
class Opener:
    """A button that opens a card."""

    id: str
    label: str


@dataclass(frozen=True)
class FootData:
    """The foot of the page; ``contact`` becomes a mail link when it is an address."""

    contact_label: str
    contact: str
    opens: tuple[Opener, ...] = ()
    rights: str | None = None
    withdraw: str | None = None
    product: str = "Entregent"


@dataclass(frozen=True)
class DocumentData:
    """What belongs to the whole document."""

    lang: Language
    title: str
    connection: Connection
    close: str
    """The word on the button that closes a card."""
    cards: tuple[Card, ...] = ()
    foot: FootData | None = None


@dataclass(frozen=True)
class Mark:
    """Whose page it is: tile, name, and one short line."""

    name: str
    initials: str
    about: str = ""


@dataclass(frozen=True)
class Progress:
    """How far: ``text`` says it in words."""

    number: int
    total: int
    text: str


@dataclass(frozen=True)
class FrameData:
    """The top bar."""

    lang: Language
    mark: Mark
    language_label: str
    progress: Progress | None = None
    opens: tuple[Opener, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES


@dataclass(frozen=True)
class FrameEvent:
    """What was asked for around the page: another language, the page of rights, or to withdraw."""

    kind: Kind
    lang: Language | None = None


_PARTS: dict[str, Any] = {"html": '<div class="chrome"></div>', "js": bundle.loader("chrome")}
_MOUNT = component("entregent_chrome", **_PARTS)
_DOCUMENT = component("entregent_document", **_PARTS, isolate_styles=False)
"""In the page itself: a link inside a shadow root hides Streamlit's skip link from checkers of landmarks."""


def document(
    data: DocumentData,
    *,
    key: str = "document",
    on_event: Callable[[FrameEvent], None] = lambda _: None,
) -> FrameEvent | None:
    """Set language, title, key guard, Streamlit's words and connection notice; lay the cards and the foot.

    With a foot it is drawn where the foot belongs, last; events as ``frame``.
    """
    return _mounted(_DOCUMENT, _packed_document(data), key, on_event)


@lru_cache(maxsize=256)
def _packed_document(data: DocumentData) -> bytes:
    """Pack a document once: a sitting draws the same one at every scene."""
    return bundle.packed(document_payload(data))


def document_payload(data: DocumentData) -> dict[str, Any]:
    """Return what a browser is sent of a document."""
    return asdict(data) | {"part": "document", "words": streamlit_words(data.lang)}


def frame(data: FrameData, *, key: str, on_event: Callable[[FrameEvent], None]) -> FrameEvent | None:
    """Draw the top bar; call ``on_event`` before the next run, and return only what it did not get."""
    return _mounted(_MOUNT, bundle.packed(frame_payload(data)), key, on_event)


def frame_payload(data: FrameData) -> dict[str, Any]:
    """Return what a browser is sent of a top bar."""
    return {
        "part": "bar",
        "lang": data.lang,
        "company": asdict(data.mark),
        "progress": asdict(data.progress) if data.progress else None,
        "languages": [{"code": code, "name": LANGUAGE_NAMES[code]} for code in data.languages],
        "opens": [asdict(opener) for opener in data.opens],
        "labels": {"language": data.language_label},
    }


def _mounted(
    mount: Callable[..., Any], payload: bytes, key: str, on_event: Callable[[FrameEvent], None]
) -> FrameEvent | None:
    def sent() -> None:
        event = _event(st.session_state.get(key))
        if event:
            handled.note(key)
            on_event(event)

    callbacks: dict[str, Any] = {f"on_{kind}_change": sent for kind in _KINDS}
    result = mount(key=key, data=payload, **callbacks)
    return None if handled.take(key) else _event(result)


def _event(state: Mapping[str, Any] | None) -> FrameEvent | None:
    """Read what the browser sent; anything malformed is nothing."""
    sent = state.get("language") if state else None
    lang = sent.get("lang") if isinstance(sent, dict) else None
    if isinstance(lang, str) and lang in LANGUAGE_NAMES:
        return FrameEvent("language", lang)
    others: tuple[Kind, ...] = ("withdraw", "rights")
    return next((FrameEvent(kind) for kind in others if state and state.get(kind) is not None), None)
