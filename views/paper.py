"""White cards on the page's paper, boxes large enough to tick, and words that can be read in both palettes.

What Streamlit draws too small or too faint is set right here (WCAG 1.4.3, 1.4.11, 2.5.8). The palette follows
the system by a media query: a page that was drawn by day is still right when the screen turns dark.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_STYLE = """<style>
[class*="st-key-card_"] { background: #ffffff; padding: 1.25rem; }
[data-testid="stCheckbox"] label { min-height: 1.75rem; align-items: center; }
[data-testid="stCheckbox"] label > span + div {
  width: 1.5rem; height: 1.5rem; flex: none; border-color: #6d746f; margin: 0; }
[data-testid="stRadioOption"] { min-height: 1.75rem; }
[data-testid="stTooltipIcon"] button { min-width: 1.5rem; min-height: 1.5rem; }
[data-testid="stCaptionContainer"] { opacity: 1; }
[data-testid="stCaptionContainer"] p { color: #59625e; }
:has(> .st-key-problem), :has(> .st-key-meanwhile) {
  position: sticky; top: 4rem; z-index: 9; max-height: 60vh; overflow: auto;
  background: #f6f4ef; border-radius: .75rem; }
@media (prefers-color-scheme: dark) {
  [class*="st-key-card_"] { background: #1c2221; }
  [data-testid="stCheckbox"] label > span + div { border-color: #98a39d; }
  [data-testid="stCaptionContainer"] p { color: #a7b0ac; }
  :has(> .st-key-problem), :has(> .st-key-meanwhile) { background: #121615; }
  [data-testid*="Button-primary"]:not(:disabled) p,
  [data-testid="stPopover"] button[kind="primary"] p { color: #0d1110; }
  [data-testid="stMultiSelectTagsContainer"] [data-tag] * { color: #0d1110; }
}
</style>"""


def lay() -> None:
    """Give the page its cards, boxes and readable words; once per page."""
    st.html(_STYLE)


def card(key: str) -> DeltaGenerator:
    """Return a white card; its key must be unique on the page."""
    return st.container(border=True, key=f"card_{key}")
