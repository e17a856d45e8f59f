"""The recruiter's view of interviews: the plan, the sheets of one interview, the quality of ratings."""

from __future__ import annotations

import streamlit as st

from errors import EntregentError
from texts import t
from views.common.staff_frame import show_problem
from views.common.text import escape_markdown
from views.interviews import consensus, plan, rating_quality
from views.interviews.words import draw_guide
from workflows.campaigns import lifecycle
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.interviews import planning, suggestions
from workflows.interviews.guide import guide_of
from workflows.interviews.planning import PlannedInterview
from workflows.interviews.suggestions import Occasion

OPENED = "interview"
"""In the address: the interview whose sheets are read."""
PARTS = ("plan", "quality")


def draw(actor: Actor, campaign: Campaign) -> None:
    """Show one part of a campaign's interviews, or all the sheets of one of them."""
    occasion = suggestions.occasion(actor, campaign)
    if occasion is None:
        st.info(t("interviews.none"))
        return
    interviews = planning.planned(actor, campaign.id)
    opened = next(
        (interview for interview in interviews if interview.id == st.query_params.get(OPENED)), None
    )
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
        rating_quality.draw(actor, campaign.id)
        st.caption(t("interviews.quality.see_candidates"))
    else:
        _plan(actor, campaign, occasion, interviews)


def _plan(
    actor: Actor, campaign: Campaign, occasion: Occasion, interviews: tuple[PlannedInterview, ...]
) -> None:
    if campaign.state == "archived":
        st.info(t("interviews.archived"))
    plan.draw(actor, campaign, occasion, interviews)
    guide = guide_of(lifecycle.campaign_form(actor, campaign))
    if guide is not None:
        with st.expander(t("interview_guide.review.kept")):
            draw_guide(guide)


def _sheets(actor: Actor, interview: PlannedInterview) -> None:
    if st.button(t("interviews.one.back"), key="to_interviews", type="tertiary"):
        del st.query_params[OPENED]
        st.rerun()
    st.header(escape_markdown(t("interviews.one.title_of", name=interview.name)), anchor=False)
    try:
        consensus.draw(actor, interview.id)
    except EntregentError as problem:
        show_problem(problem)
