"""HTML of which the evidence of a work sample is built: quotes, badges, steps of a key, and its style.

Whatever somebody wrote is escaped where it is put into ``Html``: it is text, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from texts import both, number
from texts.markup import Html
from workflows.comparison.evidence import StemPart

HIGHEST_KEY = 5

# On a phone a table keeps its roles although its cells are laid out as blocks: hence role= in the tables.
_STYLE = """<style>
[data-testid="stMarkdownContainer"] blockquote { color: inherit; }
.work { --line: #dfdace; --sheet: #ffffff; --soft: #59625e; --own: #0b5d56; --bad: #a3361f; --key: #8f4a12;
  --tint: #e4efec; line-height: 1.5; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { .work { --line: #343c3a; --sheet: #1c2221; --soft: #a7b0ac;
  --own: #66cdbd; --bad: #ff9d86; --key: #f3ab6d; --tint: #17332f; } }
.work h4 { font-size: 1.1rem; margin: 0 0 .35rem; padding: 0; line-height: 1.3; }
.work p:empty { display: none; }
.work p { margin: 0 0 .45rem; max-width: 46rem; }
.work .soft { color: var(--soft); font-size: .9rem; }
.work .part { border-top: 1px solid var(--line); padding: 1.1rem 0 .9rem; }
.work .part:first-child { border-top: 0; padding-top: .2rem; }
.work .head { display: flex; flex-wrap: wrap; gap: .2rem .7rem; align-items: baseline;
  justify-content: space-between; max-width: 48rem; }
.work blockquote { margin: 0 0 .8rem; padding: .6rem .9rem; border-left: 3px solid var(--line);
  background: var(--sheet); border-radius: 0 .6rem .6rem 0; max-width: 48rem; }
.work blockquote p:last-child { margin: 0; }
.work .tag { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 .55rem;
  font-size: .85rem; white-space: nowrap; margin: 0 .35rem .25rem 0; }
.work .tag.own { border-color: var(--own); color: var(--own); font-weight: 650; }
.work .tag.bad { border-color: var(--bad); color: var(--bad); }
.work .tag.key { border-color: var(--key); color: var(--key); white-space: normal; border-radius: .7rem; }
.work .pips { letter-spacing: .1em; color: var(--own); margin-right: .35rem; }
.work ul.choices { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.work ul.choices > li { border: 1px solid var(--line); border-radius: .7rem; padding: .6rem .9rem; margin: 0;
  max-width: 48rem; }
.work ul.choices > li.own { border: 2px solid var(--own); background: var(--tint); }
.work ul.choices p { margin: 0 0 .25rem; }
.work .story { border: 1px dashed var(--soft); border-radius: .7rem; padding: .9rem 1rem; margin-top: .6rem;
  max-width: 48rem; }
.work .reply { white-space: pre-wrap; border-left-color: var(--own); }
.work table { border-collapse: collapse; width: 100%; max-width: 48rem; font-size: .95rem;
  margin: 0 0 .7rem; }
.work caption { text-align: left; color: var(--soft); font-size: .9rem; padding: 0 0 .35rem;
  caption-side: top; }
.work th, .work td { text-align: left; vertical-align: top; font-weight: 400; padding: .4rem .7rem .4rem 0;
  border: 0; border-bottom: 1px solid var(--line); }
.work thead th { font-size: .85rem; color: var(--soft); font-weight: 600; vertical-align: bottom; }
.work tbody th { font-weight: 600; }
.work th .soft { font-weight: 400; }
.work tr.marks th, .work tr.marks td { border-bottom: 0; padding-bottom: 0; }
.work .gauge.thin { height: .4rem; }
.work .n { text-align: right; font-variant-numeric: tabular-nums; padding-right: 0; padding-left: .7rem;
  white-space: nowrap; overflow-wrap: normal; }
.work thead .n { white-space: normal; }
.work tr.sum .gauge { margin-bottom: .8rem; }
.work tr.sum th, .work tr.sum td { font-weight: 700; border-bottom: 0; }
.work .gauge { display: block; position: relative; height: .7rem; margin: .3rem 0 .35rem; }
.work .gauge span { position: absolute; top: 0; bottom: 0; box-sizing: border-box; }
.work .gauge .most { border: 1px solid var(--soft); border-radius: .2rem; }
.work .gauge .earned { background: var(--own); border-radius: .2rem; }
.work .gauge .lost { background: repeating-linear-gradient(45deg, var(--bad) 0 4px, transparent 4px 7px);
  border: 1px solid var(--bad); border-radius: .2rem; }
.work .gauge .zero { border-left: 1px solid var(--soft); top: -.15rem; bottom: -.15rem; }
.work .gauge .chance { top: 100%; bottom: auto; height: .7rem; }
.work .gauge .chance::after { content: "▲"; position: absolute; left: -.35rem; width: .7rem; font-size: .7rem;
  line-height: 1; text-align: center; color: var(--key); }
.work .wide { table-layout: fixed; }
.work .wide thead th { width: 42%; }
.work .wide thead th:first-child, .work .wide thead th:last-child { width: 15%; }
.work .wide thead th:nth-child(2) { width: 28%; }
.work .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 640px) {
  .work .n { padding-left: .4rem; }
  .work .wide thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .work .wide, .work .wide tbody, .work .wide tr, .work .wide th, .work .wide td {
    display: block; }
  .work .wide th, .work .wide td { border: 0; padding: .05rem 0; text-align: left; }
  .work .wide td::before { content: attr(data-head) " "; color: var(--soft); font-size: .85rem; }
  .work .wide tr { padding: .45rem 0; border-bottom: 1px solid var(--line); }
}
</style>"""


def apply_style() -> None:
    """Give the page the style of work samples; once per page."""
    st.html(_STYLE)


def draw_html(parts: Iterable[Html]) -> None:
    """Draw pieces below each other."""
    st.html(Html('<div class="work">{}</div>').format(Html().join(parts)))


def quote(parts: Iterable[StemPart]) -> Html:
    """Return posts or messages as they were read, each with who wrote it."""
    return Html("<blockquote>{}</blockquote>").format(Html().join(_quoted(part) for part in parts))


def _quoted(part: StemPart) -> Html:
    by = Html("<b>{}</b><br>").format(both(part.by)) if part.by else ""
    return Html("<p>{}{}</p>").format(by, both(part.text))


def tag(text: str, kind: str = "") -> Html:
    """Return a few words in a small frame; the words say it, the colour only helps."""
    return Html('<span class="tag {}">{}</span>').format(kind, text)


def paragraph(text: str, kind: str = "") -> Html:
    """Return a paragraph of plain text."""
    return Html('<p class="{}">{}</p>').format(kind, text)


def pips(key: float) -> Html:
    """Return an effectiveness of 1 to 5 as filled circles; its number stands beside it in words."""
    full = round(key)
    circles = "●" * full + "○" * (HIGHEST_KEY - full)
    return Html('<span class="pips" aria-hidden="true">{}</span>').format(circles)


def amount(value: float) -> str:
    """Write what was earned: whole numbers without decimals, others with one."""
    near = round(value, 1)
    return number(near, 0 if near == int(near) else 1)
