"""How far a campaign's interviewers agree and how severe each is, in numbers that never stand alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from errors import CampaignError
from texts import number, t
from views import interview_severity
from views.charts_agreement import Point, Series, agreement_figure
from views.charts_style import CONFIG
from views.compare_words import palette
from views.interview_figures import figure, heads
from views.interview_words import competencies, in_reader_language
from views.marking_table import Cell, table
from workflows import interview_quality
from workflows.access import Actor
from workflows.interview_quality import PanelAgreement, Quality

if TYPE_CHECKING:
    from workflows.marking_agreement import Estimate

STATISTICS = ("exact", "adjacent", "icc_single", "icc_average")
OF_MEANS = ("adjacent", "icc_single", "icc_average")
"""Means are seldom the same to the last digit."""
CHARTED = ("icc_single", "icc_average")
LONGEST = 60
"""Characters of a question in a table; the whole of it is in the guide."""


def draw(actor: Actor, campaign_id: str) -> Quality | None:
    """Show the quality of ratings and return it; None, said plainly, when there are none."""
    try:
        found = interview_quality.quality(actor, campaign_id)
    except CampaignError:
        st.info(t("interviews.quality.none"))
        return None
    if not found.panels:
        st.info(t("interviews.quality.nothing"))
        return None
    said = t("interviews.quality.rests_on", count=len(found.panels), ratings=number(found.n_ratings))
    st.markdown(f"{said} {t('interviews.quality.not_truth')}")
    _chart(found)
    _questions(found)
    _competencies(found)
    for kind in dict.fromkeys(one.kind for one in _all(found)):
        st.caption(t(f"interviews.quality.kind.{kind.value}"))
    with st.expander(t("interviews.quality.how")):
        told = (*STATISTICS, "severity", "model", "r_wg")
        st.markdown("\n".join(f"- {t(f'interviews.quality.what.{name}')}" for name in told))
    interview_severity.draw(actor, campaign_id, found)
    return found


def _all(found: Quality) -> list[PanelAgreement]:
    return [one.agreement for one in (*found.questions, *found.competencies)] + [found.whole]


def _chart(found: Quality) -> None:
    lines = {one.question_id: one.agreement for one in found.questions}
    lines[t("interviews.quality.whole")] = found.whole
    if all(math.isnan(one.icc_single.value) for one in lines.values()):
        return
    series = [
        Series(
            t(f"interviews.quality.columns.{name}"),
            [_point(line, getattr(one, name)) for line, one in lines.items()],
        )
        for name in CHARTED
    ]
    st.plotly_chart(
        agreement_figure(list(lines), series, palette(), axis=t("interviews.quality.axis")),
        config=CONFIG,
        theme=None,
        key="interview_agreement",
        alt=t("interviews.quality.chart"),
    )
    st.caption(t("interviews.quality.axis_means"))


def _point(line: str, estimate: Estimate) -> Point:
    value, beneath = cell if isinstance(cell := figure(estimate), tuple) else (cell, "")
    return Point(estimate.value, estimate.ci_low, estimate.ci_high, f"{line}: {value} ({beneath})")


def _questions(found: Quality) -> None:
    st.subheader(t("interviews.quality.questions"), anchor=False)
    head = ["question", *STATISTICS, "n"]
    rows: list[list[Cell]] = [
        [_asked(one.question_id, in_reader_language(one.question)), *_cells(one.agreement, STATISTICS)]
        for one in found.questions
    ]
    table(t("interviews.quality.questions"), heads(head), rows)


def _asked(question_id: str, question: str) -> Cell:
    if len(question) <= LONGEST:
        return question_id, question
    return question_id, f"{question[:LONGEST].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _competencies(found: Quality) -> None:
    st.subheader(t("interviews.quality.competencies"), anchor=False)
    st.caption(t("interviews.quality.competencies_lead"))
    rows: list[list[Cell]] = [
        [competencies({one.competency: 1.0}), *_cells(one.agreement, OF_MEANS)] for one in found.competencies
    ]
    rows.append([t("interviews.quality.whole"), *_cells(found.whole, OF_MEANS)])
    table(t("interviews.quality.competencies"), heads(["competency", *OF_MEANS, "n"]), rows, has_sum=True)


def _cells(agreement: PanelAgreement, names: tuple[str, ...]) -> list[Cell]:
    return [*(figure(getattr(agreement, name)) for name in names), number(agreement.exact.n)]
