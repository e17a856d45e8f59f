"""Quality of the interview ratings, and each candidate's score as rated and adjusted for severity."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from texts import number, t
from views.common.layout import Cell, table
from views.comparison.words import label
from views.interviews import rating_quality
from views.interviews.rating_quality import figure, heads
from workflows.common.access import Actor
from workflows.comparison.comparison import Comparison
from workflows.interviews.rating_quality import Quality, Refusal

if TYPE_CHECKING:
    from workflows.interviews.rating_quality import FacetFit
    from workflows.marking.marker_agreement import Estimate


def show(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show the quality of a campaign's interviews and their scores side by side."""
    quality = rating_quality.draw(actor, comparison.campaign_id)
    if quality is None:
        return
    fit = rating_quality.fitted(actor, comparison.campaign_id, quality)
    _people(quality, None if isinstance(fit, Refusal) else fit, comparison, names)


def _people(quality: Quality, fit: FacetFit | None, comparison: Comparison, names: Mapping[str, str]) -> None:
    st.subheader(t("interviews.quality.people"), anchor=False)
    st.caption(t("interviews.quality.people_lead"))
    agreed = sorted(panel.r_wg.value for panel in quality.panels if panel.r_wg.reason is None)
    if agreed:
        summary = {"median": number(statistics.median(agreed), 2), "lowest": number(agreed[0], 2)}
        st.markdown(t("interviews.quality.people_summary", count=len(agreed), **summary))
    counting = "adjusted" if quality.counts == "adjusted" and fit is not None else "raw"
    columns = ["raw", "adjusted"] if fit is not None else ["raw"]
    head = [
        f"{title} ({t('interviews.quality.counts_here')})" if name == counting else title
        for name, title in zip(columns, heads(columns), strict=True)
    ]
    people = {
        candidate.candidate_id: label(candidate, names)
        for candidate in (*comparison.finished, *comparison.unfinished)
    }
    rows: list[list[Cell]] = [
        [
            people[panel.candidate_id],
            number(panel.n_interviewers),
            *_scores(panel.candidate_id, panel.raw, fit),
            _within(panel.r_wg),
        ]
        for panel in sorted(quality.panels, key=lambda panel: people.get(panel.candidate_id, ""))
        if panel.candidate_id in people
    ]
    table(t("interviews.quality.people"), [*heads(["candidate", "panel"]), *head, *heads(["r_wg"])], rows)


def _within(agreed: Estimate) -> Cell:
    """Write a panel's agreement; it never has an interval."""
    return figure(agreed) if agreed.reason is not None else number(agreed.value, 2)


def _scores(candidate_id: str, raw: float | None, fit: FacetFit | None) -> list[Cell]:
    missing = t("interviews.quality.not_enough")
    cells: list[Cell] = [missing if raw is None else number(100 * raw)]
    if fit is not None:
        score = fit.scores.get(candidate_id)
        cells.append(missing if score is None else number(100 * score.adjusted))
    return cells
