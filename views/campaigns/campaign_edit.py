"""Prepare a campaign in five steps, each change kept at once: charter, form, interview, settings, review."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import EntregentError
from texts import t
from views.campaigns import edit_charter, edit_form, edit_interview, edit_review, edit_settings
from views.common import session
from views.common.act import press
from views.common.staff_frame import badges, open_page, show_problem
from views.common.text import escape_markdown
from workflows.campaigns import drafts
from workflows.campaigns.campaign_settings import Problem
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.common.clock import utc_now

STEPS = ("charter", "form", "interview", "settings", "review")
_DRAW = {
    "charter": edit_charter.draw,
    "form": edit_form.draw,
    "interview": edit_interview.draw,
    "settings": edit_settings.draw,
    "review": edit_review.draw,
}

_NEXT_STEP = "edit:wanted"


def show() -> None:
    """Open the step asked for; the address holds campaign and step, so that a reload changes nothing."""
    edit_review.leave_when_published()
    actor = session.allowed("edit_campaign")
    try:
        campaign = drafts.draft(actor, st.query_params.get("id", ""))
    except EntregentError as problem:
        open_page(actor, t("staff.pages.edit"))
        show_problem(problem)
        st.page_link("campaigns/campaigns.py", label=t("staff.frame.to_campaigns"))
        return
    open_page(actor, campaign.title)
    with st.container(horizontal=True, vertical_alignment="center"):
        badges(campaign.state, is_fictional=campaign.is_fictional)
        _rename(actor, campaign)
    # Nobody waits for a simulation while writing the charter: the steps that show it run it.
    problems = drafts.publication_problems(campaign, utc_now(), simulates=False)
    step = _step(campaign)
    _stepper(step, campaign, problems)
    try:
        _DRAW[step](actor, campaign)
    except EntregentError as problem:
        show_problem(problem)
    _navigation(step, can_go_on=bool(campaign.charter))
    if next_step := st.session_state.pop(_NEXT_STEP, None):
        st.query_params["step"] = next_step
        st.rerun()


def _rename(actor: Actor, campaign: Campaign) -> None:
    """Let the recruiter give the draft another name in the staff's list; candidates read the job title."""
    with st.popover(t("edit.rename.open"), width="content"):
        # The stored name is part of the key: after a colleague's change the field shows that.
        key = f"edit_title:{campaign.id}:{campaign.title}"
        st.text_input(t("edit.rename.label"), campaign.title, key=key, help=t("edit.rename.help"))
        press(
            t("edit.rename.save"),
            key="edit_rename",
            do=lambda: drafts.rename(actor, campaign.id, st.session_state[key], shown=campaign.title),
        )


def _step(campaign: Campaign) -> str:
    step = st.query_params.get("step", "")
    return step if step in STEPS and campaign.charter else "charter"


def _stepper(current: str, campaign: Campaign, problems: tuple[Problem, ...]) -> None:
    """Show the five steps, what is missing in each, and let the recruiter go to any of them."""
    with st.container(horizontal=True, gap="small", key="stepper"):
        for number, step in enumerate(STEPS, start=1):
            press(
                _label(number, step, problems),
                key=f"step:{step}",
                do=partial(_ask_for_step, step),
                type="primary" if step == current else "secondary",
                disabled=not campaign.charter and step != "charter",
            )
    position = STEPS.index(current) + 1
    st.progress(position / len(STEPS), text=t("edit.progress", number=position, total=len(STEPS)))


def _label(number: int, step: str, problems: tuple[Problem, ...]) -> str:
    missing = sum(problem.step == step for problem in problems)
    name = t(f"edit.steps.{step}")
    waits = step in ("form", "interview") and any(problem.step == "charter" for problem in problems)
    if step == "review" or waits:
        return f"{number}. {name}"
    return f"{number}. {name} · {missing}" if missing else f"{number}. {name} ✓"


def _navigation(current: str, *, can_go_on: bool) -> None:
    at = STEPS.index(current)
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if at > 0:
            press(t("staff.actions.back"), key="step_back", do=partial(_ask_for_step, STEPS[at - 1]))
        else:
            st.page_link("campaigns/campaigns.py", label=t("staff.frame.to_campaigns"))
        if at < len(STEPS) - 1 and can_go_on:
            label = t("edit.to_step", step=t(f"edit.steps.{STEPS[at + 1]}"))
            press(label, key="step_next", do=partial(_ask_for_step, STEPS[at + 1]), type="primary")
    st.caption(escape_markdown(t("edit.kept")))


def _ask_for_step(step: str) -> None:
    """Ask for another step. This one is drawn once more before: a field left by this very click is kept."""
    st.session_state[_NEXT_STEP] = step


show()
