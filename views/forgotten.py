"""The way back in for whoever forgot their password: where it is shown, and the form that asks for a link."""

from __future__ import annotations

import streamlit as st

from texts import t
from views.act import press
from views.paper import card
from views.sign_in import Field, draw_form
from workflows import password_reset

STEP = "forgotten"


def way() -> None:
    """Lead there from the sign-in page; without mail say whom to ask."""
    if password_reset.is_offered():
        press(t("password.forgotten.link"), key="forgotten", do=ask_again, type="tertiary")
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
        press(t("password.forgotten.ask_again"), key="ask_again", do=ask_again)
    else:
        st.markdown(t("password.forgotten.lead"))
        with card("forgotten"):
            email = Field("email", t("staff.sign_in.email"), "email", "username")
            draw_form("/auth/forgotten", (email,), t("password.forgotten.button"))


def ask_again() -> None:
    """Go to the form."""
    st.query_params.pop("sent", None)
    st.query_params.pop("error", None)
    st.query_params["step"] = STEP
