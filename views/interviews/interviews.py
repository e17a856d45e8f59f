"""An interviewer's page: the interviews on whose panel they sit, and all the sheets of complete ones."""

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
    """Let somebody find the interviews they hold, enter the room, and read the sheets side by side."""
    actor = session.allowed("interview")
    mine = panel.my_interviews(actor)
    chosen = st.query_params.get("interview")
    if chosen:
        _consensus(actor, chosen, {one.id: one for one in mine}.get(chosen))
        return
    open_page(actor, t("staff.pages.interviews"), t("room.list.lead"))
    if not mine:
        st.info(t("room.list.none"))
        return
    off = [one for one in mine if one.is_cancelled]
    held = [one for one in mine if one.state == "submitted" and not one.is_cancelled]
    ahead = [one for one in mine if one not in off and one not in held]
    for one in ahead:
        _card(actor, one)
    for title, group in (("held", held), ("called_off", off)):
        if group:
            st.header(t(f"room.list.{title}"), anchor=False)
            for one in group:
                _card(actor, one)
    rating_quality.show(actor)


def _card(actor: Actor, one: MyInterview) -> None:
    with card(f"interview_{one.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(escape_markdown(one.candidate_name), anchor=False, width="content")
            _state(actor, one)
        st.markdown(f"**{escape_markdown(when(one))}**  \n{_place(one)}")
        st.caption(escape_markdown(t("room.under", campaign=one.campaign_title)))
        with st.container(horizontal=True, gap="small"):
            _deeds(one)


def _deeds(one: MyInterview) -> None:
    if one.is_complete and st.button(t("room.list.consensus"), type="primary", key=f"all_{one.id}"):
        st.query_params["interview"] = one.id
        st.rerun()
    kind = "secondary" if one.state == "submitted" else "primary"
    if st.button(t(f"room.list.enter.{one.state}"), type=kind, key=f"enter_{one.id}"):
        st.switch_page("interviews/interview_room.py", query_params={"interview": one.id})
    if not one.is_cancelled and one.state != "submitted":
        if one.starts_at is not None:
            st.link_button(t("room.list.calendar"), f"/interviews/{one.id}/interview.ics", type="tertiary")
        if one.link:
            st.link_button(t("room.list.join"), one.link, type="tertiary")
        kit_link(one.id)


def _state(actor: Actor, one: MyInterview) -> None:
    if one.is_cancelled:
        st.badge(t("room.list.state.cancelled"), color="gray")
    elif one.is_complete:
        st.badge(t("room.list.state.complete"), color="green")
    elif one.state == "submitted":
        n = room.room(actor, one.id).n_waiting
        st.badge(f"{t('room.list.state.submitted')}, {t('room.list.waiting', count=n)}", color="blue")
    else:
        st.badge(t(f"room.list.state.{one.state}"), color="orange" if one.state == "draft" else "gray")


def _place(one: MyInterview) -> str:
    # What only looks like an address stays text: everything typed is escaped.
    return f"[{escape_link_label(one.link)}](<{one.link}>)" if one.link else escape_markdown(one.place)


def _consensus(actor: Actor, interview_id: str, one: MyInterview | None) -> None:
    title = t("room.consensus.title", name=one.candidate_name) if one else t("staff.pages.interviews")
    open_page(actor, title)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("room.back"), key="to_interviews", type="tertiary"):
            st.query_params.clear()
            st.rerun()
        if one:
            st.caption(escape_markdown(t("room.under", campaign=one.campaign_title)), width="content")
    try:
        consensus.draw(actor, interview_id)
    except EntregentError as problem:
        st.warning(error_message(problem))


show()
