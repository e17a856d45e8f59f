"""Marking as the recruiter sees it: who marks, how far it is, how markers agree. No candidate is named."""

from __future__ import annotations

import streamlit as st

from texts import t
from views import campaign_agreement, campaign_markers, campaign_second_look
from workflows import marking_agreement
from workflows.access import Actor
from workflows.drafts import Campaign

_PARTS = {
    "people": campaign_markers.draw,
    "agreement": campaign_agreement.draw,
    "second": campaign_second_look.draw,
}


def draw(actor: Actor, campaign: Campaign) -> None:
    """Show one part of the marking of a campaign."""
    prompts = marking_agreement.progress(actor, campaign.id)
    if not prompts:
        st.info(t("marking.monitor.no_prompts"))
        return
    parts = list(_PARTS) if campaign.settings.get("second_reader") else list(_PARTS)[:2]
    chosen = st.segmented_control(
        t("marking.monitor.parts.label"),
        parts,
        default=parts[0],
        required=True,
        format_func=lambda name: t(f"marking.monitor.parts.{name}"),
        label_visibility="collapsed",
        key="marking_monitor",
    )
    _PARTS[chosen or parts[0]](actor, campaign, prompts)
