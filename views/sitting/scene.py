"""The scenes and the practice scene, drawn from the frozen form; answers are stored as they come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from errors import ChangedElsewhere, EntregentError, TimeIsUp
from texts import both, t
from views.common.act import attempt, press
from views.common.layout import card
from views.common.text import escape_markdown
from views.components.scene import SceneEvent, ask
from views.components.scene.work import PLAYED
from views.sitting import before_work
from views.sitting.problems import explain, sitting_error_message
from views.sitting.scene_data import item_data, scene_data, short_cut
from views.sitting.work_samples import TIME_WAS_UP, decision, is_out_of_time
from workflows import sitting
from workflows.sitting import SittingState

EDITING = "scene:editing"
"""Session key: the item the candidate went back to, or one that is over and not left yet; where they stand
is never kept here."""
_PRACTICE = "scene:practice"
_ATTEMPTS = "scene:attempts"


def scene(token: str, state: SittingState, problem: EntregentError | None) -> None:
    """Ask the item the candidate went back to, or the first one still open."""
    ask_item(token, state, st.session_state.get(EDITING) or state.open_items[0], problem)


def is_asking(state: SittingState) -> bool:
    """Tell whether a scene that counts is on the page: it then shows a problem beside its own buttons."""
    return state.stage == "scene" or (state.stage == "review" and EDITING in st.session_state)


def ask_item(token: str, state: SittingState, item_id: str, problem: EntregentError | None) -> None:
    """Ask one item; store what comes back before anything else is drawn."""
    item = state.item(item_id)
    if before_work.comes_first(token, state, item):
        if problem is not None:
            explain(problem, state)
        return
    if problem is not None:
        st.session_state[_ATTEMPTS] = st.session_state.get(_ATTEMPTS, 0) + 1
    data = item_data(
        state,
        item_id,
        error=sitting_error_message(problem, state) if problem else None,
        attempt=st.session_state.get(_ATTEMPTS, 0),
        address=None if EDITING in st.session_state else short_cut(state),
    )
    on_sent: Callable[[SceneEvent], None] = partial(handle, token, state)
    event = ask(data, key="scene", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def handle(token: str, state: SittingState, event: SceneEvent) -> None:
    """Handle an event of a scene: store an answer or a step, go back, close or leave what is over."""
    if event.kind == "leave":
        st.session_state.pop(EDITING, None)
    elif event.kind == "back":
        _go_back(state, event.item)
    elif event.kind != "look":
        problem = attempt(partial(_store, token, state, event))
        if isinstance(problem, ChangedElsewhere | TimeIsUp):
            st.session_state[EDITING] = event.item  # the message says that the page shows what was kept
            st.session_state[TIME_WAS_UP] = isinstance(problem, TimeIsUp)


def _go_back(state: SittingState, item_id: str) -> None:
    """Show the nearest item before that can still be answered differently, this one if there is none."""
    order = state.sitting.item_order
    if item_id in order:
        reopenable = [other for other in order[: order.index(item_id)] if state.can_reopen(other)]
        st.session_state[EDITING] = reopenable[-1] if reopenable else item_id


def _store(token: str, state: SittingState, event: SceneEvent) -> SittingState:
    name = state.item(event.item)["format"]
    if event.kind == "finish":
        now = sitting.close_inbox(token, item_id=event.item)
        st.session_state[TIME_WAS_UP] = is_out_of_time(state, now)
    elif event.kind == "skip" or name not in PLAYED:
        now = sitting.answer(
            token, item_id=event.item, revision=event.revision, value=event.answer, tried=event.tried
        )
        st.session_state.pop(EDITING, None)
        return now
    elif name == "conversation":
        choice = event.answer if isinstance(event.answer, str) else ""
        now = sitting.choose(
            token, item_id=event.item, number=event.revision, choice=choice, tried=event.tried
        )
    else:
        now = sitting.handle(
            token,
            item_id=event.item,
            number=event.revision,
            tried=_decisions(event),
            **decision(event.answer),
        )
    # What has been played to its end stays on the page until it is left.
    if now.has_value(event.item) or st.session_state.get(TIME_WAS_UP):
        st.session_state[EDITING] = event.item
    return now


def _decisions(event: SceneEvent) -> list[Any]:
    """Return what this page sent of an inbox before, as the workflow names it."""
    return [decision(answer) if isinstance(answer, dict) else answer for answer in event.tried]


def practice(token: str, state: SittingState, _problem: EntregentError | None) -> None:
    """Let a candidate try the page on a scene that does not count, with remarks on each action."""
    item = state.form["practice"]
    chosen = st.session_state.get(_PRACTICE)
    if chosen is None:
        st.markdown(escape_markdown(t("candidate.practice.intro")))
        data = scene_data(state, item, number=0, answer=None, revision=1, storage="practice")
        event = ask(data, key="practice_scene", on_sent=_keep_practice)
        if event is not None:
            _keep_practice(event)
            st.rerun()
        return
    _practice_feedback(token, item, chosen)


def _keep_practice(event: SceneEvent) -> None:
    st.session_state[_PRACTICE] = event.answer or {}


def _practice_feedback(token: str, item: dict[str, Any], chosen: dict[str, str]) -> None:
    st.title(t("candidate.practice.feedback"), anchor=False)
    for option in item["options"]:
        with card(f"remark_{option['id']}"):
            picked = [name for name in ("best", "worst") if chosen.get(name) == option["id"]]
            for name in picked:
                st.badge(
                    t(f"candidate.formats.best_worst.{name}"), color="green" if name == "best" else "red"
                )
            st.markdown(
                f"**{escape_markdown(both(option['text']))}**\n\n{escape_markdown(both(item['feedback'][option['id']]))}"
            )
    st.caption(t("candidate.practice.feedback_note"))
    with st.container(horizontal=True):
        press(
            t("candidate.practice.again"),
            key="practice_again",
            do=partial(st.session_state.pop, _PRACTICE, None),
        )
        press(
            t("candidate.practice.button"),
            key="practice_next",
            do=partial(sitting.practise, token),
            type="primary",
        )
