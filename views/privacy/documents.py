"""The documents of one campaign as a page: for auditors, and while a campaign is a draft."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views.common import session
from views.common.staff_frame import badges, open_page, show_problem
from views.privacy import document_list
from workflows.campaigns import lifecycle


def show() -> None:
    """Offer the documents of the campaign that the address names."""
    actor = session.allowed("prepare_documents")
    try:
        campaign = lifecycle.campaign_of(actor, st.query_params.get("id", ""))
        open_page(actor, t("documents.of", campaign=campaign.title))
        badges(campaign.state, is_fictional=campaign.is_fictional)
        document_list.draw(actor, campaign)
    except EntregentError as problem:
        show_problem(problem)
        if st.button(t("staff.frame.to_campaigns")):
            st.switch_page("campaigns/campaigns.py")


show()
