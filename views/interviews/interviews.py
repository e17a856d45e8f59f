"""Page of an interviewer: the interviews of their panels, the sheets of complete ones, own severity."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views.common import session
from views.common.layout import card
from views.common.staff_frame import error_message, open_page
from views.common.text import escape_link_label, escape_markdown
from views.comparison.report_links import kit_link
from views.interviews import consensus, rating_quality
from views.interviews.words import when
from workflows.common.access import Actor
from workflows.interviews import panel, room
from workflows.interviews.panel import MyInterview


def show() -> None:
    """Let an interviewer see their interviews, enter the room, and read the sheets side by side."""
    actor = session.allowed("interview")
    mine = panel.my_interviews(actor)
    chosen = st.query_params.get("interview")
    if chosen:
        _consensus(actor, chosen, {interview.id: interview for interview in mine}.get(chosen))
        return
    open_page(actor, t("staff.pages.interviews"), t("room.list.lead"))
    if not mine:
        st.info(t("room.list.none"))
        return
    cancelled = [interview for interview in mine if interview.is_cancelled]
    submitted = [
        interview for interview in mine if interview.state == "submitted" and not interview.is_cancelled
    ]
    ahead = [interview for interview in mine if interview not in cancelled and interview not in submitted]
    for interview in ahead:
        _card(actor, interview)
    for title, group in (("held", submitted), ("called_off", cancelled)):
        if group:
            st.header(t(f"room.list.{title}"), anchor=False)
            for interview in group:
                _card(actor, interview)
    rating_quality.show_own_severity(actor)


def _card(actor: Actor, interview: MyInterview) -> None:
    with card(f"interview_{interview.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(escape_markdown(interview.candidate_name), anchor=False, width="content")
            _state(actor, interview)
        st.markdown(f"**{escape_markdown(when(interview))}**  \n{_place(interview)}")
        st.caption(escape_markdown(t("room.under", campaign=interview.campaign_title)))
        with st.container(horizontal=True, gap="small"):
            _buttons(interview)


def _buttons(interview: MyInterview) -> None:
    if interview.is_complete and st.button(
        t("room.list.consensus"), type="primary", key=f"all_{interview.id}"
    ):
        st.query_params["interview"] = interview.id
        st.rerun()
    kind = "secondary" if interview.state == "submitted" else "primary"
    if st.button(t(f"room.list.enter.{interview.state}"), type=kind, key=f"enter_{interview.id}"):
        st.switch_page("interviews/interview_room.py", query_params={"interview": interview.id})
    if not interview.is_cancelled and interview.state != "submitted":
        if interview.starts_at is not None:
            st.link_button(
                t("room.list.calendar"), f"/interviews/{interview.id}/interview.ics", type="tertiary"
            )
        if interview.link:
            st.link_button(t("room.list.join"), interview.link, type="tertiary")
        kit_link(interview.id)


def _state(actor: Actor, interview: MyInterview) -> None:
    if interview.is_cancelled:
        st.badge(t("room.list.state.cancelled"), color="gray")
    elif interview.is_complete:
        st.badge(t("room.list.state.complete"), color="green")
    elif interview.state == "submitted":
        n = room.room(actor, interview.id).n_waiting
        st.badge(f"{t('room.list.state.submitted')}, {t('room.list.waiting', count=n)}", color="blue")
    else:
        st.badge(
            t(f"room.list.state.{interview.state}"), color="orange" if interview.state == "draft" else "gray"
        )


def _place(interview: MyInterview) -> str:
    # What only looks like an address stays text: everything typed is escaped.
    return (
        f"[{escape_link_label(interview.link)}](<{interview.link}>)"
        if interview.link
        else escape_markdown(interview.place)
    )


def _consensus(actor: Actor, interview_id: str, interview: MyInterview | None) -> None:
    title = (
        t("room.consensus.title", name=interview.candidate_name) if interview else t("staff.pages.interviews")
    )
    open_page(actor, title)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("room.back"), key="to_interviews", type="tertiary"):
            st.query_params.clear()
            st.rerun()
        if interview:
            st.caption(escape_markdown(t("room.under", campaign=interview.campaign_title)), width="content")
    try:
        consensus.draw(actor, interview_id)
    except EntregentError as problem:
        st.warning(error_message(problem))


show()
