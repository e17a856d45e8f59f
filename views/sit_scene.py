"""The scenes: the practice one, then those that count, each drawn from the frozen form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from errors import EntregentError
from texts import both, t
from views import sit_sent, sit_work
from views.act import press
from views.components.scene import SceneEvent, ask
from views.notice import plain
from views.paper import card
from views.sit_data import item_data, scene_data, short_cut
from views.sit_problems import explain, said
from views.sit_sent import EDITING
from workflows import sit
from workflows.sit import Place

_PRACTICE = "scene:practice"
_ATTEMPTS = "scene:attempts"


def practice(token: str, here: Place, _problem: EntregentError | None) -> None:
    """Let a candidate try the page on a scene that does not count, with remarks on each action."""
    item = here.form["practice"]
    chosen = st.session_state.get(_PRACTICE)
    if chosen is None:
        st.markdown(plain(t("candidate.practice.intro")))
        data = scene_data(here, item, number=0, answer=None, revision=1, storage="practice")
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
            st.markdown(f"**{plain(both(option['text']))}**\n\n{plain(both(item['feedback'][option['id']]))}")
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
            do=partial(sit.practise, token),
            type="primary",
        )


def is_asking(here: Place) -> bool:
    """Tell whether a scene that counts is on the page: it then shows a problem beside its own buttons."""
    return here.stage == "scene" or (here.stage == "review" and EDITING in st.session_state)


def scene(token: str, here: Place, problem: EntregentError | None) -> None:
    """Ask the item the candidate went back to, or the first one still open."""
    ask_item(token, here, st.session_state.get(EDITING) or here.open_items[0], problem)


def ask_item(token: str, here: Place, item_id: str, problem: EntregentError | None) -> None:
    """Ask one item; store what comes back before anything else is drawn."""
    item = here.item(item_id)
    if sit_work.comes_first(token, here, item):
        if problem is not None:
            explain(problem, here)
        return
    if problem is not None:
        st.session_state[_ATTEMPTS] = st.session_state.get(_ATTEMPTS, 0) + 1
    data = item_data(
        here,
        item_id,
        error=said(problem, here) if problem else None,
        attempt=st.session_state.get(_ATTEMPTS, 0),
        address=None if EDITING in st.session_state else short_cut(here),
    )
    on_sent: Callable[[SceneEvent], None] = partial(sit_sent.handle, token, here)
    event = ask(data, key="scene", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()
