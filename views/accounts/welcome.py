"""The first page of whoever is not signed in: start, choose a password, sign in, or give a code."""

from __future__ import annotations

from functools import partial

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views.accounts import sign_in
from views.accounts.sign_in import Field, draw_form, password_field, password_fields, sign_in_form
from views.common import session
from views.common.act import press, take_problem
from views.common.layout import card
from views.common.staff_frame import error_message, page_document, show_problem
from views.common.text import escape_markdown
from workflows.accounts import my_account
from workflows.accounts.oidc_settings import Provider, passwords_are_off, provider_setup


def show() -> None:
    """Draw the page that fits whoever came."""
    session.actor()
    try:
        step = st.query_params.get("step")
        if step == "password":
            _choose_password()
        elif step == "code":
            _give_code()
        elif my_account.nobody_yet():
            _first_visit()
        elif step == sign_in.FORGOTTEN_STEP:
            _forgotten()
        else:
            _sign_in()
    except EntregentError as problem:
        show_problem(problem)


def _sign_in() -> None:
    page_document(t("staff.sign_in.button"))
    _languages()
    st.title(t("staff.sign_in.title"), anchor=False)
    st.markdown(t("staff.sign_in.lead"))
    _ended_sign_in()
    provider = provider_setup().provider
    if provider is not None:
        with card("provider_sign_in"):
            sign_in.draw_provider(provider)
    if not passwords_are_off():
        _with_password(provider)
    st.caption(t("staff.sign_in.candidate"))


def _ended_sign_in() -> None:
    """Say that a sign-in has ended: to whoever just pressed something, or came with its cookie."""
    problem = take_problem()
    if problem is not None:
        st.error(error_message(problem))
    elif session.sign_in_token():
        st.info(t("staff.over.before"))


def _with_password(provider: Provider | None) -> None:
    if provider is not None:
        st.markdown(t("provider.sign_in.or"))
    with card("sign_in"):
        sign_in_form(is_here=provider is None or not sign_in.tried_provider_last(provider))
    sign_in.link_to_forgotten()


def _forgotten() -> None:
    page_document(t("password.forgotten.title"))
    _languages()
    sign_in.draw_forgotten()


def _give_code() -> None:
    page_document(t("sign_in.code.title"))
    _languages()
    if session.half_signed_in() is None:
        st.title(t("sign_in.code.late_title"), anchor=False)
        st.warning(t("staff.errors.code_too_late"))
        press(t("staff.choose.to_sign_in"), key="to_sign_in", do=_to_sign_in)
        return
    st.title(t("sign_in.code.title"), anchor=False)
    st.markdown(t("sign_in.code.lead"))
    with card("code"):
        code = Field(
            "code", t("sign_in.code.label"), autocomplete="one-time-code", hint=t("sign_in.code.hint")
        )
        draw_form("/auth/code", (code,), t("staff.sign_in.button"))
    st.caption(t("sign_in.code.lost"))


def _choose_password() -> None:
    holder = session.joining()
    page_document(t("staff.choose.password"))
    _languages()
    if holder is None:
        st.title(t("staff.choose.dead_title"), anchor=False)
        st.warning(t("staff.choose.dead"))
        sign_in.link_to_forgotten("ask_again")
        press(t("staff.choose.to_sign_in"), key="to_sign_in", do=_to_sign_in)
        return
    texts_of = "staff.choose" if holder.password_hash is None else "password.choose"
    st.title(escape_markdown(t(f"{texts_of}.title", name=holder.name)), anchor=False)
    st.markdown(escape_markdown(t(f"{texts_of}.lead", email=holder.email)))
    with card("password"):
        draw_form("/auth/password", password_fields(), t("staff.choose.button"))


def _first_visit() -> None:
    page_document(t("staff.first.title"))
    _languages()
    st.title(t("staff.first.title"), anchor=False)
    st.markdown(t("staff.first.lead"))
    at_demo = st.query_params.get("at") == "demo"
    with card("demo"):
        st.header(t("staff.first.demo_title"), anchor=False)
        st.markdown(t("staff.first.demo_lead"))
        button = t("staff.first.demo_button")
        draw_form("/auth/demo", (_code(),), button, hidden={"language": texts.language()}, is_here=at_demo)
        st.caption(t("staff.first.demo_wait"))
    with card("owner"):
        st.header(t("staff.first.owner_title"), anchor=False)
        st.markdown(t("staff.first.owner_lead"))
        fields = (
            _code(),
            Field("full_name", t("staff.first.name"), autocomplete="name"),
            Field("email", t("staff.sign_in.email"), "email", "username"),
            password_field(t("staff.sign_in.password")),
        )
        button = t("staff.first.button")
        draw_form("/auth/first-owner", fields, button, with_language=True, is_here=not at_demo)


def _code() -> Field:
    return Field("code", t("staff.first.code"), hint=t("staff.first.code_hint"))


def _languages() -> None:
    other = "en" if texts.language() == "fr" else "fr"
    with st.container(horizontal=True, horizontal_alignment="right"):
        press(
            t(f"staff.languages.{other}"), key="speak", do=partial(_choose_language, other), type="tertiary"
        )


def _choose_language(language: str) -> None:
    st.query_params["lang"] = language


def _to_sign_in() -> None:
    for name in ("step", "error", "until", "sent"):
        st.query_params.pop(name, None)
