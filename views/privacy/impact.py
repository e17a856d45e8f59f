"""The number of people of each group who took part, as they said themselves, without names."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

import texts
from errors import EntregentError
from texts import t
from views.common.session import allowed
from views.common.staff_frame import open_page, show_problem
from workflows.common.access import Actor
from workflows.privacy import self_identification

_WORDS = {
    "sex": ("rights.groups.sexes",),
    "age_band": ("rights.groups.ages", "rights.impact.ages"),
}
"""Question -> where its groups are named."""


def show() -> None:
    """Let an owner or auditor read the counts of one campaign."""
    actor = allowed("see_impact")
    open_page(actor, t("rights.impact.title"))
    st.markdown(t("rights.impact.lead"))
    try:
        asking = {campaign.id: campaign.title for campaign in self_identification.asking(actor)}
        if not asking:
            st.info(t("rights.impact.none"))
            return
        chosen = st.selectbox(
            t("rights.impact.campaign"),
            list(asking),
            format_func=lambda campaign_id: asking[campaign_id],
            width=420,
        )
        if chosen is not None:
            _counts(actor, chosen)
    except EntregentError as problem:
        show_problem(problem)


def _counts(actor: Actor, campaign_id: str) -> None:
    counts = self_identification.counts(actor, campaign_id)
    if counts.state != "told" or counts.n is None:
        st.info(t(f"rights.impact.{counts.state}"))
        return
    st.markdown(t("rights.impact.said", count=counts.n))
    for column, (name, table) in zip(
        st.columns(2), (("sex", counts.sex), ("age_band", counts.age_band)), strict=True
    ):
        with column:
            _table(name, table)


def _table(name: str, table: Mapping[str, int] | None) -> None:
    title = t(f"rights.groups.{name}")
    st.subheader(title, anchor=False)
    if table is None:
        st.caption(t("rights.impact.too_few"))
        return
    rows = [
        {t("rights.impact.group"): _group(name, group), t("rights.impact.count"): n}
        for group, n in table.items()
    ]
    st.dataframe(rows, hide_index=True, height="content", alt=title)


def _group(name: str, group: str) -> str:
    catalogue = texts.texts(texts.language())
    named = (catalogue.get(f"{where}.{group}") for where in _WORDS[name])
    return next((word for word in named if word), t("rights.impact.rest"))


show()
