"""The setup of the identity provider, for owners, and settings that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from texts import t
from texts.setting_problems import setting_lines
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import clock
from views.common.text import escape_markdown
from workflows.accounts.oidc_settings import Provider, last_probe, probe, provider_setup
from workflows.common.setting_problems import SettingProblem


def warn_of_settings(headline: str, problems: Sequence[SettingProblem], expected: str) -> None:
    """Name each variable that cannot be used, and what was expected; nothing where all can be."""
    if problems:
        lines = (f"- {escape_markdown(line)}" for line in setting_lines(problems, expected))
        st.warning("\n".join((headline, "", *lines)))


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
        st.markdown(t("provider.setup.ready", name=escape_markdown(provider.name)))
        st.markdown(escape_markdown(t("provider.setup.redirect", name=provider.name)))
        st.code(provider.redirect_uri, language=None, wrap_lines=True)
        st.markdown(_answer(provider))
        press(t("provider.setup.check"), key="provider_check", do=partial(probe, provider))


def _answer(provider: Provider) -> str:
    last = last_probe(provider)
    if last is None:
        return t("provider.setup.not_asked")
    at = clock(last.at, st.context.timezone or "Europe/Paris")
    outcome = t(f"provider.setup.probe.{last.answer}", address=provider.discovery_url)
    return escape_markdown(f"{t('provider.setup.asked', at=at)} {outcome}")
