"""The first page of a member of staff whose role has no page of its own."""

from __future__ import annotations

import streamlit as st

from texts import t
from views.common.session import allowed
from views.common.staff_frame import open_page


def show() -> None:
    """Show what this role will do here; the account menu changes language and signs out."""
    actor = allowed("read_content")
    open_page(actor, t("staff.home.title"))
    st.info(t("staff.home.lead", role=t(f"staff.roles.{actor.role}")))


show()
