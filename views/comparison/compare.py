"""Who stands where: a manager sees what the answers can tell apart, and what they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from errors import EntregentError, UnknownStage
from texts import t
from views.common.session import allowed
from views.common.staff_frame import open_page
from views.comparison import (
    decisions,
    frame,
    interview_ratings,
    place,
    ranking,
    side_by_side,
    stage,
    what_if,
    words,
)
from views.comparison.words import choose_campaign, revealed_names
from workflows.common.access import Actor
from workflows.comparison.comparison import Comparison
from workflows.comparison.standings import comparison

Section = Callable[[Actor, Comparison, Mapping[str, str]], None]
"""Given who looks, what was found, and the names that may be shown."""

SECTIONS: dict[str, Section] = {
    "ranking": ranking.show,
    "profiles": side_by_side.show_profiles,
    "heat": side_by_side.show,
    "interviews": interview_ratings.show,
    "what_if": what_if.show,
    "decisions": decisions.show,
    "rest": frame.show_rest,
    "files": frame.show_files,
}


def show() -> None:
    """Let the manager compare everyone who finished a campaign."""
    actor = allowed("compare")
    open_page(actor, t("compare.title"))
    try:
        campaign = choose_campaign(actor)
        if campaign is None:
            return
        places = st.session_state.get(f"places:{campaign.id}")
        found = comparison(actor, campaign.id, places=places, stage=stage.asked_stage(campaign.id))
    except UnknownStage as problem:
        stage.say_unknown(problem)
        return
    except EntregentError:
        st.error(t("compare.problem"))
        return
    frame.show_facts(found)
    decisions.show_names(actor, found)
    stage.show(found)
    frame.show_warnings(found)
    _choose_section(found)(actor, found, revealed_names(actor, found.campaign_id))
    words.show_margin()
    frame.show(found)
    st.caption(t("compare.banner.alone"))


def _choose_section(found: Comparison) -> Section:
    sections = [name for name in SECTIONS if name != "interviews" or found.has_interview]
    section = st.segmented_control(
        t("compare.title"), sections, default=place.asked_section(sections), required=True,
        key="compare_section_all" if found.has_interview else "compare_section",
        label_visibility="collapsed", format_func=lambda name: t(f"compare.sections.{name}"),
    )  # fmt: skip
    section = section or sections[0]
    place.remember(place.SECTION, section)
    return SECTIONS[section]


show()
