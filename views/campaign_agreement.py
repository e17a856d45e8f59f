"""How far the markers of a prompt agree, in statistics that answer different questions, and who is severe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from texts import both, number, t
from views.charts_agreement import Point, Series, agreement_figure
from views.charts_style import CONFIG
from views.compare_words import palette
from views.marking_figures import TOTAL, figure, severity_table
from views.marking_table import table
from views.notice import plain
from workflows import marking_agreement
from workflows.access import Actor
from workflows.drafts import Campaign
from workflows.marking_agreement import PromptAgreement, PromptProgress

if TYPE_CHECKING:
    from workflows.marking_agreement import Agreement, Estimate

STATISTICS = ("exact", "adjacent", "quadratic_kappa", "alpha", "ac2", "icc_single", "icc_average")
CHARTED = ("quadratic_kappa", "ac2")
"""The two that part ways when most marks are the same."""


def draw(actor: Actor, campaign: Campaign, prompts: tuple[PromptProgress, ...]) -> None:
    """Show one prompt's agreement and the severity of its markers."""
    titles = {one.item_id: both(one.title) for one in prompts}
    chosen = st.selectbox(
        t("marking.monitor.prompt"),
        list(titles),
        format_func=lambda one: titles[one],
        key=f"agreement:{campaign.id}",
        width=420,
    )
    found = next(one for one in marking_agreement.agreement(actor, campaign.id) if one.item_id == chosen)
    st.markdown(
        plain(t("marking.monitor.rests_on", twice=number(found.n_twice), third=number(found.n_third)))
    )
    names = {**{name: both(title) for name, title in found.dimensions}, TOTAL: t("marking.figures.total")}
    _chart(found, names)
    _table(found, names)
    st.markdown(t("marking.monitor.paradox"))
    with st.expander(t("marking.monitor.how")):
        st.markdown("\n".join(f"- {t(f'marking.monitor.what.{name}')}" for name in STATISTICS))
    _severity(actor, campaign.id, found)


def _chart(found: PromptAgreement, names: Mapping[str, str]) -> None:
    series = [
        Series(
            t(f"marking.monitor.statistics.{name}"),
            [_point(names[line], _of(found.report[line], name)) for line in names],
        )
        for name in CHARTED
    ]
    st.plotly_chart(
        agreement_figure(list(names.values()), series, palette()),
        config=CONFIG,
        theme=None,
        key="agreement_chart",
        alt=t("marking.monitor.chart"),
    )
    st.caption(plain(t("marking.monitor.axis_means")))


def _point(line: str, estimate: Estimate) -> Point:
    value, beneath = cell if isinstance(cell := figure(estimate), tuple) else (cell, "")
    return Point(estimate.value, estimate.ci_low, estimate.ci_high, f"{line}: {value} ({beneath})")


def _of(agreement: Agreement, name: str) -> Estimate:
    return getattr(agreement, name)


def _table(found: PromptAgreement, names: Mapping[str, str]) -> None:
    head = [
        t("marking.monitor.dimension"),
        *(t(f"marking.monitor.statistics.{name}") for name in STATISTICS),
        t("marking.figures.n"),
    ]
    rows = [
        [title, *(figure(_of(found.report[line], name)) for name in STATISTICS), number(found.report[line].n)]
        for line, title in names.items()
    ]
    table(t("marking.monitor.agreement"), head, rows, has_sum=True)


def _severity(actor: Actor, campaign_id: str, found: PromptAgreement) -> None:
    st.header(t("marking.monitor.severity"), anchor=False)
    st.caption(t("marking.monitor.severity_lead"))
    own = [one for one in marking_agreement.severities(actor, campaign_id) if one.item_id == found.item_id]
    if own:
        severity_table(t("marking.monitor.severity"), found.dimensions, [(one.name, one) for one in own])
    else:
        st.info(t("marking.reasons.no_ratings").capitalize())
