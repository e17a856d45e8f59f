"""How the identity provider is set up, for owners: what is wrong, what to enter there, whether it answers."""

from __future__ import annotations

from functools import partial

import streamlit as st

from texts import t
from views.act import press
from views.paper import card
from views.plain_text import plain
from views.setting_problems import warn_of_settings
from views.staff_frame import clock
from workflows.oidc_probe import last_probe, probe
from workflows.oidc_settings import Provider, provider_setup


def show_problems() -> None:
    """Name each variable that cannot be used, and what was expected."""
    warn_of_settings(t("provider.setup.broken"), provider_setup().problems, "provider.setup.expected")


def show() -> None:
    """Draw the provider that is offered; nothing where none is set up."""
    provider = provider_setup().provider
    if provider is None:
        return
    st.header(t("provider.setup.title"), anchor=False)
    with card("provider"):
        st.markdown(t("provider.setup.ready", name=plain(provider.name)))
        st.markdown(plain(t("provider.setup.redirect", name=provider.name)))
        st.code(provider.redirect_uri, language=None, wrap_lines=True)
        st.markdown(_answer(provider))
        press(t("provider.setup.check"), key="provider_check", do=partial(probe, provider))


def _answer(provider: Provider) -> str:
    asked = last_probe(provider)
    if asked is None:
        return t("provider.setup.not_asked")
    at = clock(asked.at, st.context.timezone or "Europe/Paris")
    told = t(f"provider.setup.probe.{asked.answer}", address=provider.discovery_url)
    return plain(f"{t('provider.setup.asked', at=at)} {told}")
