"""A campaign's team: its members, adding a colleague, taking somebody off."""

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
    """List the team, and let whoever runs the campaign add and remove colleagues."""
    roster = team.team(actor, campaign.id)
    st.header(t("team.title"), anchor=False)
    st.markdown(t("team.lead"))
    zone = zone_of(campaign.settings)
    for member in roster.members:
        _member(actor, campaign.id, member, zone)
    if not roster.members:
        st.info(t("team.nobody"))
    _add(actor, campaign.id, roster)
    st.caption(t("team.others"))


def _member(actor: Actor, campaign_id: str, member: Member, zone: str) -> None:
    with (
        card(f"member_{member.account_id}"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        is_me = member.account_id == actor.account_id
        name = t("team.me", name=member.name) if is_me else member.name
        role = t(f"staff.roles.{member.role}")
        about = [role, t("staff.accounts.disabled")] if member.is_disabled else [role]
        day = clock(member.added_at, zone)
        since = (
            t("team.made", day=day)
            if member.added_by is None
            else t("team.by", day=day, name=member.added_by)
        )
        lines = [f"**{escape_markdown(name)}**", escape_markdown(" · ".join(about)), escape_markdown(since)]
        st.markdown("  \n".join(lines), width="stretch")
        if member.is_held:
            st.caption(t("team.held"), width="content")
            return
        with st.popover(escape_markdown(t("team.remove", name=member.name))):
            st.markdown(escape_markdown(_question(member, is_me=is_me)))
            press(
                t("team.remove_yes"),
                key=f"remove_{member.account_id}",
                do=partial(team.remove_member, actor, campaign_id, member.account_id),
                type="primary",
            )


def _question(member: Member, *, is_me: bool) -> str:
    if member.role in EVERYWHERE:
        return t("team.remove_owner", name=member.name)
    return t("team.remove_me") if is_me else t("team.remove_asked", name=member.name)


def _add(actor: Actor, campaign_id: str, roster: Team) -> None:
    if not roster.colleagues:
        st.caption(t("team.nobody_left"))
        return
    choose_colleague(
        roster.colleagues,
        partial(team.add_member, actor, campaign_id),
        words=(t("team.choose"), t("team.add")),
        key=f"team:{campaign_id}",
        hint=t("team.choose_hint"),
    )
