"""Links to documents to print: the managers' report, feedback to a candidate, the kit of an interview."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from texts import language, t
from views.comparison.words import in_order, label
from workflows.common.access import Actor, has_permission
from workflows.comparison.comparison import Comparison

MOST_CHOSEN = 60
"""People whom one address can name in any browser."""


def _manager_links(comparison: Comparison, chosen: Collection[str] = (), *, named: bool = False) -> None:
    """Offer the report for those who decide: on everybody who finished, and on some of them.

    Parameters
    ----------
    comparison : Comparison
    chosen : collection of str
        Ids of candidates chosen on the page; empty = none are.
    named : bool
        Whether names are shown on the page, so that a report with names is offered too.
    """
    if not comparison.finished:
        return
    address = f"/reports/{comparison.campaign_id}/manager.pdf?lang={language()}&stage={comparison.stage}"
    if chosen:
        address += f"&candidates={','.join(sorted(chosen))}"
    with st.container(horizontal=True):
        st.link_button(
            t("report.links.chosen", count=len(chosen)) if chosen else t("report.links.all"), address
        )
        if named:
            st.link_button(t("report.links.named"), f"{address}&names=1")


def feedback_link(actor: Actor, campaign_id: str, candidate_id: str) -> None:
    """Offer the feedback about one candidate who finished, to whoever may hand it over."""
    if has_permission(actor, "give_feedback"):
        st.link_button(t("report.links.feedback"), f"/reports/{campaign_id}/feedback/{candidate_id}.pdf")
        st.caption(t("report.links.feedback_note"))


def kit_link(interview_id: str) -> None:
    """Offer the kit of an interview, in the language of the page."""
    address = f"/interviews/{interview_id}/kit.pdf?lang={language()}"
    st.link_button(t("report.links.kit"), address, type="tertiary")


def choose_report(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Let somebody choose whom the report for those who decide is about, and offer it."""
    finished = (*in_order(comparison, names), *comparison.pending, *comparison.unranked)
    people = {candidate.candidate_id: label(candidate, names) for candidate in finished}
    if not people:
        return
    st.markdown(t("report.links.intro"))
    chosen = st.multiselect(
        t("report.links.choose"), list(people), format_func=lambda candidate_id: people[candidate_id],
        placeholder=t("report.links.everybody"), max_selections=MOST_CHOSEN,
    )  # fmt: skip
    _manager_links(comparison, chosen, named=bool(names))
