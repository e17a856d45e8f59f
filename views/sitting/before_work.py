"""The pages before the work samples and before the inbox: content, length, timing, readers."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import streamlit as st

import texts
from domain import WORK_SAMPLES
from texts import both, t
from views.common.act import press
from views.common.layout import apply_theme, card
from views.common.text import escape_markdown
from workflows import sitting
from workflows.sitting import SittingState

_READ = "work:read"
_AS_IT_COUNTS = ("how_decide", "how_order", "how_change", "how_late", "how_left")


def of_format(state: SittingState, *names: str) -> list[dict[str, Any]]:
    """Return the items of the form that have one of these formats."""
    return [item for item in state.form["items"] if item["format"] in names]


def comes_first(token: str, state: SittingState, item: dict[str, Any]) -> bool:
    """Draw what has to be read before this item, if anything; return whether it was drawn."""
    if item["format"] not in WORK_SAMPLES or state.has_value(item["id"]):
        return False
    if not st.session_state.get(_READ) and not _has_begun(state):
        _intro(state)
        return True
    if item["format"] == "triage" and state.inbox is not None and not state.inbox.is_started:
        _inbox_intro(token, state, item)
        return True
    return False


def _has_begun(state: SittingState) -> bool:
    answered = {item["id"] for item in of_format(state, *WORK_SAMPLES)} & state.answers.keys()
    return bool(state.steps or state.draft or answered)


def _note_read() -> None:
    st.session_state[_READ] = True


def _intro(state: SittingState) -> None:
    items = of_format(state, *WORK_SAMPLES)
    n_of = Counter(item["format"] for item in items)
    apply_theme()
    st.title(t("candidate_work.intro.title"), anchor=False)
    st.markdown(escape_markdown(t("candidate_work.intro.text")))
    lines = []
    if n_of["conversation"]:
        lines.append(t("candidate_work.intro.conversations", count=n_of["conversation"]))
    if n_of["open_reply"]:
        limit = max(item["max_words"] for item in items if item["format"] == "open_reply")
        lines.append(t("candidate_work.intro.replies", count=n_of["open_reply"], words=texts.number(limit)))
    if n_of["triage"]:
        minutes = next(item["minutes"] for item in items if item["format"] == "triage")
        lines.append(t("candidate_work.intro.inbox", minutes=texts.number(minutes)))
    with card("work_intro"):
        st.markdown("\n".join(f"- {escape_markdown(line)}" for line in lines))
    minutes = round(sum(item["minutes"] for item in items))
    st.markdown(escape_markdown(t("candidate_work.intro.duration", minutes=texts.number(minutes))))
    if n_of["open_reply"]:
        st.markdown(escape_markdown(t("candidate_work.intro.readers")))
    press(t("candidate_work.intro.button"), key="work_read", do=_note_read, type="primary")


def _inbox_intro(token: str, state: SittingState, item: dict[str, Any]) -> None:
    inbox = state.inbox
    if inbox is None:
        return
    apply_theme()
    st.title(escape_markdown(both(item["title"])), anchor=False)
    for part in item["stem"]:
        st.markdown(escape_markdown(both(part["say"] if "say" in part else part["text"])))
    st.subheader(t("candidate_work.inbox_intro.how_title"), anchor=False)
    st.markdown(
        "\n".join(f"- {escape_markdown(t(f'candidate_work.inbox_intro.{key}'))}" for key in _AS_IT_COUNTS)
    )
    with card("inbox_clock"):
        st.markdown("\n\n".join(escape_markdown(line) for line in _clock_lines(state)))
    contact = state.settings.accommodation_contact
    st.markdown(escape_markdown(t("candidate_work.inbox_intro.reminder", contact=contact)))
    with st.container(horizontal=True):
        if item["id"] not in state.answers:
            skip = partial(
                sitting.answer,
                token,
                item_id=item["id"],
                revision=state.next_revision(item["id"]),
                value=None,
            )
            press(t("candidate_work.inbox_intro.skip"), key="inbox_skip", do=skip)
        start = partial(sitting.start_clock, token, item_id=item["id"])
        press(t("candidate_work.inbox_intro.start"), key="inbox_start", do=start, type="primary")


def _clock_lines(state: SittingState) -> list[str]:
    inbox = state.inbox
    limit = inbox.limit_s if inbox else None
    lines = [t("candidate_work.inbox_intro.no_clock")]
    if limit is not None:
        minutes = texts.number(limit / 60, 0 if limit % 60 == 0 else 1)
        lines = [
            t("candidate_work.inbox_intro.clock", minutes=minutes),
            t("candidate_work.inbox_intro.clock_end"),
        ]
    if "text_inbox" in state.needs:
        lines.append(t("candidate_work.inbox_intro.text"))
    return lines
