"""The interview room: one interviewer, the guide and their own sheet; afterwards, that it is in."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import EntregentError
from texts import t
from views.common import session
from views.common.act import attempt, take_problem
from views.common.staff_frame import error_message, open_page
from views.common.text import escape_markdown
from views.components.room import Submitted, interview_sheet
from views.interviews.room_sheet import room_data
from workflows.common.access import Actor
from workflows.interviews import room
from workflows.interviews.room import Room


def show() -> None:
    """Let an interviewer ask, take notes and rate; let them read their own sheet once it is in."""
    actor = session.allowed("interview")
    problem = take_problem()  # said where the sheet is, not at the head of the page
    try:
        here = room.room(actor, st.query_params.get("interview", ""))
    except EntregentError as found:
        open_page(actor, t("staff.pages.room"))
        st.warning(error_message(found))
        _back()
        return
    if here.is_submitted:
        open_page(actor, t("room.title_sent", name=here.candidate_name))
    else:
        open_page(actor, t("room.title", name=here.candidate_name), offline=t("room.connection"))
    with st.container(horizontal=True, vertical_alignment="center"):
        _back()
        st.caption(escape_markdown(t("room.under", campaign=here.campaign_title)), width="content")
    if here.is_cancelled:
        st.warning(t("room.cancelled"))
    if here.is_submitted:
        _submitted(here)
    _sheet(actor, here, problem)


def _sheet(actor: Actor, here: Room, problem: EntregentError | None) -> None:
    data = room_data(actor, here, error=error_message(problem) if problem else None)
    on_sent = partial(_submit, actor, here)
    event = interview_sheet(data, key=f"room_{here.interview_id}", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _submit(actor: Actor, here: Room, event: Submitted) -> None:
    attempt(lambda: room.submit_sheet(actor, here.interview_id, body=event.body))


def _submitted(here: Room) -> None:
    if here.n_waiting:
        st.info(t("room.sent.waiting", count=here.n_waiting))
    elif not here.is_cancelled:
        st.success(t("room.sent.complete"))
        if st.button(t("room.sent.consensus"), type="primary", key="to_consensus"):
            st.switch_page("interviews/interviews.py", query_params={"interview": here.interview_id})
    st.header(t("room.sent.own"), anchor=False)


def _back() -> None:
    if st.button(t("room.back"), key="to_interviews", type="tertiary"):
        st.switch_page("interviews/interviews.py")


show()
