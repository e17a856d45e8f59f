"""A table of people whose rows become cards on a narrow page; cells hold HTML that is already escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import streamlit as st

_STYLE = """
<style>
.stacked { width: 100%; border-collapse: collapse; font-size: .95rem; }
.stacked caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.stacked th { text-align: left; font-weight: 600; padding: .5rem .7rem; border: 0;
  border-bottom: 2px solid color-mix(in srgb, currentColor 25%, transparent); }
.stacked td { padding: .55rem .7rem; vertical-align: top; border: 0; overflow-wrap: anywhere;
  border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.stacked a { display: inline-block; padding: .15rem 0; color: inherit; text-underline-offset: .2em; }
.stacked .quiet { opacity: .78; font-size: .85rem; }
.stacked .pill { display: inline-block; padding: .1rem .6rem; border-radius: 99px; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.stacked .pill.going { background: color-mix(in srgb, #0b5d56 14%, transparent); border-color: #0b5d56; }
.stacked .pill.done { background: #0b5d56; color: #fff; border-color: #0b5d56; }
@media (max-width: 640px) {
  .stacked, .stacked tbody { display: block; }
  .stacked thead { display: none; }
  .stacked tr { display: block; padding: .6rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  .stacked td { display: block; border: 0; padding: .12rem 0; }
}
</style>
"""


def draw(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table; the first cell of a row says who it is about."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    st.html(
        f'{_STYLE}<table class="stacked"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def quiet(html: str) -> str:
    """Return something said in passing."""
    return f'<span class="quiet">{html}</span>'


def pill(text: str, kind: Literal["", "going", "done"] = "") -> str:
    """Return a state in a frame of its own."""
    return f'<span class="pill {kind}">{escape(text)}</span>'
