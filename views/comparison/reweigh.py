"""Tried weights made to count from now on; and the weights that would swap two candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from errors import DecisionError, EntregentError
from texts import both, number, t
from views.common import act
from views.common.session import allowed
from views.common.staff_frame import error_message
from views.common.text import escape_markdown
from views.comparison.decide import problem_text
from views.comparison.words import in_order, label
from workflows.common.access import Actor, has_permission
from workflows.comparison import other_weights
from workflows.comparison.comparison import CandidateResult, Comparison
from workflows.comparison.other_weights import Swap, WhatIfView, WhatItTakes, what_it_would_take

DIGITS = range(1, 10)
"""Composites are compared to nine decimals: two that differ are told apart by fewer."""
_DONE = "reweigh:done"
_PROBLEM = "reweigh:problem"


def show_reweigh(actor: Actor, comparison: Comparison, view: WhatIfView, names: Mapping[str, str]) -> None:
    """Offer to store tried weights to those who may, if they differ from those that count."""
    if st.session_state.pop(_DONE, None):
        # The page around this part still shows what the former weights made.
        st.rerun(scope="app")
    if view.tried == view.standing or not has_permission(actor, "reweigh"):
        return
    if not st.toggle(t("what_if.use.open"), key=f"reweigh:{comparison.campaign_id}:{comparison.weighting}"):
        return
    with st.container(border=True):
        try:
            _show_dry_run(
                other_weights.dry_run(actor, comparison.campaign_id, view.tried, stage=comparison.stage),
                names,
            )
        except EntregentError as problem:
            st.error(error_message(problem))
            return
        _ask(actor, comparison, view)


def _show_dry_run(run: other_weights.Reweighing, names: Mapping[str, str]) -> None:
    """List who would move, before anything is stored."""
    st.markdown(t("what_if.use.intro"))
    changed = [person for person in run.moved if person.tier_before != person.tier_after]
    st.markdown(f"**{t('what_if.tiers', count=run.n_tier_changes, n=number(run.n_compared))}**")
    if changed:
        st.dataframe(
            {
                t("compare.table.who"): [
                    names.get(person.candidate_id) or person.pseudonym for person in changed
                ],
                t("what_if.table.tier_now"): [person.tier_before for person in changed],
                t("what_if.table.tier_then"): [person.tier_after for person in changed],
            },
            hide_index=True,
            alt=t("what_if.use.list"),
        )


def _ask(actor: Actor, comparison: Comparison, view: WhatIfView) -> None:
    key = f"reweigh_reason:{comparison.campaign_id}"

    def use() -> None:
        reason = st.session_state.get(key, "")
        try:
            other_weights.apply(
                actor, comparison.campaign_id, view.tried, reason, number=comparison.weighting
            )
        except EntregentError as problem:
            st.session_state[_PROBLEM] = problem
        else:
            st.session_state[_DONE] = True

    st.text_area(t("what_if.use.reason"), key=key, max_chars=4000, height=100)
    act.press(t("what_if.use.confirm"), key=f"use:{key}", do=use, type="primary")
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(problem_text(problem) if isinstance(problem, DecisionError) else error_message(problem))


@st.fragment
def show_swap(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Let the person choose two people and read what it would take."""
    actor = allowed("compare")
    st.subheader(t("what_if.swap.title"), anchor=False)
    st.markdown(t("what_if.swap.intro"))
    people = {candidate.candidate_id: candidate for candidate in in_order(comparison, names)}
    with st.container(horizontal=True):
        first = _pick("first", 0, people, names)
        second = _pick("second", 1, people, names)
    if first == second:
        st.info(t("what_if.swap.two"))
        return
    try:
        takes = what_it_would_take(actor, comparison.campaign_id, first, second, stage=comparison.stage)
    except EntregentError:
        st.error(t("what_if.problem"))
        return
    labels = {
        candidate_id: escape_markdown(label(people[candidate_id], names)) for candidate_id in (first, second)
    }
    st.markdown(swap_sentence(takes, labels, comparison))
    if takes.swap is not None:
        st.caption(t("what_if.swap.note"))


def _pick(which: str, at: int, people: Mapping[str, CandidateResult], names: Mapping[str, str]) -> str:
    return st.selectbox(
        t(f"what_if.swap.{which}"), list(people), index=at, key=f"swap_{which}", width=280,
        format_func=lambda candidate_id: label(people[candidate_id], names),
    )  # fmt: skip


def swap_sentence(takes: WhatItTakes, labels: Mapping[str, str], comparison: Comparison) -> str:
    """Say what it would take to swap two candidates; ``labels``: candidate id -> name to show, of both."""
    if takes.ahead_id is None:
        first, second = labels.values()
        return t(f"what_if.swap.{takes.answer}", first=first, second=second)
    ahead = labels[takes.ahead_id]
    (behind,) = (name for candidate_id, name in labels.items() if candidate_id != takes.ahead_id)
    swap = takes.swap
    if swap is None:
        return t("what_if.swap.none", ahead=ahead, behind=behind)
    values: dict[str, Any] = {"ahead": ahead, "behind": behind, **_shares(swap)}
    if swap.kind == "family":
        return t("what_if.swap.family", **values)
    if swap.kind == "method":
        return t("what_if.swap.method", name=t(f"what_if.method_names.{swap.name}"), **values)
    (name,) = (both(facts.name) for facts in comparison.competencies if facts.code == swap.name)
    weights: dict[str, Any] = {
        "weight_from": number(swap.weight_from),
        "weight_to": number(swap.weight_to, 1),
    }
    return t("what_if.swap.competency", name=escape_markdown(name), **values, **weights)


def _shares(swap: Swap) -> dict[str, str]:
    """Return both shares in percent, with as many decimals as tell them apart."""
    both_at = ([_percent(share, n) for share in (swap.share_from, swap.share_to)] for n in DIGITS)
    now, then = next((pair for pair in both_at if pair[0] != pair[1]), ["", ""])
    return {"from_share": now, "to": then}


def _percent(share: float, digits: int) -> str:
    return t("what_if.swap.percent", number=number(100 * share, digits))
