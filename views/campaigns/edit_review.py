"""Step 5: everything candidates will read, exactly as they will, and publication."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

import texts
from texts import both, notice, t
from views.campaigns import edit_form
from views.campaigns.edit_charter import draw_card
from views.campaigns.edit_settings import problem_sentence
from views.common.act import press
from views.common.layout import card
from views.common.text import deadline, draw_notice, escape_markdown
from views.interviews.words import draw_guide
from workflows.campaigns import charters, drafts, lifecycle
from workflows.campaigns.campaign_settings import CampaignSettings, Problem, parse_settings
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.clock import utc_now
from workflows.common.stored_settings import read_settings
from workflows.interviews.guide import guide_of

_PUBLISHED = "edit:published"
STEP_ORDER = ("charter", "form", "interview", "settings")


def draw(actor: Actor, campaign: Campaign) -> None:
    """Show what is missing, or everything a candidate will read and the button that publishes."""
    with st.spinner(t("edit.share.simulating")):
        problems = drafts.publication_problems(campaign, utc_now())
    if problems:
        _missing(problems)
        return
    settings = parse_settings(campaign.settings)
    st.header(t("edit.review.title"), anchor=False)
    st.markdown(t("edit.review.lead"))
    _welcome(campaign, settings)
    left, right = st.columns(2, gap="medium")
    with left:
        with card("notice"):
            st.header(t("candidate.notice.title"), anchor=False)
            draw_notice(notice.sections(read_settings(settings.model_dump(mode="json"))))
        _interview(campaign)
    with right:
        draw_card(charters.view(campaign.charter), campaign.charter["company"])
    with card("share"):
        st.header(t("edit.share.title"), anchor=False)
        st.caption(t("edit.share.not_shown"))
        edit_form.draw_share(campaign)
    _publish(actor, campaign)


def leave_when_published() -> None:
    """Go to the campaign that the last click has published, if it has."""
    if published := st.session_state.pop(_PUBLISHED, None):
        st.switch_page("campaigns/campaign.py", query_params={"id": published})


def _missing(problems: tuple[Problem, ...]) -> None:
    st.header(t("edit.review.not_yet"), anchor=False)
    for step in STEP_ORDER:
        step_problems = [problem for problem in problems if problem.step == step]
        if step_problems:
            lines = "\n".join(f"- {_problem_text(problem)}" for problem in step_problems)
            st.warning(f"**{t(f'edit.steps.{step}')}**\n\n{lines}")


def _problem_text(problem: Problem) -> str:
    if problem.text is not None:
        return escape_markdown(both(dict(problem.text)))
    return problem_sentence(problem)


def _welcome(campaign: Campaign, settings: CampaignSettings) -> None:
    shown = drafts.preview(campaign)
    minutes = texts.number(round(shown.minutes))
    until = deadline(settings.deadline_at, settings.time_zone)
    ai = "declared" if settings.ai_assistants == "declared" else "not_allowed"
    with card("welcome"):
        st.markdown(f"**{t('candidate.welcome.title')}**")
        for line in (
            t("candidate.welcome.lead", company=campaign.charter["company"]["name"]),
            t("candidate.welcome.text"),
            t("candidate.welcome.duration", minutes=minutes, deadline=until),
            t("candidate.welcome.person"),
            t(f"candidate.instructions.ai.{ai}"),
        ):
            st.markdown(escape_markdown(line))
        facts: dict[str, Any] = {
            "n": t("edit.form.items", count=len(shown.chosen)),
            "languages": ", ".join(t(f"staff.languages.{code}") for code in settings.languages),
            "contact": settings.accommodation_contact,
            "recruiter": settings.recruiter_name,
            "date": texts.day(settings.answer_by),
        }
        st.caption(escape_markdown(t("edit.review.facts", **facts)))
        reader = t("edit.review.reader_on") if settings.second_reader else t("edit.review.reader_off")
        agreement = texts.number(settings.marker_agreement, 2)
        st.caption(escape_markdown(t("edit.review.marking", agreement=agreement, reader=reader)))


def _interview(campaign: Campaign) -> None:
    guide = guide_of(drafts.preview(campaign).form)
    with card("interview"):
        st.header(t("interview_guide.review.title"), anchor=False)
        if guide is None:
            st.markdown(t("interview_guide.review.none"))
            return
        st.caption(t("interview_guide.review.not_shown"))
        draw_guide(guide)
        st.caption(t("interview_guide.review.print_hint"))


def _publish(actor: Actor, campaign: Campaign) -> None:
    st.divider()
    st.markdown(t("edit.review.freeze"))
    # The tick is for what is on this screen: another draft asks for another one.
    reviewed = drafts.review_digest(campaign)
    read = st.checkbox(t("edit.review.read"), key=f"read:{campaign.id}:{reviewed}")
    press(
        t("edit.review.publish"),
        key="publish",
        do=partial(_publish_reviewed, actor, campaign.id, reviewed),
        type="primary",
        disabled=not read,
    )


def _publish_reviewed(actor: Actor, campaign_id: str, reviewed: str) -> None:
    lifecycle.publish(actor, campaign_id, reviewed=reviewed)
    st.session_state[_PUBLISHED] = campaign_id
