"""The reader's own sign-ins, to end them elsewhere, and their second factor."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views.accounts import second_factor
from views.accounts.sign_in import by_provider
from views.common import session
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import open_page, show_problem
from views.common.text import own_hour
from workflows.accounts import my_account
from workflows.accounts.my_account import OwnSignIn
from workflows.common.access import Actor

_ENDED = "my_sign_in:ended"


def show() -> None:
    """List the reader's sign-ins, to end them; turn the second factor on or off."""
    actor = session.allowed("read_content")
    open_page(actor, t("sign_in.me.title"), t("sign_in.me.lead"))
    try:
        _sign_ins(actor)
        second_factor.show(actor)
    except EntregentError as problem:
        show_problem(problem)


def _sign_ins(actor: Actor) -> None:
    token = session.sign_in_token()
    sign_ins = my_account.my_sessions(actor, token)
    st.header(t("sign_in.me.where"), anchor=False)
    with card("sign_ins"):
        for sign_in in sign_ins:
            _sign_in(sign_in)
        _end_others(actor, token, n_others=sum(not sign_in.is_this for sign_in in sign_ins))
        idle = my_account.idle_hours()
        ends = t("sign_in.me.idle", count=idle) if idle else ""
        st.caption(f"{ends} {t('sign_in.me.kept')}".strip())


def _sign_in(sign_in: OwnSignIn) -> None:
    since = t("sign_in.me.since", since=own_hour(sign_in.since))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{since}**, {t('sign_in.me.until', until=own_hour(sign_in.until))}")
        if sign_in.is_this:
            st.badge(t("sign_in.me.here"), color="green")
        if sign_in.by_provider:
            st.badge(by_provider(), color="gray")


def _end_others(actor: Actor, token: str | None, *, n_others: int) -> None:
    def end() -> None:
        st.session_state[_ENDED] = my_account.end_others(actor, token)

    if n_others:
        press(t("sign_in.me.end_others"), key="end_others", do=end)
    else:
        st.markdown(t("sign_in.me.alone"))
    ended = st.session_state.pop(_ENDED, None)
    if ended:
        st.success(t("sign_in.me.ended", count=ended))


show()
