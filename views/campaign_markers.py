"""Who marks a campaign's replies, how far each prompt is, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from texts import both, number, t
from views.act import press
from views.colleague_choice import choose_colleague
from views.marking_table import table
from views.notice import plain
from views.paper import card
from workflows import markers
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.markers import Marker
from workflows.marking_agreement import PromptProgress


def draw(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Let the recruiter see the progress, and appoint or dismiss markers."""
    _progress(prompts)
    st.header(t("marking.monitor.markers"), anchor=False)
    if campaign.state == "archived":
        st.info(t("marking.monitor.archived"))
        return
    st.markdown(t("marking.monitor.markers_lead"))
    titles = {one.item_id: both(one.title) for one in prompts}
    for marker in markers.appointed(actor, campaign.id):
        _marker(actor, campaign.id, marker, titles)
    _appoint(actor, campaign.id)


def _progress(prompts: tuple[PromptProgress, ...]) -> None:
    columns = ("n_replies", "n_unmarked", "n_marked_once", "n_awaiting_third", "n_settled", "n_trained")
    head = [t("marking.monitor.prompt"), *(t(f"marking.monitor.columns.{name}") for name in columns)]
    rows = [[both(one.title), *(number(getattr(one, name)) for name in columns)] for one in prompts]
    table(t("marking.monitor.progress"), head, rows)
    for one in prompts:
        title = plain(both(one.title))
        if one.lacks_markers:
            st.warning(t("marking.monitor.lacks_markers", title=title, count=one.n_trained))
        elif one.lacks_third:
            st.warning(t("marking.monitor.lacks_third", title=title))


def _marker(actor: Actor, campaign_id: str, marker: Marker, titles: Mapping[str, str]) -> None:
    with (
        card(f"marker_{marker.account_id}"),
        st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"),
    ):
        said = [t(f"staff.roles.{marker.role}"), t("marking.monitor.n_marked", count=marker.n_marked)]
        if marker.is_disabled:
            said.append(t("marking.monitor.disabled"))
        lines = [f"**{plain(marker.name)}**", plain(" · ".join(said))]
        if marker.trained:
            lines.append(plain(t("marking.monitor.trained", list=_list(marker.trained, titles))))
        if marker.to_train:
            lines.append(plain(t("marking.monitor.to_train", list=_list(marker.to_train, titles))))
        st.markdown("  \n".join(lines), width="stretch")
        press(
            plain(t("marking.monitor.dismiss", name=marker.name)),
            key=f"dismiss_{marker.account_id}",
            do=partial(markers.dismiss, actor, campaign_id, marker.account_id),
        )


def _list(item_ids: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return ", ".join(titles[one] for one in item_ids)


def _appoint(actor: Actor, campaign_id: str) -> None:
    free = markers.eligible(actor, campaign_id)
    if not free:
        st.caption(t("marking.monitor.nobody_eligible"))
        return
    choose_colleague(
        free,
        partial(markers.appoint, actor, campaign_id),
        words=(t("marking.monitor.choose"), t("marking.monitor.appoint")),
        key=f"appoint:{campaign_id}",
    )
