"""What a scene sent, done: an answer or a step stored, another item taken up."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from errors import ChangedElsewhere, TimeIsUp
from views.act import attempt
from views.components.scene import SceneEvent
from views.components.scene.work import PLAYED
from views.sit_triage import TIME_WAS_UP, decision, is_out_of_time
from workflows import sit
from workflows.sit import Place

EDITING = "scene:editing"
"""Session key: the item the candidate went back to, or one that is over and not left yet; where they stand
is never kept here."""


def handle(token: str, here: Place, event: SceneEvent) -> None:
    """Do what a scene sent: store an answer or a step, go back, close or leave what is over."""
    if event.kind == "leave":
        st.session_state.pop(EDITING, None)
    elif event.kind == "back":
        _go_back(here, event.item)
    elif event.kind != "look":
        problem = attempt(partial(_do, token, here, event))
        if isinstance(problem, ChangedElsewhere | TimeIsUp):
            st.session_state[EDITING] = event.item  # the message says that the page shows what was kept
            st.session_state[TIME_WAS_UP] = isinstance(problem, TimeIsUp)


def _go_back(here: Place, item_id: str) -> None:
    """Show the nearest item before that can still be answered differently, this one if there is none."""
    order = here.sitting.item_order
    if item_id in order:
        before = [one for one in order[: order.index(item_id)] if here.can_reopen(one)]
        st.session_state[EDITING] = before[-1] if before else item_id


def _do(token: str, here: Place, event: SceneEvent) -> Place:
    name = here.item(event.item)["format"]
    if event.kind == "finish":
        now = sit.close_inbox(token, item_id=event.item)
        st.session_state[TIME_WAS_UP] = is_out_of_time(here, now)
    elif event.kind == "skip" or name not in PLAYED:
        now = sit.answer(
            token, item_id=event.item, revision=event.revision, value=event.answer, tried=event.tried
        )
        st.session_state.pop(EDITING, None)
        return now
    elif name == "conversation":
        choice = event.answer if isinstance(event.answer, str) else ""
        now = sit.choose(token, item_id=event.item, number=event.revision, choice=choice, tried=event.tried)
    else:
        now = sit.handle(
            token, item_id=event.item, number=event.revision, tried=_decided(event), **decision(event.answer)
        )
    # What has been played to its end stays on the page until it is left.
    if now.has_value(event.item) or st.session_state.get(TIME_WAS_UP):
        st.session_state[EDITING] = event.item
    return now


def _decided(event: SceneEvent) -> list[Any]:
    """Return what this page sent of an inbox before, as the workflow names it."""
    return [decision(one) if isinstance(one, dict) else one for one in event.tried]
