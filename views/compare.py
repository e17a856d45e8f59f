"""Who stands where: a manager sees what the answers can tell apart, and what they cannot."""

from __future__ import annotations

from typing import Any

import streamlit as st

from errors import EntregentError
from texts import number, percent, t
from views import act, compare_people, compare_ranking, compare_rest, compare_what_if
from views.compare_words import choose_campaign, names_key, revealed_names
from views.session import allowed
from views.staff_frame import open_page
from workflows.access import Actor, may
from workflows.compare import comparison, reveal_names
from workflows.compared import Comparison

SECTIONS = {
    "ranking": compare_ranking.show,
    "profiles": compare_people.show_profiles,
    "heat": compare_people.show_heat_map,
    "families": compare_people.show_families,
    "what_if": compare_what_if.show,
    "rest": compare_rest.show_rest,
    "files": compare_rest.show_files,
}
MAX_PLACES = 500


def show() -> None:
    """Let the manager compare everyone who finished a campaign."""
    actor = allowed("compare")
    open_page(actor, t("compare.title"))
    try:
        campaign = choose_campaign(actor)
        if campaign is None:
            return
        places = st.session_state.get(f"places:{campaign.id}")
        found = comparison(actor, campaign.id, places=places)
    except EntregentError:
        st.error(t("compare.problem"))
        return
    _show_head(actor, found)
    section = st.segmented_control(
        t("compare.title"), list(SECTIONS), default="ranking", required=True, key="compare_section",
        format_func=lambda name: t(f"compare.sections.{name}"), label_visibility="collapsed",
    )  # fmt: skip
    SECTIONS[section or "ranking"](actor, found, revealed_names(actor, found.campaign_id))
    st.caption(t("compare.banner.alone"))


def _show_head(actor: Actor, found: Comparison) -> None:
    if found.is_fictional:
        st.markdown(f":orange[**{t('compare.banner.fictional')}**]")
    facts = [
        t("compare.facts.finished", count=len(found.finished)),
        t("compare.facts.unfinished", count=len(found.unfinished)),
        t("compare.facts.places", count=found.campaign_places),
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.markdown(f"**{found.title}**  \n" + " · ".join(facts), width="stretch")
        st.number_input(
            t("compare.facts.places_input"), 1, MAX_PLACES, found.campaign_places, width=150,
            key=f"places:{found.campaign_id}", help=t("compare.facts.places_help"),
        )  # fmt: skip
    _show_names(actor, found)
    _show_warnings(found)


def _show_names(actor: Actor, found: Comparison) -> None:
    """Hide or reveal names: a deliberate act, written down."""
    key = names_key(actor, found.campaign_id)

    def reveal() -> None:
        st.session_state[key] = reveal_names(actor, found.campaign_id)

    if not found.is_blind and key not in st.session_state and may(actor, "reveal_names"):
        # The campaign was set up without blind names: shown at once, and written down all the same.
        act.attempt(reveal)
    is_shown = bool(revealed_names(actor, found.campaign_id))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t(f"compare.names.{'shown' if is_shown else 'hidden'}"), width="content")
        if is_shown:
            act.press(
                t("compare.names.hide"),
                key="names_hide",
                do=lambda: st.session_state.update({key: {}}),
                type="tertiary",
            )
        elif may(actor, "reveal_names") and (found.finished or found.unfinished):
            act.press(
                t("compare.names.reveal"), key="names_reveal", type="tertiary",
                help=t("compare.names.reveal_help"), do=reveal,
            )  # fmt: skip
    if act.take_problem() is not None:
        st.error(t("compare.problem"))


def _show_warnings(found: Comparison) -> None:
    """Say what the numbers cannot carry, before they are seen."""
    n = len(found.ranked)
    if not found.finished:
        st.info(t("compare.warnings.empty"))
    elif n == 1:
        st.info(t("compare.warnings.one"))
    elif n and found.nobody_separated:
        st.warning(t("compare.warnings.nobody"))
    elif n and found.is_small:
        st.info(t("compare.warnings.small", n=number(n)))
    share = found.share
    if share.is_warning and share.effective is not None:
        told: dict[str, Any] = {"percent": percent(share.effective), "nominal": percent(share.nominal)}
        st.error(t("compare.warnings.share", **told))
    if n > 1 and found.sem_basis == "assumed":
        st.caption(t("compare.warnings.assumed", n=number(found.n_complete)))


show()
