"""Interviews as the recruiter sees them: who meets whom and when, whose sheet is in, how far raters agree."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views import campaign_interviews_plan, interview_consensus, interview_quality
from views.guide_words import draw_guide
from views.notice import plain
from views.staff_frame import show_problem
from workflows import campaigns, interview_suggestions, interviews
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.interview_guide import guide_of
from workflows.interview_suggestions import Occasion
from workflows.interviews import PlannedInterview

OPENED = "interview"
"""In the address: the interview whose sheets are read."""
PARTS = ("plan", "quality")


def draw(actor: Actor, campaign: Campaign) -> None:
    """Show one part of a campaign's interviews, or all the sheets of one of them."""
    asked = interview_suggestions.occasion(actor, campaign)
    if asked is None:
        st.info(t("interviews.none"))
        return
    everyone = interviews.planned(actor, campaign.id)
    opened = next((one for one in everyone if one.id == st.query_params.get(OPENED)), None)
    if opened is not None:
        _sheets(actor, opened)
        return
    chosen = st.segmented_control(
        t("interviews.parts.label"),
        PARTS,
        default=PARTS[0],
        required=True,
        format_func=lambda name: t(f"interviews.parts.{name}"),
        label_visibility="collapsed",
        key="interviews_part",
    )
    if chosen == "quality":
        interview_quality.draw(actor, campaign.id)
        st.caption(t("interviews.quality.see_candidates"))
    else:
        _plan(actor, campaign, asked, everyone)


def _plan(actor: Actor, campaign: Campaign, asked: Occasion, everyone: tuple[PlannedInterview, ...]) -> None:
    if campaign.state == "archived":
        st.info(t("interviews.archived"))
    campaign_interviews_plan.draw(actor, campaign, asked, everyone)
    guide = guide_of(campaigns.campaign_form(actor, campaign))
    if guide is not None:
        with st.expander(t("interview_guide.review.kept")):
            draw_guide(guide)


def _sheets(actor: Actor, one: PlannedInterview) -> None:
    if st.button(t("interviews.one.back"), key="to_interviews", type="tertiary"):
        del st.query_params[OPENED]
        st.rerun()
    st.header(plain(t("interviews.one.title_of", name=one.name)), anchor=False)
    try:
        interview_consensus.draw(actor, one.id)
    except EntregentError as problem:
        show_problem(problem)
