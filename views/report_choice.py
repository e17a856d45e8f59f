"""Whom the report for those who decide is about."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import t
from views.compare_words import in_order, label
from views.report_links import manager_links
from workflows.compared import Comparison

MOST_CHOSEN = 60
"""People whom one address can name in any browser."""


def choose_report(found: Comparison, names: Mapping[str, str]) -> None:
    """Let somebody choose whom the report for those who decide is about, and offer it."""
    people = {one.candidate_id: label(one, names) for one in (*in_order(found, names), *found.pending)}
    people |= {one.candidate_id: label(one, names) for one in found.unranked}
    if not people:
        return
    st.markdown(t("report.links.intro"))
    chosen = st.multiselect(
        t("report.links.choose"), list(people), format_func=lambda one: people[one],
        placeholder=t("report.links.everybody"), max_selections=MOST_CHOSEN,
    )  # fmt: skip
    manager_links(found, chosen, named=bool(names))
