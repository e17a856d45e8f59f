"""Fields that adding one person and adding many have in common."""

from __future__ import annotations

import streamlit as st

from texts import t
from workflows.drafts import Campaign
from workflows.smtp_settings import mail_setup


def languages_of(campaign: Campaign) -> list[str]:
    """Return the languages a campaign's candidates may choose from."""
    return list(campaign.settings.get("languages") or ["fr", "en"])


def language_name(code: str) -> str:
    """Return a language's name in the reader's own."""
    return t(f"staff.languages.{code}")


def by_mail(key: str) -> bool:
    """Offer to send the invitation too, where a mail server is set up."""
    if mail_setup().server is None:
        return False
    return st.checkbox(t("mail.send.by_mail"), value=True, help=t("mail.send.by_mail_hint"), key=key)
