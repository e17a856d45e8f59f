"""The interview room: all questions in order, each rated from 1 to 5 by evidence, a recommendation last.

``interview_sheet`` is the only thing pages call, and the thing tests replace: it takes frozen data and
returns what the interviewer sent. While a sheet is being filled in, the browser keeps it through
``POST /api/sheet`` beside the page's websocket; only the submission comes through here, and the workflow
validates it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from domain import Language
from views.components import bundle, handled

LABELS = (
    "outline", "progress", "language", "focus", "focus_short", "job_link", "no_example", "cap", "probes",
    "evidence", "evidence_hint", "evidence_need", "count", "count_left", "rating", "between",
    "not_observed", "not_observed_hint", "not_observed_short", "keys", "state_open", "state_rated",
    "state_unseen", "state_no_evidence", "recommendation", "recommendation_hint", "reason",
    "reason_need", "submit", "missing", "missing_rating", "missing_evidence", "missing_recommendation",
    "missing_reason", "confirm_title", "confirm_text", "confirm_yes", "confirm_no", "sending", "retry",
    "untouched", "writing", "saved", "local", "signed_out", "refused", "over", "elsewhere", "keep_mine",
    "take_theirs", "reload", "no_note",
)  # fmt: skip
RECOMMENDATIONS = ("strong_no", "no", "yes", "strong_yes")
"""Four points, without a middle."""


@dataclass(frozen=True)
class QuestionWords:
    """A question as it is read out, in one language."""

    question: str
    twin: str
    """What is asked of somebody who has no example; empty: nothing."""
    probes: tuple[str, ...]
    anchors: Mapping[str, str]
    """What ratings "1", "3" and "5" stand for."""
    job_link: str


@dataclass(frozen=True)
class RoomQuestion:
    """One question of the guide."""

    id: str
    competency: str
    """What it is asked for, in the interviewer's language."""
    short: str
    """The same where there is little room."""
    kind: str
    is_focus: bool
    """Whether this interviewer was asked to mind it most."""
    words: Mapping[str, QuestionWords]
    """By language."""


@dataclass(frozen=True)
class Sheet:
    """What one interviewer has written so far."""

    revision: int
    answers: Mapping[str, Mapping[str, Any]]
    """Question -> ``rating`` (1 to 5, or None), ``not_observed``, ``evidence``, ``probes`` (from 0)."""
    recommendation: str | None
    reason: str


@dataclass(frozen=True)
class RoomData:
    """Everything in the room; nothing of it comes from another interviewer."""

    interview: str
    owner: str
    """Whose sheet it is: what a browser keeps is never shown to somebody else."""
    lang: Language
    languages: Mapping[str, str]
    """Languages the questions exist in, with their names; the first one is shown first."""
    questions: tuple[RoomQuestion, ...]
    sheet: Sheet
    labels: Mapping[str, str]
    """LABELS, and the four RECOMMENDATIONS."""
    least_evidence: int
    longest_evidence: int
    longest_reason: int
    is_submitted: bool = False
    address: str = "/api/sheet"
    error: str | None = None


@dataclass(frozen=True)
class Submitted:
    """The interviewer has confirmed that the sheet is final."""

    body: Mapping[str, Any] = field(default_factory=dict)


_MOUNT = component("entregent_room", html='<div class="scene room"></div>', js=bundle.loader("room"))


def interview_sheet(data: RoomData, *, key: str, on_sent: Callable[[Submitted], None]) -> Submitted | None:
    """Draw the room; call ``on_sent`` before the next run, and return only what it did not get."""

    def sent() -> None:
        event = _event(st.session_state.get(key))
        if event:
            handled.note(key)
            on_sent(event)

    result = _MOUNT(key=key, data=bundle.packed(asdict(data)), on_submit_change=sent)
    if handled.take(key):
        return None
    return _event(result)


def _event(state: Mapping[str, Any] | None) -> Submitted | None:
    """Read what the browser sent; anything malformed is nothing."""
    sent = state.get("submit") if state else None
    body = sent.get("body") if isinstance(sent, dict) else None
    return Submitted(body) if isinstance(body, dict) else None
