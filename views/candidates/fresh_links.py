"""Links just made: shown once, to be copied or downloaded now."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from texts import t
from views.common.act import press
from views.common.layout import card
from views.common.staff_frame import zone_of
from views.common.text import deadline, escape_markdown
from workflows.campaigns.drafts import Campaign
from workflows.candidates.fresh_links import keep_links
from workflows.candidates.links import FreshLink
from workflows.common.access import Actor

SHOWN = 5
"""Links written out on the page; the rest is in the file."""


def take_fresh(actor: Actor, campaign_id: str, links: Sequence[FreshLink]) -> None:
    """Keep links for display until the recruiter says they are copied; later ones join the earlier."""
    earlier, _ = st.session_state.get(_key(campaign_id), ((), ""))
    renewed = {link.candidate_id for link in links}
    fresh = (*links, *(link for link in earlier if link.candidate_id not in renewed))
    st.session_state[_key(campaign_id)] = (fresh, keep_links(actor, campaign_id, fresh))


def show_fresh(campaign: Campaign) -> None:
    """Show the links just made, if any."""
    campaign_id, zone = campaign.id, zone_of(campaign.settings)
    stored = st.session_state.get(_key(campaign_id))
    if stored is None:
        return
    links, ticket = stored
    with card("fresh_links"):
        st.markdown(f"**{t('people.fresh.title', count=len(links))}**")
        st.markdown(t("people.fresh.once", count=len(links)))
        for link in links[:SHOWN]:
            until = deadline(link.expires_at, zone)
            st.caption(escape_markdown(t("people.fresh.whose", name=link.name, until=until)))
            st.code(link.address, language=None, wrap_lines=True)
        if len(links) > SHOWN:
            st.caption(t("people.fresh.others", count=len(links) - SHOWN))
        with st.container(horizontal=True):
            st.link_button(t("people.fresh.workbook"), f"/exports/links/{ticket}.xlsx", type="primary")
            st.link_button(t("people.fresh.download"), f"/exports/links/{ticket}.csv")
            press(t("people.fresh.done"), key=f"fresh_done:{campaign_id}", do=partial(_drop, campaign_id))


def _drop(campaign_id: str) -> None:
    st.session_state.pop(_key(campaign_id), None)


def _key(campaign_id: str) -> str:
    return f"fresh:{campaign_id}"
