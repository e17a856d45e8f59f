"""What a page says whose reader was signed out, or has another role than when it was drawn."""

from __future__ import annotations

from html import escape

import streamlit as st

from errors import RoleChanged, SignInOver
from texts import t
from views.notice import plain


def say(problem: SignInOver | RoleChanged) -> None:
    """Say which of the two, that nothing was changed, and lead on."""
    if isinstance(problem, SignInOver):
        st.error(t("staff.errors.sign_in_over"))
        _lead_on(t("staff.over.sign_in"))
    else:
        st.error(t("staff.errors.role_changed", role=plain(t(f"staff.roles.{problem.details['role']}"))))
        _lead_on(t("staff.over.reload"))


def _lead_on(label: str) -> None:
    # Loaded anew, in this tab: the browser then speaks with the cookies it has now.
    st.html(f'<p><a href="/" target="_self">{escape(label)}</a></p>')
