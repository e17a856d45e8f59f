"""Links to documents to print, and whom the report for those who decide is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from texts import language, t
from views.comparison.words import in_order, label
from workflows.common.access import Actor, has_permission
from workflows.comparison.comparison import Comparison


def manager_links(found: Comparison, chosen: Collection[str] = (), *, named: bool = False) -> None:
    """Offer the report for those who decide: on everybody who finished, and on some of them.

    Parameters
    ----------
    found : Comparison
    chosen : collection of str
        Ids of candidates chosen on the page; empty = none are.
    named : bool
        Whether names are shown on the page, so that a report with names is offered too.
    """
    if not found.finished:
        return
    address = f"/reports/{found.campaign_id}/manager.pdf?lang={language()}&stage={found.stage}"
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


MOST_CHOSEN = 60
"""People whom one address can name in any browser."""


def choose_report(found: Comparison, names: Mapping[str, str]) -> None:
    """Let somebody choose whom the report for those who decide is about, and offer it."""
    people = {one.candidate_id: label(one, names) for one in (*in_order(found, names), *found.pending)}
    people |= {one.candidate_id: label(one, names) for one in found.unranked}
    if not people:
        return
    st.markdown(t("report.links.intro"))
    chosen = st.multiselect(
        t("report.links.choose"), list(people), format_func=lambda one: people[one],
        placeholder=t("report.links.everybody"), max_selections=MOST_CHOSEN,
    )  # fmt: skip
    manager_links(found, chosen, named=bool(names))
