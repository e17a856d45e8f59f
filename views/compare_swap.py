"""How firm the order of two people is: the smallest change of one weight that would swap them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from errors import EntregentError
from texts import both, number, t
from views.compare_words import in_order, label, plain
from views.session import allowed
from workflows.compared import Compared, Comparison
from workflows.what_if import Swap, WhatItTakes, what_it_would_take

DIGITS = range(1, 10)
"""Composites are compared to nine decimals: two that differ are told apart by fewer."""


@st.fragment
def show(found: Comparison, names: Mapping[str, str]) -> None:
    """Let the person choose two people and read what it would take."""
    actor = allowed("compare")
    st.subheader(t("what_if.swap.title"), anchor=False)
    st.markdown(t("what_if.swap.intro"))
    people = {one.candidate_id: one for one in in_order(found, names)}
    with st.container(horizontal=True):
        first = _pick("first", 0, people, names)
        second = _pick("second", 1, people, names)
    if first == second:
        st.info(t("what_if.swap.two"))
        return
    try:
        takes = what_it_would_take(actor, found.campaign_id, first, second, stage=found.stage)
    except EntregentError:
        st.error(t("what_if.problem"))
        return
    said = {one: plain(label(people[one], names)) for one in (first, second)}
    st.markdown(sentence(takes, said, found))
    if takes.swap is not None:
        st.caption(t("what_if.swap.note"))


def _pick(which: str, at: int, people: Mapping[str, Compared], names: Mapping[str, str]) -> str:
    return st.selectbox(
        t(f"what_if.swap.{which}"), list(people), index=at, key=f"swap_{which}", width=280,
        format_func=lambda one: label(people[one], names),
    )  # fmt: skip


def sentence(takes: WhatItTakes, said: Mapping[str, str], found: Comparison) -> str:
    """Say what it would take; ``said``: candidate id -> name to show, of both."""
    if takes.ahead_id is None:
        first, second = said.values()
        return t(f"what_if.swap.{takes.answer}", first=first, second=second)
    ahead = said[takes.ahead_id]
    (behind,) = (name for one, name in said.items() if one != takes.ahead_id)
    swap = takes.swap
    if swap is None:
        return t("what_if.swap.none", ahead=ahead, behind=behind)
    values: dict[str, Any] = {"ahead": ahead, "behind": behind, **_shares(swap)}
    if swap.kind == "family":
        return t("what_if.swap.family", **values)
    if swap.kind == "method":
        return t("what_if.swap.method", name=t(f"what_if.method_names.{swap.name}"), **values)
    (name,) = (both(facts.name) for facts in found.competencies if facts.code == swap.name)
    weights: dict[str, Any] = {
        "weight_from": number(swap.weight_from),
        "weight_to": number(swap.weight_to, 1),
    }
    return t("what_if.swap.competency", name=plain(name), **values, **weights)


def _shares(swap: Swap) -> dict[str, str]:
    """Return both shares in percent, with as many decimals as tell them apart."""
    both_at = ([_percent(share, n) for share in (swap.share_from, swap.share_to)] for n in DIGITS)
    now, then = next((pair for pair in both_at if pair[0] != pair[1]), ["", ""])
    return {"from_share": now, "to": then}


def _percent(share: float, digits: int) -> str:
    return t("what_if.swap.percent", number=number(100 * share, digits))
