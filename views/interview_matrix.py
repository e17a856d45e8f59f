"""Ratings of a panel side by side: a row per question, a column per interviewer, and what they ask for."""

from __future__ import annotations

from html import escape

import streamlit as st

from texts import number, t
from views.interview_words import competencies
from workflows.consensus import ConsensusView, GivenRating, QuestionConsensus

_STYLE = """
<style>
.panel-box { overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .9rem; background: #ffffff; --mark: #0b5d56; --on-mark: #ffffff; --warn: #8f4a12; }
.panel-box:focus-visible { outline: 3px solid #2f8074; outline-offset: 2px; }
.panel { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
.panel caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.panel th, .panel td { padding: .55rem .7rem; border: 0; text-align: center; vertical-align: middle;
  border-bottom: 1px solid color-mix(in srgb, currentColor 11%, transparent); }
.panel tr:last-child > * { border-bottom: 0; }
.panel th:first-child { text-align: left; }
.panel thead th { font-weight: 600; font-size: .9rem; }
.panel tbody th { font-weight: 550; min-width: 7.5rem; }
.panel small { display: block; font-size: .84rem; font-weight: 450; opacity: .85; }
.panel .rated-as { display: inline-grid; place-items: center; width: 2.4rem; height: 2.1rem; font-weight: 700;
  border-radius: .6rem; background: color-mix(in srgb, var(--mark) var(--share), transparent); }
.panel .rated-as.is-deep { color: var(--on-mark); }
.panel .none { font-size: .82rem; }
.panel .discuss > :first-child { box-shadow: inset .28rem 0 0 var(--warn); }
.panel .discuss small { color: var(--warn); font-weight: 600; opacity: 1; }
@media (prefers-color-scheme: dark) {
  .panel-box { background: #1c2221; --mark: #66cdbd; --on-mark: #0d1110; --warn: #f3ab6d; }
}
@media (max-width: 30rem) { .panel th, .panel td { padding: .5rem .4rem; } }
</style>
"""
_SHARES = {1: 8, 2: 20, 3: 34, 4: 72, 5: 100}
"""Rating -> percent of the colour behind it; no step leaves its number under a contrast of 4.5 to 1."""
_NOTHING = "–"


def matrix(view: ConsensusView) -> None:
    """Draw the ratings; the number is written in each tile, so that no colour has to be told apart."""
    members = "".join(f'<th scope="col">{escape(one.name)}</th>' for one in view.panel)
    tail = (t("room.consensus.mean"), t("room.consensus.spread"))
    head = f'<th scope="col">{escape(t("room.consensus.question"))}</th>{members}'
    head += "".join(f'<th scope="col">{escape(one)}</th>' for one in tail)
    rows = "".join(_row(number_, one, view) for number_, one in enumerate(view.questions, 1))
    name = escape(t("room.consensus.ratings"))
    # By keyboard it is scrolled as a region, which needs a name (WCAG 2.1.1).
    st.html(
        f'{_STYLE}<div class="panel-box" tabindex="0" role="region" aria-label="{name}"><table class="panel">'
        f"<caption>{name}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def review_said(one: QuestionConsensus) -> str:
    """Say what the ratings of a question ask for."""
    if one.review == "not_observed":
        return t("room.consensus.unseen")
    if one.review == "one_rating":
        return t("room.consensus.alone")
    return t(f"room.consensus.{'apart' if one.review == 'discuss' else 'close'}", n=one.spread)


def _row(place: int, one: QuestionConsensus, view: ConsensusView) -> str:
    given = {rating.account_id: rating for rating in one.ratings}
    cells = "".join(f"<td>{_tile(given.get(who.account_id))}</td>" for who in view.panel)
    mean = number(one.mean, 1) if one.mean is not None else _NOTHING
    spread = number(one.spread) if one.spread is not None else _NOTHING
    kind = ' class="discuss"' if one.review == "discuss" else ""
    note = "" if one.review == "agreed" else f"<small>{escape(review_said(one))}</small>"
    name = escape(f"{place}. {competencies(one.question.loadings, is_short=True)}")
    return f'<tr{kind}><th scope="row">{name}{note}</th>{cells}<td>{mean}</td><td>{spread}</td></tr>'


def _tile(given: GivenRating | None) -> str:
    if given is None or given.rating is None:
        return f'<span class="none">{escape(t("room.consensus.nobody"))}</span>'
    deep = " is-deep" if given.rating > 3 else ""
    return f'<span class="rated-as{deep}" style="--share: {_SHARES[given.rating]}%">{given.rating}</span>'
