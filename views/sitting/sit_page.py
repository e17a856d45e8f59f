"""The candidate's page: one address, one step at a time, always the step the database says."""

from __future__ import annotations

from typing import Literal

import streamlit as st

import texts
from domain import SITTING_COOKIE
from errors import DeviceLeft, EntregentError, LinksTriedOut, NoCookies, SittingError, StorageError
from views.common import act
from views.common.act import take_problem
from views.privacy import rights
from views.sitting import close, door, frame, prepare, scene
from views.sitting.problems import explain, explain_link
from workflows import sitting
from workflows.sitting import SittingState

_ARRIVED = "from"
"""In the address after a link was opened (``web/routes/candidate.py``); gone once the page is drawn."""

_STEPS = {
    "door": door.door,
    "language": prepare.language,
    "notice": prepare.notice,
    "charter": prepare.charter,
    "needs": prepare.needs,
    "practice": scene.practice,
    "scene": scene.scene,
    "review": close.review,
    "end": close.end,
    "withdrawn": close.withdrawn,
    "late": close.late,
    "closed": close.closed,
}


def show() -> None:
    """Let a candidate take the next step of their sitting."""
    texts.use(texts.preferred(st.context.locale))
    token = st.context.cookies.get(SITTING_COOKIE)
    if token is not None and frame.has_opened_rights():
        st.query_params.pop(_ARRIVED, None)
        _configure("centered")
        rights.show(token)
        return
    try:
        token = _opened(token)
        state = _place(token)
    except (SittingError, StorageError) as problem:
        _configure("centered")
        explain_link(problem)
        return
    texts.use(state.sitting.language)
    _step(token, state)


def _opened(token: str | None) -> str:
    """Return the link's secret, unless the link opens nothing or this browser was not let keep it."""
    link = st.query_params.get("link")
    if link == "wait":
        raise LinksTriedOut("Too many links that do not exist were opened from this address.")
    if link == "left":
        raise DeviceLeft("This browser was told to forget the link.")
    if token is None and _ARRIVED in st.query_params:
        raise NoCookies("A link was opened, and its cookie was not kept.")
    if token is None or link is not None:
        raise SittingError("No link was opened in this browser.")
    st.query_params.pop(_ARRIVED, None)
    return token


def _place(token: str) -> SittingState:
    editing, place = st.session_state.get(scene.EDITING), act.take_place()
    if place is not None and place.shown == (editing or place.shown):
        return place
    return sitting.current_state(token, showing=editing, accepted_language=texts.preferred(st.context.locale))


def _step(token: str, state: SittingState) -> None:
    # A scene has its story beside its choices where there is room; everything else is a column to read.
    _configure("wide" if state.stage in ("practice", "scene", "review") else "centered")
    frame.draw(token, state)
    problem: EntregentError | None = take_problem()
    is_leaving = frame.is_leaving() and state.stage != "withdrawn"
    if problem is not None and (is_leaving or not scene.is_asking(state)):
        explain(problem, state)
    if is_leaving:
        close.leave(token, state)
    else:
        _STEPS[state.stage](token, state, problem)
    frame.draw_foot(token, state)


def _configure(layout: Literal["centered", "wide"]) -> None:
    st.set_page_config(page_title="Entregent", page_icon="💬", layout=layout)
