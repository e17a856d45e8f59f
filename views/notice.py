"""The notice a candidate reads before the first scene, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from texts.notice import Section
from views.plain_text import plain as plain


def draw_notice(notice: Sequence[Section]) -> None:
    """Write the notice on the page."""
    for section in notice:
        st.markdown(f"**{section.title}**\n\n" + "\n\n".join(plain(line) for line in section.lines))
