"""Sit the form as candidates do, outside of the pool."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views.paper import card
from views.staff_frame import ago, show_problem
from workflows import invitations, monitor
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.monitor import Line


def draw(actor: Actor, campaign: Campaign) -> None:
    """Make a try-out link, and list the try-outs so far."""
    st.markdown(t("people.try_out.lead"))
    if campaign.state == "published":
        _start(actor, campaign)
    else:
        st.info(t("people.invite.closed"))
    for line in reversed(monitor.board(actor, campaign.id).try_outs):
        st.caption(_sentence(line))


def _start(actor: Actor, campaign: Campaign) -> None:
    key = f"try_out:{campaign.id}"
    if st.button(t("people.try_out.start"), type="primary", key="try_out_start"):
        try:
            link = invitations.start_try_out(actor, campaign.id, actor.language)
        except EntregentError as problem:
            show_problem(problem)
            return
        st.session_state[key] = link.address
    address = st.session_state.get(key)
    if address:
        with card("try_out"):
            st.markdown(t("people.try_out.ready"))
            st.link_button(t("people.try_out.open"), address, type="primary")
            st.code(address, language=None, wrap_lines=True)


def _sentence(line: Line) -> str:
    state = t(f"people.status.{line.status}")
    if line.status == "scene":
        state = t("people.follow.scene", number=min(line.n_answered + 1, line.n_items), total=line.n_items)
    return f"{line.name} · {state} · {ago(line.since)}"
