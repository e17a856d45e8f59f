"""Every campaign at a glance: its state, its numbers, and what to do next."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import EntregentError
from texts import t
from views.common import session
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import badges, open_page, show_problem
from views.common.text import deadline, escape_markdown
from workflows.campaigns import lifecycle
from workflows.campaigns.lifecycle import CampaignSummary
from workflows.common.access import BY_MEMBERSHIP, EVERYWHERE, Actor, has_permission


def show() -> None:
    """List campaigns, newest first, and start a new one."""
    actor = session.allowed("see_campaigns")
    open_page(actor, t("staff.campaigns.title"), t("staff.campaigns.lead"))
    try:
        campaigns = lifecycle.campaign_list(actor)
    except EntregentError as problem:
        show_problem(problem)
        return
    if has_permission(actor, "edit_campaign"):
        _new(actor, is_first=not campaigns)
    elif not campaigns:
        st.info(
            t("staff.campaigns.none_manager") if actor.role in EVERYWHERE else t("staff.campaigns.none_yours")
        )
    for campaign in campaigns:
        if campaign.state != "archived":
            _card(actor, campaign)
    _archived(actor, [campaign for campaign in campaigns if campaign.state == "archived"])


def _new(actor: Actor, *, is_first: bool) -> None:
    if is_first:
        with card("first_campaign"):
            st.header(t("staff.campaigns.none_title"), anchor=False)
            st.markdown(t("staff.campaigns.none"))
            if actor.role in BY_MEMBERSHIP:
                st.caption(t("staff.campaigns.none_yours"))
            _title_form(actor)
    else:
        with st.popover(t("staff.campaigns.new"), type="primary"):
            _title_form(actor)


def _title_form(actor: Actor) -> None:
    with st.form("new_campaign", border=False):
        title = st.text_input(
            t("staff.campaigns.new_label"),
            placeholder=t("staff.campaigns.new_placeholder"),
            help=t("staff.campaigns.new_hint"),
            max_chars=160,
            key="new_title",
        )
        sent = st.form_submit_button(t("staff.campaigns.create"), type="primary")
    if sent:
        try:
            campaign_id = lifecycle.create_campaign(actor, title or t("staff.campaigns.new"))
        except EntregentError as problem:
            show_problem(problem)
            return
        st.switch_page("campaigns/campaign_edit.py", query_params={"id": campaign_id})


def _card(actor: Actor, campaign: CampaignSummary) -> None:
    with card(campaign.id):
        badges(campaign.state, is_fictional=campaign.is_fictional)
        st.header(escape_markdown(campaign.title), anchor=False)
        st.caption(escape_markdown(_facts(campaign)))
        with st.container(horizontal=True, gap="small"):
            _next_steps(actor, campaign)
            if has_permission(actor, "edit_campaign"):
                with st.popover(t("staff.actions.more")):
                    _campaign_actions(actor, campaign)


def _facts(campaign: CampaignSummary) -> str:
    parts = [campaign.company or t("staff.campaigns.no_company")]
    if campaign.deadline_at is not None:
        parts.append(
            t("staff.campaigns.deadline", deadline=deadline(campaign.deadline_at, campaign.time_zone))
        )
    if campaign.state != "draft":
        parts.append(t("staff.campaigns.invited", count=campaign.counts.invited))
        parts.append(t("staff.campaigns.finished", count=campaign.counts.finished))
    return " · ".join(parts)


def _next_steps(actor: Actor, campaign: CampaignSummary) -> None:
    if campaign.state == "draft":
        if has_permission(actor, "edit_campaign"):
            _page_button(
                campaign.id,
                "campaigns/campaign_edit.py",
                t("staff.campaigns.prepare"),
                key="prepare",
                main=True,
            )
        _documents(actor, campaign)
        return
    if has_permission(actor, "monitor"):
        running = campaign.state == "published"
        _page_button(
            campaign.id, "campaigns/campaign.py", t("staff.campaigns.follow"), key="follow", main=running
        )
    if has_permission(actor, "compare"):
        _page_button(
            campaign.id,
            "comparison/compare.py",
            t("staff.campaigns.compare"),
            key="compare",
            main=campaign.state == "closed",
        )
    if not has_permission(actor, "monitor"):
        _documents(actor, campaign)


def _documents(actor: Actor, campaign: CampaignSummary) -> None:
    """Lead to the documents where no page of the campaign does."""
    if has_permission(actor, "prepare_documents"):
        _page_button(campaign.id, "privacy/documents.py", t("documents.open"), key="documents", main=False)


def _page_button(campaign_id: str, page: str, label: str, *, key: str, main: bool) -> None:
    if st.button(label, key=f"{key}:{campaign_id}", type="primary" if main else "secondary"):
        name = "campaign" if page.endswith("comparison/compare.py") else "id"
        st.switch_page(page, query_params={name: campaign_id})


def _campaign_actions(actor: Actor, campaign: CampaignSummary) -> None:
    _copy(actor, campaign)
    if campaign.state == "published":
        st.caption(t("staff.campaigns.close_hint"))
        _press(campaign, "close", partial(lifecycle.close, actor, campaign.id))
    if campaign.state == "closed":
        _press(campaign, "reopen", partial(lifecycle.reopen, actor, campaign.id))
        _press(campaign, "archive", partial(lifecycle.archive, actor, campaign.id))
    if campaign.state != "published" and has_permission(actor, "delete_campaign"):
        _delete(actor, campaign)


def _copy(actor: Actor, campaign: CampaignSummary) -> None:
    key = f"copy_title:{campaign.id}"
    st.text_input(
        t("staff.campaigns.copy_label"),
        value=t("staff.campaigns.copy_of", title=campaign.title)[:160],
        help=t("staff.campaigns.copy_hint"),
        max_chars=160,
        key=key,
    )

    def copy_it() -> None:
        lifecycle.copy(actor, campaign.id, st.session_state[key])

    _press(campaign, "copy", copy_it)


def _delete(actor: Actor, campaign: CampaignSummary) -> None:
    st.divider()
    st.caption(escape_markdown(t("staff.campaigns.delete_hint", title=campaign.title)))
    key = f"delete_title:{campaign.id}"
    typed = st.text_input(t("staff.campaigns.delete_label"), max_chars=160, key=key)
    _press(campaign, "delete", partial(lifecycle.delete, actor, campaign.id, typed or ""))


def _press(campaign: CampaignSummary, name: str, do: partial[None] | object) -> None:
    press(t(f"staff.campaigns.{name}"), key=f"{name}:{campaign.id}", do=do)  # type: ignore[arg-type]


def _archived(actor: Actor, campaigns: list[CampaignSummary]) -> None:
    if campaigns and st.checkbox(
        t("staff.campaigns.show_archived", count=len(campaigns)), key="show_archived"
    ):
        for campaign in campaigns:
            _card(actor, campaign)


show()
