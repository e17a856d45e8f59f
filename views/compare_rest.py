"""Who is not ranked and why, and the files to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from texts import number, t
from views.compare_place import open_candidate
from views.compare_words import label, score_text
from views.report_choice import choose_report
from workflows.access import Actor, may
from workflows.compared import Compared, Comparison, Unfinished


def show_rest(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show who finished without enough evidence, and who has not finished."""
    if not found.pending and not found.unranked and not found.unfinished:
        st.info(t("compare.rest.everybody"))
    if found.pending:
        _show_unplaced(found, found.pending, "pending", names)
    if found.unranked:
        _show_unplaced(found, found.unranked, "unranked", names)
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


def _show_unplaced(
    found: Comparison,
    people: Sequence[Compared],
    why: Literal["pending", "unranked"],
    names: Mapping[str, str],
) -> None:
    """Show people who finished and have no place, and why; each of them can be opened."""
    st.subheader(t(f"compare.rest.{why}"), anchor=False)
    st.caption(t(f"compare.rest.{why}_note"))
    rows = [
        {
            t("compare.table.who"): label(one, names),
            t("compare.table.answered"): f"{number(one.n_answered)}/{number(found.n_items)}",
            t("compare.table.people"): score_text(one.families["interpersonal"]),
            t("compare.table.tools"): score_text(one.families["technical"]),
            t("compare.table.remarks"): ", ".join(t(f"compare.flags.{flag}") for flag in one.flags),
        }
        for one in people
    ]
    st.dataframe(rows, hide_index=True, alt=t(f"compare.rest.{why}"))
    by_id = {one.candidate_id: one for one in people}
    chosen = st.selectbox(
        t("compare.ranking.pick"), list(by_id), key=f"pick_{why}",
        format_func=lambda one: label(by_id[one], names),
    )  # fmt: skip
    if st.button(t("compare.ranking.open"), key=f"open_{why}"):
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
    address = f"/exports/{found.campaign_id}/results"
    with st.container(horizontal=True):
        st.link_button(t("compare.files.csv"), f"{address}.csv")
        st.link_button(t("compare.files.xlsx"), f"{address}.xlsx")
        st.link_button(t("compare.files.json"), f"{address}.json")
    if names:
        st.markdown(t("compare.files.named"))
        with st.container(horizontal=True):
            st.link_button(t("compare.files.csv_named"), f"{address}.csv?names=1")
            st.link_button(t("compare.files.xlsx_named"), f"{address}.xlsx?names=1")
    st.caption(t("compare.files.open_excel"))
