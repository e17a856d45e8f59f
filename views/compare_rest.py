"""Who is not ranked and why, and the files to take away."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import number, t
from texts.scores import by_tier, no_place_text
from views.compare_place import open_candidate
from views.compare_words import label, score_text
from views.report_choice import choose_report
from workflows.access import Actor, may
from workflows.compared import Comparison, Unfinished, n_competencies
from workflows.no_place import no_place_reasons


def show_rest(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show who finished without enough evidence, and who has not finished."""
    if not found.pending and not found.unranked and not found.unfinished:
        st.info(t("compare.rest.everybody"))
    show_unplaced(found, names)
    if found.unfinished:
        st.subheader(t("compare.rest.unfinished"), anchor=False)
        rows = [
            {
                t("compare.table.who"): label(one, names),
                t("compare.table.progress"): _progress(one, found.n_items),
            }
            for one in sorted(found.unfinished, key=lambda one: label(one, names))
        ]
        st.dataframe(rows, hide_index=True, alt=t("compare.rest.unfinished"))


def show_unplaced(found: Comparison, names: Mapping[str, str]) -> None:
    """Show people who finished and have no place, and why; each of them can be opened."""
    reasons = no_place_reasons(found)
    people = by_tier((*found.pending, *found.unranked), names)
    if not people:
        return
    st.subheader(t("compare.rest.finished"), anchor=False)
    st.caption(t("compare.rest.note"))
    rows = [
        {
            t("compare.table.who"): label(one, names),
            t("compare.rest.why"): no_place_text(reasons[one.candidate_id]),
            t("compare.table.answered"): f"{number(one.n_answered)}/{number(found.n_items)}",
            t("compare.table.rests"): "/".join(map(number, n_competencies(one, found))),
            t("compare.table.people"): score_text(one.families["interpersonal"]),
            t("compare.table.tools"): score_text(one.families["technical"]),
            t("compare.table.remarks"): ", ".join(
                t(f"compare.flags.{flag}") for flag in one.flags if not flag.startswith("pending_")
            ),
        }
        for one in people
    ]
    st.dataframe(rows, hide_index=True, alt=t("compare.rest.finished"))
    by_id = {one.candidate_id: one for one in people}
    chosen = st.selectbox(
        t("compare.ranking.pick"), list(by_id), key="pick_unplaced",
        format_func=lambda one: label(by_id[one], names),
    )  # fmt: skip
    if st.button(t("compare.ranking.open"), key="open_unplaced"):
        open_candidate(found.campaign_id, chosen)


def _progress(one: Unfinished, n_items: int) -> str:
    if one.progress == "invited":
        return t("compare.rest.invited")
    return t("compare.rest.started", seen=number(one.n_seen), total=number(n_items))


def show_files(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Offer the results as files; the routes check again who asks."""
    if not may(actor, "export_results"):
        st.info(t("staff.not_for_you"))
        return
    choose_report(found, names)
    st.markdown(t("compare.files.intro"))
    with st.container(horizontal=True):
        for kind in ("csv", "xlsx", "json"):
            st.link_button(t(f"compare.files.{kind}"), _address(found, kind))
    if names:
        st.markdown(t("compare.files.named"))
        with st.container(horizontal=True):
            for kind in ("csv", "xlsx"):
                st.link_button(t(f"compare.files.{kind}_named"), f"{_address(found, kind)}&names=1")
    st.caption(t("compare.files.open_excel"))


def _address(found: Comparison, kind: str) -> str:
    return f"/exports/{found.campaign_id}/results.{kind}?stage={found.stage}"
