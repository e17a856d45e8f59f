"""Page of the interview room: the guide and the interviewer's own sheet, to fill in or to read again."""

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
from workflows.interviews import room as interview_rooms
from workflows.interviews.room import Room


def show() -> None:
    """Let an interviewer ask, take notes and rate; let them read their own sheet once it is submitted."""
    actor = session.allowed("interview")
    problem = take_problem()  # shown where the sheet is, not at the head of the page
    try:
        room = interview_rooms.room(actor, st.query_params.get("interview", ""))
    except EntregentError as refusal:
        open_page(actor, t("staff.pages.room"))
        st.warning(error_message(refusal))
        _back()
        return
    if room.is_submitted:
        open_page(actor, t("room.title_sent", name=room.candidate_name))
    else:
        open_page(actor, t("room.title", name=room.candidate_name), offline=t("room.connection"))
    with st.container(horizontal=True, vertical_alignment="center"):
        _back()
        st.caption(escape_markdown(t("room.under", campaign=room.campaign_title)), width="content")
    if room.is_cancelled:
        st.warning(t("room.cancelled"))
    if room.is_submitted:
        _submitted(room)
    _sheet(actor, room, problem)


def _sheet(actor: Actor, room: Room, problem: EntregentError | None) -> None:
    data = room_data(actor, room, error=error_message(problem) if problem else None)
    on_sent = partial(_submit, actor, room)
    event = interview_sheet(data, key=f"room_{room.interview_id}", on_sent=on_sent)
    if event is not None:
        on_sent(event)
        st.rerun()


def _submit(actor: Actor, room: Room, event: Submitted) -> None:
    attempt(lambda: interview_rooms.submit_sheet(actor, room.interview_id, body=event.body))


def _submitted(room: Room) -> None:
    if room.n_waiting:
        st.info(t("room.sent.waiting", count=room.n_waiting))
    elif not room.is_cancelled:
        st.success(t("room.sent.complete"))
        if st.button(t("room.sent.consensus"), type="primary", key="to_consensus"):
            st.switch_page("interviews/interviews.py", query_params={"interview": room.interview_id})
    st.header(t("room.sent.own"), anchor=False)


def _back() -> None:
    if st.button(t("room.back"), key="to_interviews", type="tertiary"):
        st.switch_page("interviews/interviews.py")


show()
