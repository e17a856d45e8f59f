"""The fields of one candidate's name, address and language, as staff correct them."""

from __future__ import annotations

import streamlit as st

from texts import t
from workflows.drafts import Campaign
from workflows.invitations import Person


class PersonFields:
    """Fields that start from what is stored.

    Parameters
    ----------
    name : str
        Of the form; begins every field's key.
    shown : Person
        What is stored now. It is part of the keys: after a change by a colleague the fields show that, and
        what was typed before is still read by the button it was typed for.
    """

    def __init__(self, name: str, shown: Person) -> None:
        self._shown = shown
        self._key = f"{name}:{shown.name}:{shown.email}:{shown.language}"

    def draw(self, campaign: Campaign) -> None:
        """Ask for the three, side by side."""
        offered = list(campaign.settings.get("languages") or ["fr", "en"])
        left, middle, right = st.columns([2, 2, 1])
        left.text_input(
            t("people.invite.name"), value=self._shown.name, max_chars=120, key=f"{self._key}#name"
        )
        middle.text_input(
            t("people.invite.email"), value=self._shown.email or "", max_chars=254, key=f"{self._key}#email"
        )
        right.selectbox(
            t("people.invite.language"),
            offered,
            index=offered.index(self._shown.language) if self._shown.language in offered else 0,
            format_func=lambda code: t(f"staff.languages.{code}"),
            key=f"{self._key}#language",
        )

    def person(self) -> Person:
        """Return what the fields hold."""
        name, email, language = (
            st.session_state.get(f"{self._key}#{part}") for part in ("name", "email", "language")
        )
        return Person(str(name or ""), str(email) if email else None, str(language or self._shown.language))
