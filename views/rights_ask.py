"""A candidate asks for something in writing, and reads what was answered."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from texts.staff_letters import staff_letter
from views.notice import plain
from views.paper import card
from workflows import candidate_rights
from workflows.candidate_rights import KINDS, MAX_TEXT, Request, Rights
from workflows.clock import utc_now

_N_SENT = "rights:n_sent"


def draw(token: str, found: Rights, then: Callable[[Callable[[], object]], EntregentError | None]) -> None:
    """Ask for one thing at a time; ``then`` does a deed and says so on the page that follows."""
    with card("rights_ask"):
        st.subheader(t("rights.ask.title"), anchor=False)
        kind = st.radio(
            t("rights.ask.what"),
            KINDS,
            format_func=lambda one: t(f"rights.kinds.{one}"),
            key="rights_kind",
        )
        st.caption(plain(t(f"rights.kind_hints.{kind}")))
        _form(token, kind, then)


def draw_list(found: Rights) -> None:
    """Say what was asked and answered: whoever comes from a message about an answer reads it first."""
    if found.requests:
        with card("rights_list"):
            st.subheader(t("rights.list.title"), anchor=False)
            for one in found.requests:
                _line(found, one)


def _form(token: str, kind: str, then: Callable[[Callable[[], object]], EntregentError | None]) -> None:
    # A new key after each request empties the field.
    key = f"rights_text:{st.session_state.get(_N_SENT, 0)}"
    with st.form("rights_form", border=False):
        st.text_area(t("rights.ask.text"), key=key, max_chars=MAX_TEXT)
        st.caption(t("rights.ask.hint", most=texts.number(MAX_TEXT)))
        sent = st.form_submit_button(t("rights.ask.button"))
    if not sent:
        return
    said = st.session_state.get(key) or ""
    if not said.strip() and kind != "erase":
        st.warning(t("rights.ask.missing"))
        return
    if then(lambda: candidate_rights.ask(token, kind, said, staff_letter)) is None:
        st.session_state[_N_SENT] = st.session_state.get(_N_SENT, 0) + 1
    st.rerun()


def _line(found: Rights, one: Request) -> None:
    zone = found.settings["time_zone"]
    kind = t(f"rights.kinds.{one.kind}")
    with st.container(border=True):
        line = t("rights.list.line", kind=kind, date=texts.moment(one.created_at, zone))
        st.markdown(f"**{plain(line)}**")
        if one.text:
            st.text(one.text)
        if one.answer is not None and one.closed_at is not None:
            answered = t("rights.list.answered", date=texts.moment(one.closed_at, zone))
            st.markdown(f":green-badge[{plain(answered)}]")
            st.text(one.answer)
            return
        is_late = utc_now() > one.due_at
        values = {"dpo": found.settings["dpo_contact"], "authority": found.settings["authority"]}
        due = texts.day(one.due_at.astimezone(ZoneInfo(zone)).date())
        if is_late:
            st.warning(plain(t("rights.list.late", date=due, **values)))
        else:
            st.caption(plain(t("rights.list.due", date=due)))
