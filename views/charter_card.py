"""The charter card as recruiters see it while writing: the company's mark, then its rules in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import streamlit as st

import texts
from assessments.card import CardGroup
from texts import both, t
from views.staff_frame import said

_STYLE = """
<style>
.charter { border: 1px solid color-mix(in srgb, currentColor 16%, transparent); border-radius: .9rem;
  overflow: hidden; background: var(--paper); --paper: #ffffff; }
@media (prefers-color-scheme: dark) { .charter { --paper: #1c2221; } }
.charter .cover { height: 3.6rem;
  background: radial-gradient(circle at 82% 160%, #c8642b 0 38%, transparent 38.5%),
    radial-gradient(ellipse at 10% -30%, #2f8074 0 60%, transparent 60.5%), #0b5d56; }
.charter .mark { display: flex; gap: .8rem; align-items: flex-end; padding: 0 1.1rem; margin-top: -1.3rem; }
.charter .tile { position: relative; flex: none; width: 3.1rem; height: 3.1rem; border-radius: .8rem;
  display: grid; place-items: center; font-weight: 700; color: #fff; background: #0b5d56;
  border: 3px solid var(--paper); }
.charter .name { font-weight: 700; line-height: 1.2; padding-bottom: .1rem; overflow-wrap: anywhere; }
.charter .about { padding: .5rem 1.1rem 0; font-size: .9rem; opacity: .8; }
.charter .rules { padding: .4rem 1.1rem 1.1rem; font-size: .93rem; }
@media (min-width: 800px) {
  .charter.beside .rules { max-height: max(20rem, calc(100vh - 19rem)); overflow-y: auto; } }
.charter .rules:focus-visible { outline: 3px solid #2f8074; outline-offset: -3px; }
.charter .rules p { font-weight: 650; margin: .9rem 0 .25rem; }
.charter .rules ul { margin: 0; padding-left: 1.1rem; }
.charter .rules li { margin: .15rem 0; line-height: 1.4; }
</style>
"""


def draw(groups: tuple[CardGroup, ...], company: Mapping[str, Any], *, beside: bool) -> None:
    """Draw the card; ``beside`` other things it scrolls by itself, also by keyboard."""
    _draw(
        [(said(group.title), [said(line.text) for line in group.lines]) for group in groups], company, beside
    )


def draw_frozen(groups: Iterable[Mapping[str, Any]], company: Mapping[str, Any]) -> None:
    """Draw the card of a published form, exactly as candidates saw it."""
    _draw(
        [(both(group["title"]), [both(line["text"]) for line in group["lines"]]) for group in groups], company
    )


def _draw(groups: list[tuple[str, list[str]]], company: Mapping[str, Any], beside: bool = False) -> None:
    about = company.get("about") or {}
    rules = "".join(_group(title, lines) for title, lines in groups)
    classes = "charter beside" if beside else "charter"
    name = escape(t("edit.charter.card"))
    st.html(
        f'{_STYLE}<section class="{classes}" aria-label="{name}">'
        f'<div class="cover"></div><div class="mark"><span class="tile" aria-hidden="true">'
        f"{escape(str(company.get('initials') or ''))}</span>"
        f'<span class="name">{escape(str(company.get("name") or ""))}</span></div>'
        f'<div class="about">{escape(str(about.get(texts.language()) or ""))}</div>'
        f'<div class="rules"{" tabindex=0" if beside else ""}>{rules}</div></section>'
    )


def _group(title: str, lines: list[str]) -> str:
    rules = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<p>{escape(title)}</p><ul>{rules}</ul>"
