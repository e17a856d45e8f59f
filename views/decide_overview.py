"""Every decision of a campaign at a glance: what stands for whom, by whom and why, beside the places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from texts import moment, number, t
from views.compare_place import open_candidate
from views.compare_words import in_order, label
from views.decide_words import state_text
from workflows.access import Actor
from workflows.compared import Compared, Comparison
from workflows.decisions import VERDICTS, Decisions, decisions

EVERYBODY = "everybody"


def show(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show what was decided about everyone who finished, and open a person to decide."""
    if not found.finished:
        st.info(t("decisions.overview.empty"))
        return
    taken = decisions(actor, found.campaign_id)
    st.caption(t("decisions.overview.intro"))
    _show_offers(found, taken)
    people = _chosen(found, taken, names)
    if not people:
        st.info(t("decisions.overview.nobody"))
        return
    st.dataframe(
        [_row(one, found, taken, names) for one in people], hide_index=True, alt=t("decisions.overview.table")
    )
    _open_one(found, people, names)


def _show_offers(found: Comparison, taken: Decisions) -> None:
    offers = taken.counts(found)["offer"]
    if offers > found.campaign_places:
        places = t("decisions.form.places", count=found.campaign_places)
        st.warning(t("decisions.offers_now", offers=t("decisions.n_offers", count=offers), places=places))


def _chosen(found: Comparison, taken: Decisions, names: Mapping[str, str]) -> list[Compared]:
    """Let the person choose a state, each with how many there are; in the order of the ranking."""
    counts, standing = taken.counts(found), taken.standing
    everyone = [*in_order(found, names), *found.pending, *found.unranked]
    states = {EVERYBODY: t("decisions.overview.everybody", n=number(len(everyone)))} | {
        verdict or "none": t("decisions.overview.only", state=state_text(verdict), n=number(counts[verdict]))
        for verdict in (*VERDICTS, None)
    }
    chosen = st.segmented_control(
        t("decisions.overview.show"), list(states), default=EVERYBODY, required=True, key="decisions_state",
        format_func=lambda state: states[state], label_visibility="collapsed",
    )  # fmt: skip
    return [
        one
        for one in everyone
        if chosen in (EVERYBODY, None) or (standing.get(one.candidate_id) or "none") == chosen
    ]


def _row(one: Compared, found: Comparison, taken: Decisions, names: Mapping[str, str]) -> dict[str, str]:
    history = taken.history(one.candidate_id)
    last = history[-1] if history else None
    tier = t("decisions.overview.not_ranked") if one.place is None else number(one.place.tier)
    stage = t(f"compare.stage.short.{last.stage}") if last and last.stage else ""
    return {
        t("compare.table.who"): label(one, names),
        t("compare.table.tier"): tier,
        t("decisions.overview.decision"): state_text(last and last.verdict),
        t("decisions.overview.order"): t("decisions.against.mark") if last and last.is_against_order else "",
        **({t("decisions.overview.stage"): stage} if found.has_interview else {}),
        t("decisions.overview.reason"): last.reason if last else "",
        t("decisions.overview.author"): (last.author or t("decisions.history.gone")) if last else "",
        t("decisions.overview.when"): moment(last.decided_at) if last else "",
    }


def _open_one(found: Comparison, people: Sequence[Compared], names: Mapping[str, str]) -> None:
    by_id = {one.candidate_id: one for one in people}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("compare.ranking.pick"), list(by_id), key="pick_decision", width=320,
            format_func=lambda one: label(by_id[one], names),
        )  # fmt: skip
        if st.button(t("decisions.overview.open"), key="open_decision", type="primary"):
            open_candidate(found.campaign_id, chosen)
