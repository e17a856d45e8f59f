"""A running campaign: follow candidates, invite them, try the form out."""

from __future__ import annotations

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views.campaigns import team
from views.candidates import follow, invite
from views.common import session
from views.common.staff_frame import badges, open_page, show_problem, zone_of
from views.common.text import deadline, escape_markdown
from views.interviews import campaign_interviews
from views.mail import campaign_mail
from views.marking import campaign_marking
from views.privacy import document_list, requests
from workflows.campaigns import lifecycle
from workflows.campaigns.drafts import Campaign
from workflows.candidates import monitor
from workflows.common.stored_settings import read_settings
from workflows.privacy import requests as privacy_requests

SECTIONS = ("follow", "invite", "mail", "marking", "interviews", "requests", "documents", "team", "try_out")
_DRAW = {
    "follow": follow.draw_follow,
    "invite": invite.draw,
    "mail": campaign_mail.draw,
    "marking": campaign_marking.draw_marking,
    "interviews": campaign_interviews.draw,
    "requests": requests.draw,
    "documents": document_list.draw,
    "team": team.draw,
    "try_out": follow.draw_try_outs,
}


def show() -> None:
    """Open one campaign at the section asked for."""
    actor = session.allowed("monitor")
    try:
        campaign = lifecycle.campaign_of(actor, st.query_params.get("id", ""))
    except EntregentError as problem:
        open_page(actor, t("staff.pages.campaign"))
        show_problem(problem)
        st.page_link("campaigns/campaigns.py", label=t("staff.frame.to_campaigns"))
        return
    open_page(actor, campaign.title)
    badges(campaign.state, is_fictional=campaign.is_fictional)
    st.caption(escape_markdown(_facts(campaign)))
    if campaign.state == "draft":
        st.info(t("people.draft"))
        if st.button(t("staff.campaigns.prepare"), type="primary"):
            st.switch_page("campaigns/campaign_edit.py", query_params={"id": campaign.id})
        return
    n_asked = len(privacy_requests.waiting(actor, campaign.id).open)
    section = _section(is_new=not monitor.has_candidates(actor, campaign.id), n_asked=n_asked)
    try:
        _DRAW[section](actor, campaign)
    except EntregentError as problem:
        show_problem(problem)


def _section(*, is_new: bool, n_asked: int) -> str:
    requested = st.query_params.get("section", "")
    chosen = st.segmented_control(
        t("people.sections.label"),
        SECTIONS,
        default=requested if requested in SECTIONS else "invite" if is_new else "follow",
        required=True,
        format_func=lambda section: _section_name(section, n_asked),
        label_visibility="collapsed",
        key="section",
    )
    section = chosen if chosen in SECTIONS else "follow"
    if section != requested:
        st.query_params["section"] = section
    return section


def _section_name(section: str, n_asked: int) -> str:
    name = t(f"people.sections.{section}")
    return f"{name} · {texts.number(n_asked)}" if section == "requests" and n_asked else name


def _facts(campaign: Campaign) -> str:
    company = str((campaign.charter.get("company") or {}).get("name") or "")
    zone = zone_of(campaign.settings)
    parts = [company, read_settings(campaign.settings).job_title]
    if campaign.deadline_at is not None:
        parts.append(t("staff.campaigns.deadline", deadline=deadline(campaign.deadline_at, zone)))
    return " · ".join(part for part in parts if part)


show()
