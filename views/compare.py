"""Who stands where: a manager sees what the answers can tell apart, and what they cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from errors import EntregentError, UnknownStage
from texts import t
from views import (
    compare_basis,
    compare_everybody,
    compare_head,
    compare_interviews,
    compare_place,
    compare_profiles,
    compare_ranking,
    compare_rest,
    compare_stage,
    compare_what_if,
    compare_worth,
    decide_names,
    decide_overview,
)
from views.compare_words import choose_campaign, revealed_names
from views.session import allowed
from views.staff_frame import open_page
from workflows.access import Actor
from workflows.compare import comparison
from workflows.compared import Comparison

Section = Callable[[Actor, Comparison, Mapping[str, str]], None]
"""Given who looks, what was found, and the names that may be shown."""

SECTIONS: dict[str, Section] = {
    "ranking": compare_ranking.show,
    "profiles": compare_profiles.show,
    "heat": compare_everybody.show,
    "interviews": compare_interviews.show,
    "what_if": compare_what_if.show,
    "decisions": decide_overview.show,
    "rest": compare_rest.show_rest,
    "files": compare_rest.show_files,
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
        found = comparison(actor, campaign.id, places=places, stage=compare_stage.asked_stage(campaign.id))
    except UnknownStage as problem:
        compare_stage.say_unknown(problem)
        return
    except EntregentError:
        st.error(t("compare.problem"))
        return
    compare_head.show_facts(found)
    decide_names.show(actor, found)
    compare_stage.show(found)
    compare_head.show_warnings(found)
    _choose_section(found)(actor, found, revealed_names(actor, found.campaign_id))
    compare_worth.show_margin()
    compare_basis.show(found)
    st.caption(t("compare.banner.alone"))


def _choose_section(found: Comparison) -> Section:
    sections = [name for name in SECTIONS if name != "interviews" or found.has_interview]
    section = st.segmented_control(
        t("compare.title"), sections, default=compare_place.asked_section(sections), required=True,
        key="compare_section_all" if found.has_interview else "compare_section",
        label_visibility="collapsed", format_func=lambda name: t(f"compare.sections.{name}"),
    )  # fmt: skip
    section = section or sections[0]
    compare_place.remember(compare_place.SECTION, section)
    return SECTIONS[section]


show()
