"""White cards on the page's paper, and boxes to tick that are large enough (WCAG 2.5.8) and seen (1.4.11)."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_STYLE = """<style>
[class*="st-key-card_"] {{ background: {paper}; padding: 1.25rem; }}
[data-testid="stCheckbox"] label {{ min-height: 1.75rem; align-items: center; }}
[data-testid="stCheckbox"] label > span + div {{
  width: 1.5rem; height: 1.5rem; flex: none; border-color: {line}; margin: 0; }}
</style>"""
_COLOURS = {
    "light": {"paper": "#ffffff", "line": "#6d746f"},
    "dark": {"paper": "#1c2221", "line": "#98a39d"},
}


def lay() -> None:
    """Give the page its cards and boxes; once per page."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(_STYLE.format(**_COLOURS[theme]))


def card(key: str) -> DeltaGenerator:
    """Return a white card; its key must be unique on the page."""
    return st.container(border=True, key=f"card_{key}")
