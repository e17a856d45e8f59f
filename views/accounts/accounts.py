"""The accounts and their roles; the owner adds people and makes their links."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

import texts
from domain import LANGUAGES, ROLES
from errors import EntregentError
from texts import t
from views.accounts import provider_setup
from views.accounts.sign_in import by_provider, provider_name
from views.common import session
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import open_page, show_problem
from views.common.text import escape_markdown, own_hour
from workflows.accounts import oidc, staff
from workflows.accounts.oidc_settings import passwords_are_off
from workflows.accounts.staff import Account, StaffLink
from workflows.common.access import Actor

_LINK = "staff_link"


def show() -> None:
    """List accounts and let the owner manage them."""
    actor = session.allowed("manage_accounts")
    open_page(actor, t("staff.accounts.title"), t("staff.accounts.lead"))
    try:
        provider_setup.show_problems()
        _show_link()
        with_factor = staff.with_second_factor(actor)
        bound = oidc.bound_accounts(actor)
        for account in staff.all_accounts(actor):
            _card(actor, account, has_factor=account.id in with_factor, is_bound=account.id in bound)
        _add(actor)
        provider_setup.show()
    except EntregentError as problem:
        show_problem(problem)


def _show_link() -> None:
    stored = st.session_state.get(_LINK)
    if stored is None:
        return
    name, link = stored
    with card("staff_link"):
        st.markdown(f"**{escape_markdown(t('staff.accounts.link_title', name=name))}**")
        st.markdown(t("staff.accounts.link_text", until=own_hour(link.expires_at)))
        st.code(link.address, language=None, wrap_lines=True)
        press(t("staff.actions.close"), key="staff_link_done", do=_drop_link)


def _keep_link(name: str, link: StaffLink) -> None:
    st.session_state[_LINK] = (name, link)


def _drop_link() -> None:
    st.session_state.pop(_LINK, None)


def _card(actor: Actor, account: Account, *, has_factor: bool, is_bound: bool) -> None:
    box = card(account.id)
    with box.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escape_markdown(account.name)}**  \n{escape_markdown(account.email)}")
        st.badge(t(f"staff.roles.{account.role}"), color="blue")
        for word in _remarks(actor, account, is_bound=is_bound):
            st.badge(t(f"staff.accounts.{word}"), color="gray")
        if is_bound:
            st.badge(by_provider(), color="gray")
        if has_factor:
            st.badge(t("staff.accounts.has_factor"), color="green")
        with st.popover(t("staff.actions.more")):
            _account_actions(actor, account)
            if has_factor:
                _security(actor, account, "reset_factor", staff.reset_second_factor)
            if account.disabled_at is None and (is_bound or account.password_hash is not None):
                _security(actor, account, "sign_out", staff.sign_out_account)
            if is_bound:
                _unbind(actor, account)


def _remarks(actor: Actor, account: Account, *, is_bound: bool) -> list[str]:
    remarks = ["you"] if account.id == actor.account_id else []
    if account.disabled_at is not None:
        remarks.append("disabled")
    elif account.password_hash is None and not is_bound and not passwords_are_off():
        remarks.append("waiting")
    return remarks


def _account_actions(actor: Actor, account: Account) -> None:
    if account.disabled_at is not None:
        press(
            t("staff.accounts.enable"),
            key=f"enable:{account.id}",
            do=partial(staff.enable_account, actor, account.id),
        )
        return
    # The stored role is part of the key: after a colleague's change the field shows that.
    key = f"role:{account.id}:{account.role}"
    st.selectbox(t("staff.accounts.role"), ROLES, index=ROLES.index(account.role), format_func=_role, key=key)

    def change() -> None:
        staff.change_role(actor, account.id, st.session_state[key], shown=account.role)

    press(t("staff.accounts.change_role"), key=f"change:{account.id}", do=change)
    st.caption(t("staff.accounts.renew_hint"))
    press(t("staff.accounts.renew"), key=f"renew:{account.id}", do=partial(_renew, actor, account))
    st.caption(t("staff.accounts.disable_hint"))
    press(
        t("staff.accounts.disable"),
        key=f"disable:{account.id}",
        do=partial(staff.disable_account, actor, account.id),
    )


def _security(actor: Actor, account: Account, word: str, do: Callable[[Actor, str], None]) -> None:
    st.caption(t(f"staff.accounts.{word}_hint"))
    press(t(f"staff.accounts.{word}"), key=f"{word}:{account.id}", do=partial(do, actor, account.id))


def _unbind(actor: Actor, account: Account) -> None:
    name = provider_name()
    st.caption(escape_markdown(t("provider.accounts.unbind_hint", name=name)))
    press(
        escape_markdown(t("provider.accounts.unbind", name=name)),
        key=f"unbind:{account.id}",
        do=partial(oidc.unbind, actor, account.id),
    )


def _renew(actor: Actor, account: Account) -> None:
    _keep_link(account.name, staff.renew_link(actor, account.id))


def _add(actor: Actor) -> None:
    st.header(t("staff.accounts.add_title"), anchor=False)
    if passwords_are_off():
        st.markdown(escape_markdown(t("provider.accounts.only", name=provider_name())))
    with card("add_account"), st.form("add_account", border=False):
        name = st.text_input(t("staff.accounts.name"), max_chars=120, key="account_name")
        email = st.text_input(t("staff.accounts.email"), max_chars=254, key="account_email")
        role = st.radio(
            t("staff.accounts.role"),
            ROLES,
            index=ROLES.index("recruiter"),
            format_func=_role,
            captions=[t(f"staff.role_hints.{role_name}") for role_name in ROLES],
            key="account_role",
        )
        language = st.radio(
            t("staff.accounts.language"),
            LANGUAGES,
            index=LANGUAGES.index(texts.language()),
            format_func=lambda code: t(f"staff.languages.{code}"),
            horizontal=True,
            key="account_language",
        )
        sent = st.form_submit_button(t("staff.accounts.add"), type="primary")
    if sent:
        link = staff.add_account(
            actor, name=name or "", email=email or "", role=str(role), language=str(language)
        )
        _keep_link(name or "", link)
        st.rerun()


def _role(role: str) -> str:
    return t(f"staff.roles.{role}")


show()
