"""Let the weights just tried count from now on: a deed with a dry run and a written reason."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from errors import DecisionError, EntregentError
from texts import number, t
from views import act
from views.decide_words import problem_text
from views.staff_frame import sentence
from workflows import reweigh
from workflows.access import Actor, may
from workflows.compared import Comparison
from workflows.what_if import WhatIfView

_DONE = "reweigh:done"
_PROBLEM = "reweigh:problem"


def show(actor: Actor, found: Comparison, view: WhatIfView, names: Mapping[str, str]) -> None:
    """Offer it to those who may, once other weights than those that count have been tried."""
    if st.session_state.pop(_DONE, None):
        # The page around this part still shows what the former weights made.
        st.rerun(scope="app")
    if view.tried == view.standing or not may(actor, "reweigh"):
        return
    if not st.toggle(t("what_if.use.open"), key=f"reweigh:{found.campaign_id}:{found.weighting}"):
        return
    with st.container(border=True):
        try:
            _show_dry_run(reweigh.dry_run(actor, found.campaign_id, view.tried, stage=found.stage), names)
        except EntregentError as problem:
            st.error(sentence(problem))
            return
        _ask(actor, found, view)


def _show_dry_run(run: reweigh.Reweighing, names: Mapping[str, str]) -> None:
    """List who would move, before anything is stored."""
    st.markdown(t("what_if.use.intro"))
    changed = [one for one in run.moved if one.tier_before != one.tier_after]
    st.markdown(f"**{t('what_if.tiers', count=run.n_tier_changes, n=number(run.n_compared))}**")
    if changed:
        st.dataframe(
            {
                t("compare.table.who"): [names.get(one.candidate_id) or one.pseudonym for one in changed],
                t("what_if.table.tier_now"): [one.tier_before for one in changed],
                t("what_if.table.tier_then"): [one.tier_after for one in changed],
            },
            hide_index=True,
            alt=t("what_if.use.list"),
        )


def _ask(actor: Actor, found: Comparison, view: WhatIfView) -> None:
    key = f"reweigh_reason:{found.campaign_id}"

    def use() -> None:
        reason = st.session_state.get(key, "")
        try:
            reweigh.apply(actor, found.campaign_id, view.tried, reason, number=found.weighting)
        except EntregentError as problem:
            st.session_state[_PROBLEM] = problem
        else:
            st.session_state[_DONE] = True

    st.text_area(t("what_if.use.reason"), key=key, max_chars=4000, height=100)
    act.press(t("what_if.use.confirm"), key=f"use:{key}", do=use, type="primary")
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(problem_text(problem) if isinstance(problem, DecisionError) else sentence(problem))
