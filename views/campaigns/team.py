"""Who is on a campaign's team: see it, add a colleague, take somebody off."""

from __future__ import annotations

from functools import partial

import streamlit as st

from texts import t
from views.common.act import press
from views.common.colleague_choice import choose_colleague
from views.common.layout import card
from views.common.staff_frame import clock, zone_of
from views.common.text import escape_markdown
from workflows.campaigns import team
from workflows.campaigns.drafts import Campaign
from workflows.campaigns.team import Member, Team
from workflows.common.access import EVERYWHERE, Actor


def draw(actor: Actor, campaign: Campaign) -> None:
    """Let whoever runs the campaign say who works on it."""
    found = team.team(actor, campaign.id)
    st.header(t("team.title"), anchor=False)
    st.markdown(t("team.lead"))
    zone = zone_of(campaign.settings)
    for member in found.members:
        _member(actor, campaign.id, member, zone)
    if not found.members:
        st.info(t("team.nobody"))
    _add(actor, campaign.id, found)
    st.caption(t("team.others"))


def _member(actor: Actor, campaign_id: str, one: Member, zone: str) -> None:
    with (
        card(f"member_{one.account_id}"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        is_me = one.account_id == actor.account_id
        name = t("team.me", name=one.name) if is_me else one.name
        role = t(f"staff.roles.{one.role}")
        about = [role, t("staff.accounts.disabled")] if one.is_disabled else [role]
        day = clock(one.added_at, zone)
        since = t("team.made", day=day) if one.added_by is None else t("team.by", day=day, name=one.added_by)
        lines = [f"**{escape_markdown(name)}**", escape_markdown(" · ".join(about)), escape_markdown(since)]
        st.markdown("  \n".join(lines), width="stretch")
        if one.is_held:
            st.caption(t("team.held"), width="content")
            return
        with st.popover(escape_markdown(t("team.remove", name=one.name))):
            st.markdown(escape_markdown(_asked(one, is_me=is_me)))
            press(
                t("team.remove_yes"),
                key=f"remove_{one.account_id}",
                do=partial(team.remove_member, actor, campaign_id, one.account_id),
                type="primary",
            )


def _asked(one: Member, *, is_me: bool) -> str:
    if one.role in EVERYWHERE:
        return t("team.remove_owner", name=one.name)
    return t("team.remove_me") if is_me else t("team.remove_asked", name=one.name)


def _add(actor: Actor, campaign_id: str, found: Team) -> None:
    if not found.colleagues:
        st.caption(t("team.nobody_left"))
        return
    choose_colleague(
        found.colleagues,
        partial(team.add_member, actor, campaign_id),
        words=(t("team.choose"), t("team.add")),
        key=f"team:{campaign_id}",
        hint=t("team.choose_hint"),
    )
