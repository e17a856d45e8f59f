"""Cards, tables and words of a page, and corrections to what Streamlit draws too small or too faint.

The corrections are those of WCAG 1.4.3, 1.4.11 and 2.5.8. The palette follows the system by a media query: a
page that was drawn by day is still right when the screen turns dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from texts.markup import Html

_THEME = """<style>
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

_TABLE_STYLE = Html("""
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
""")

_STACKED_TABLE_STYLE = Html("""
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
""")

Cell = str | tuple[str, str]
"""Words, or a number and the words beneath it."""


def apply_theme() -> None:
    """Give the page its cards, boxes and readable words; once per page."""
    st.html(_THEME)


def card(key: str) -> DeltaGenerator:
    """Return a white card; its key must be unique on the page."""
    return st.container(border=True, key=f"card_{key}")


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], *, has_sum: bool = False
) -> None:
    """Draw a table of figures; the first cell of a row names it, the last row may be a sum of the others."""
    last = len(rows) - 1
    body = Html().join(_row(row, is_sum=has_sum and at == last) for at, row in enumerate(rows))
    # By keyboard it is scrolled as a region, which needs a name (WCAG 2.1.1).
    st.html(
        Html(
            '{style}<div class="figures-box" tabindex="0" role="region" aria-label="{caption}">'
            '<table class="figures"><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
            "<tbody>{body}</tbody></table></div>"
        ).format(style=_TABLE_STYLE, caption=caption, head=_head(head), body=body)
    )


def _row(cells: Sequence[Cell], *, is_sum: bool) -> Html:
    first, *others = cells
    return Html('<tr{kind}><th scope="row">{first}</th>{others}</tr>').format(
        kind=Html(" class=sum" if is_sum else ""),
        first=_cell(first),
        others=Html().join(Html("<td>{}</td>").format(_cell(other)) for other in others),
    )


def _cell(cell: Cell) -> Html:
    if isinstance(cell, str):
        return Html.escape(cell)
    value, beneath = cell
    # An interval stays on one line; a reason may take several.
    is_interval = beneath[:1].isdigit() or beneath[:1] in "-−"
    kind = Html("" if is_interval else ' class="why"')
    return Html("{value}<small{kind}>{beneath}</small>").format(value=value, kind=kind, beneath=beneath)


def stacked_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table whose rows become cards on a narrow page; cells may be HTML, the first names the row."""
    body = Html().join(
        Html("<tr>{}</tr>").format(Html().join(Html("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    st.html(
        Html(
            '{style}<table class="stacked"><caption>{caption}</caption>'
            "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        ).format(style=_STACKED_TABLE_STYLE, caption=caption, head=_head(head), body=body)
    )


def _head(names: Sequence[str]) -> Html:
    return Html().join(Html('<th scope="col">{}</th>').format(name) for name in names)


def quiet(words: str) -> Html:
    """Return words, or HTML, in small type."""
    return Html('<span class="quiet">{}</span>').format(words)


def pill(words: str, kind: Literal["", "going", "done"] = "") -> Html:
    """Return a state in a frame of its own."""
    return Html('<span class="pill {kind}">{words}</span>').format(kind=kind, words=words)
