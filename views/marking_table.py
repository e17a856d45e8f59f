"""A plain table of words and numbers: read aloud row by row, scrolled by itself where the page is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

_STYLE = """
<style>
.figures-box { overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .8rem; background: color-mix(in srgb, #ffffff 70%, transparent); }
@media (prefers-color-scheme: dark) { .figures-box { background: #1c2221; } }
.figures-box:focus-visible { outline: 3px solid #2f8074; outline-offset: 2px; }
.figures { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
.figures caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.figures th, .figures td { text-align: left; padding: .5rem .8rem; vertical-align: top; border: 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.figures thead th { font-weight: 600; border-bottom-width: 2px; }
.figures tbody th { font-weight: 550; min-width: 8rem; }
.figures tr:last-child > * { border-bottom: 0; }
.figures tr.sum > * { border-top: 2px solid color-mix(in srgb, currentColor 25%, transparent); }
.figures small { display: block; opacity: .85; font-size: .82rem; white-space: nowrap; }
.figures small.why { white-space: normal; min-width: 9rem; }
</style>
"""

Cell = str | tuple[str, str]
"""Words, or a number and what is said beneath it."""


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, has_sum: bool = False
) -> None:
    """Draw a table; the first cell of a row names it, the last row may be a sum of the others."""
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    last = len(rows) - 1
    body = "".join(_row(row, is_sum=has_sum and at == last) for at, row in enumerate(rows))
    # By keyboard it is scrolled as a region, which needs a name (WCAG 2.1.1).
    st.html(
        f'{_STYLE}<div class="figures-box" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="figures"><caption>{escape(caption)}</caption><thead><tr>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(cells: Sequence[Cell], *, is_sum: bool) -> str:
    first, *others = cells
    told = "".join(f"<td>{_cell(one)}</td>" for one in others)
    return f'<tr{" class=sum" if is_sum else ""}><th scope="row">{_cell(first)}</th>{told}</tr>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    value, beneath = cell
    kind = "" if beneath[:1].isdigit() or beneath[:1] in "-−" else ' class="why"'
    return f"{escape(value)}<small{kind}>{escape(beneath)}</small>"
