"""The way back in for whoever forgot their password: where it is shown, and the form that asks for a link."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

import texts
from texts import t
from views.paper import card
from views.sign_in import Field, draw_form
from workflows import password_reset

STEP = "forgotten"


def way(words: str = "link") -> None:
    """Lead there; without mail say whom to ask. ``words``: key of the link's words."""
    if password_reset.is_offered():
        _link(t(f"password.forgotten.{words}"), step=STEP)
    else:
        st.caption(t("password.forgotten.no_mail"))


def draw() -> None:
    """Ask for the address, or say that a message is on its way if there is an account."""
    st.title(t("password.forgotten.title"), anchor=False)
    if not password_reset.is_offered():
        st.markdown(t("password.forgotten.no_mail"))
    elif st.query_params.get("sent"):
        st.success(t("password.forgotten.sent"))
        st.caption(t("password.forgotten.nothing"))
        _link(t("password.forgotten.ask_again"), step=STEP)
    else:
        st.markdown(t("password.forgotten.lead"))
        with card("forgotten"):
            email = Field("email", t("staff.sign_in.email"), "email", "username")
            draw_form("/auth/forgotten", (email,), t("password.forgotten.button"))
    _link(t("password.forgotten.back"))


def _link(words: str, **query: str) -> None:
    """Draw a link to the first page, in the language being read."""
    address = f"/?{urlencode({**query, 'lang': texts.language()})}"
    # Standing alone, it is as high as a finger needs (WCAG 2.5.8).
    look = "color: inherit; display: inline-block; padding: .35rem 0; text-underline-offset: .2em"
    st.html(f'<a href="{escape(address)}" target="_self" style="{look}">{escape(words)}</a>')
