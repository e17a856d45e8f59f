"""Who is looked at side by side, and what their numbers have in common."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import number, t
from views.charts_style import Z_90
from views.compare_words import in_order, label, score_text
from workflows.compared import Compared, Comparison, Measured

MOST = 5
"""More lines side by side can no longer be told apart."""
FIRST_CHOSEN = 3


def choose(found: Comparison, names: Mapping[str, str]) -> list[Compared]:
    """Let the person choose whom to see side by side, in the order chosen."""
    people = {one.candidate_id: one for one in in_order(found, names)}
    if not people:
        return []
    ids = st.multiselect(
        t("compare.profiles.choose"), list(people), default=list(people)[:FIRST_CHOSEN], max_selections=MOST,
        format_func=lambda one: label(people[one], names), key=f"chosen:{found.campaign_id}:{found.stage}",
        placeholder=t("compare.profiles.placeholder"), persist_state="page",
    )  # fmt: skip
    return [people[one] for one in ids]


def with_margin(measured: Measured) -> str:
    """Write a score with half the width of its 90 % interval."""
    if measured.score is None or measured.sem is None:
        return score_text(measured)
    return f"{score_text(measured)} ± {number(100 * Z_90 * measured.sem)}"
