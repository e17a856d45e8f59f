"""Links to documents to print; the routes check again who asks, and write down each one."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from texts import language, t
from workflows.access import Actor, may
from workflows.compared import Comparison


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
    if may(actor, "give_feedback"):
        st.link_button(t("report.links.feedback"), f"/reports/{campaign_id}/feedback/{candidate_id}.pdf")
        st.caption(t("report.links.feedback_note"))


def kit_link(interview_id: str) -> None:
    """Offer the kit of an interview, in the language of the page."""
    address = f"/interviews/{interview_id}/kit.pdf?lang={language()}"
    st.link_button(t("report.links.kit"), address, type="tertiary")
