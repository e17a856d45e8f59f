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
        listed = lifecycle.campaign_list(actor)
    except EntregentError as problem:
        show_problem(problem)
        return
    if has_permission(actor, "edit_campaign"):
        _new(actor, is_first=not listed)
    elif not listed:
        st.info(
            t("staff.campaigns.none_manager") if actor.role in EVERYWHERE else t("staff.campaigns.none_yours")
        )
    for one in listed:
        if one.state != "archived":
            _card(actor, one)
    _archived(actor, [one for one in listed if one.state == "archived"])


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


def _card(actor: Actor, one: CampaignSummary) -> None:
    with card(one.id):
        badges(one.state, is_fictional=one.is_fictional)
        st.header(escape_markdown(one.title), anchor=False)
        st.caption(escape_markdown(_facts(one)))
        with st.container(horizontal=True, gap="small"):
            _next_steps(actor, one)
            if has_permission(actor, "edit_campaign"):
                with st.popover(t("staff.actions.more")):
                    _more(actor, one)


def _facts(one: CampaignSummary) -> str:
    parts = [one.company or t("staff.campaigns.no_company")]
    if one.deadline_at is not None:
        parts.append(t("staff.campaigns.deadline", deadline=deadline(one.deadline_at, one.time_zone)))
    if one.state != "draft":
        parts.append(t("staff.campaigns.invited", count=one.counts.invited))
        parts.append(t("staff.campaigns.finished", count=one.counts.finished))
    return " · ".join(parts)


def _next_steps(actor: Actor, one: CampaignSummary) -> None:
    if one.state == "draft":
        if has_permission(actor, "edit_campaign"):
            _go(one.id, "campaigns/campaign_edit.py", t("staff.campaigns.prepare"), key="prepare", main=True)
        _documents(actor, one)
        return
    if has_permission(actor, "monitor"):
        running = one.state == "published"
        _go(one.id, "campaigns/campaign.py", t("staff.campaigns.follow"), key="follow", main=running)
    if has_permission(actor, "compare"):
        _go(
            one.id,
            "comparison/compare.py",
            t("staff.campaigns.compare"),
            key="compare",
            main=one.state == "closed",
        )
    if not has_permission(actor, "monitor"):
        _documents(actor, one)


def _documents(actor: Actor, one: CampaignSummary) -> None:
    """Lead to the documents where no page of the campaign does."""
    if has_permission(actor, "prepare_documents"):
        _go(one.id, "privacy/documents.py", t("documents.open"), key="documents", main=False)


def _go(campaign_id: str, page: str, label: str, *, key: str, main: bool) -> None:
    if st.button(label, key=f"{key}:{campaign_id}", type="primary" if main else "secondary"):
        name = "campaign" if page.endswith("comparison/compare.py") else "id"
        st.switch_page(page, query_params={name: campaign_id})


def _more(actor: Actor, one: CampaignSummary) -> None:
    _copy(actor, one)
    if one.state == "published":
        st.caption(t("staff.campaigns.close_hint"))
        _press(one, "close", partial(lifecycle.close, actor, one.id))
    if one.state == "closed":
        _press(one, "reopen", partial(lifecycle.reopen, actor, one.id))
        _press(one, "archive", partial(lifecycle.archive, actor, one.id))
    if one.state != "published" and has_permission(actor, "delete_campaign"):
        _delete(actor, one)


def _copy(actor: Actor, one: CampaignSummary) -> None:
    key = f"copy_title:{one.id}"
    st.text_input(
        t("staff.campaigns.copy_label"),
        value=t("staff.campaigns.copy_of", title=one.title)[:160],
        help=t("staff.campaigns.copy_hint"),
        max_chars=160,
        key=key,
    )

    def copy_it() -> None:
        lifecycle.copy(actor, one.id, st.session_state[key])

    _press(one, "copy", copy_it)


def _delete(actor: Actor, one: CampaignSummary) -> None:
    st.divider()
    st.caption(escape_markdown(t("staff.campaigns.delete_hint", title=one.title)))
    key = f"delete_title:{one.id}"
    typed = st.text_input(t("staff.campaigns.delete_label"), max_chars=160, key=key)
    _press(one, "delete", partial(lifecycle.delete, actor, one.id, typed or ""))


def _press(one: CampaignSummary, name: str, do: partial[None] | object) -> None:
    press(t(f"staff.campaigns.{name}"), key=f"{name}:{one.id}", do=do)  # type: ignore[arg-type]


def _archived(actor: Actor, listed: list[CampaignSummary]) -> None:
    if listed and st.checkbox(t("staff.campaigns.show_archived", count=len(listed)), key="show_archived"):
        for one in listed:
            _card(actor, one)


show()
