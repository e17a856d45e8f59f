"""Page of the comparison: the ranking, profiles, ratings, other weights and decisions of a campaign."""

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
from workflows.comparison import standings
from workflows.comparison.comparison import Comparison

Section = Callable[[Actor, Comparison, Mapping[str, str]], None]
"""Draws a section, given who looks, the comparison, and the names that may be shown."""

SECTIONS: dict[str, Section] = {
    "ranking": ranking.show,
    "profiles": side_by_side.show_profiles,
    "heat": side_by_side.show_everybody,
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
        requested = stage.stage_from_address(campaign.id)
        comparison = standings.comparison(actor, campaign.id, places=places, stage=requested)
    except UnknownStage as problem:
        stage.say_unknown(problem)
        return
    except EntregentError:
        st.error(t("compare.problem"))
        return
    frame.show_facts(comparison)
    decisions.show_names(actor, comparison)
    stage.show(comparison)
    frame.show_warnings(comparison)
    draw_section = _choose_section(comparison)
    draw_section(actor, comparison, revealed_names(actor, comparison.campaign_id))
    words.show_margin()
    frame.show_basis(comparison)
    st.caption(t("compare.banner.alone"))


def _choose_section(comparison: Comparison) -> Section:
    sections = [name for name in SECTIONS if name != "interviews" or comparison.has_interview]
    section = st.segmented_control(
        t("compare.title"), sections, default=place.section_from_address(sections), required=True,
        key="compare_section_all" if comparison.has_interview else "compare_section",
        label_visibility="collapsed", format_func=lambda name: t(f"compare.sections.{name}"),
    )  # fmt: skip
    section = section or sections[0]
    place.remember(place.SECTION, section)
    return SECTIONS[section]


show()
