"""The way in by the identity provider, on the sign-in page."""

from __future__ import annotations

import streamlit as st

from texts import t
from views.plain_text import plain
from views.sign_in import problem_of_last_try, provider_name
from workflows.oidc_settings import Provider

WIDTH_PX = 416
"""As wide as the fields of the form below it."""


def draw(provider: Provider) -> None:
    """Say what came of the last try, and offer the next one."""
    if tried_last(provider) and (problem := problem_of_last_try()):
        st.error(plain(problem))
    button = f"**{plain(t('provider.sign_in.button', name=provider.name))}**"
    if st.button(button, key="provider", type="primary", width=WIDTH_PX):
        st.login()
    st.caption(plain(t("provider.sign_in.second_factor", name=provider.name)))
    if provider.is_only:
        st.markdown(plain(t("provider.sign_in.only", name=provider.name)))


def tried_last(provider: Provider) -> bool:
    """Tell whether the problem in the address belongs here, and not to the form of the password."""
    return provider.is_only or st.query_params.get("error", "").startswith("provider_")


def by_provider() -> str:
    """Return how a sign-in or an account that came by the provider is marked."""
    return plain(t("provider.me.by", name=provider_name()))
