"""The stage a comparison page shows, before or with the interview, and the switch between the two."""

from __future__ import annotations

import streamlit as st

from domain import Stage
from errors import UnknownStage
from texts import t
from texts.scores import stage_sentence
from views.common import act
from views.common.text import escape_markdown
from views.comparison.place import STAGE, forget, from_address, remember
from workflows.comparison.comparison import Comparison
from workflows.comparison.stage import known_stage

IN_TIME: tuple[Stage, ...] = ("before_interview", "all")
"""The stages, first to last."""


def stage_from_address(campaign_id: str) -> Stage | None:
    """Return the stage just switched to, else the one in the address; None: the rule chooses.

    Raises
    ------
    UnknownStage
        The address names a stage there is not.
    """
    switch, last = _keys(campaign_id)
    clicked = st.session_state.get(switch)
    if clicked is not None and clicked != st.session_state.get(last):
        remember(STAGE, clicked)
    return known_stage(from_address(STAGE))


def _keys(campaign_id: str) -> tuple[str, str]:
    """Return the session keys of the switch and of the stage that was shown last."""
    return f"stage:{campaign_id}", f"stage_shown:{campaign_id}"


def show(comparison: Comparison) -> None:
    """Say in a line which results count, and let the person choose, where the campaign holds an interview."""
    if not comparison.has_interview:
        return
    remember(STAGE, comparison.stage)
    # The address alone says which stage is shown: a link, a way back and the switch cannot disagree.
    switch, last = _keys(comparison.campaign_id)
    st.session_state[switch] = st.session_state[last] = comparison.stage
    with st.container(
        key="stage_line", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.markdown(stage_sentence(comparison), help=t("compare.stage.help"), width="stretch")
        st.segmented_control(
            t("compare.stage.label"), IN_TIME, required=True, key=switch, label_visibility="collapsed",
            format_func=lambda stage: t(f"compare.stage.{stage}"), width="content",
        )  # fmt: skip


def say_unknown(problem: UnknownStage) -> None:
    """Say that the address asks for a stage there is not, and offer the page without it."""
    st.error(t("compare.stage.unknown", asked=escape_markdown(str(problem.details["asked"]))))
    act.press(t("compare.stage.without"), key="stage_forget", do=lambda: forget(STAGE))
