"""How severe each interviewer is: beside panel mates, and by the model where the ratings carry it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from texts import number, t
from views.charts_interviews import Severity, severity_figure
from views.charts_style import CONFIG
from views.compare_words import palette
from views.interview_figures import figure, heads
from views.marking_table import Cell, table
from views.notice import plain
from workflows import interview_quality
from workflows.access import Actor
from workflows.interview_quality import (
    ENOUGH_PEOPLE,
    ENOUGH_RATINGS,
    InterviewerSeverity,
    Quality,
    Refusal,
    WhyNot,
)

if TYPE_CHECKING:
    from workflows.interview_quality import FacetFit


def draw(actor: Actor, campaign_id: str, found: Quality) -> None:
    """Show severity in points, which scores count, and the model once it is asked for."""
    st.subheader(t("interviews.quality.severity"), anchor=False)
    st.caption(t("interviews.quality.severity_lead"))
    if any(one.severity.reason is None for one in found.interviewers):
        st.plotly_chart(
            severity_figure([_bar(one) for one in found.interviewers], palette()),
            config=CONFIG,
            theme=None,
            key="interviewer_severity",
            alt=t("interviews.quality.severity_chart"),
        )
    fit = fitted(actor, campaign_id, found)
    model = fit if fit is not None and not isinstance(fit, Refusal) else None
    _table(found, model)
    st.markdown(t(f"interviews.quality.counts.{_counting(found, fit)}"))
    if model is None:
        _model(campaign_id, found, fit)


def fitted(actor: Actor, campaign_id: str, found: Quality) -> FacetFit | Refusal | None:
    """Return the model, or why there is none; None while nobody has asked for it."""
    if found.refusal is not None:
        return found.refusal
    if not st.session_state.get(_asked(campaign_id)):
        return None
    with st.spinner(t("interviews.quality.fitting")):
        return interview_quality.severity_model(actor, campaign_id)


def _asked(campaign_id: str) -> str:
    return f"interview_model:{campaign_id}"


def _counting(found: Quality, fit: FacetFit | Refusal | None) -> str:
    if found.counts == "adjusted" and isinstance(fit, Refusal):
        return "adjusted_refused"
    return found.counts


def _bar(one: InterviewerSeverity) -> Severity:
    value, beneath = cell if isinstance(cell := figure(one.severity), tuple) else (cell, "")
    estimate = one.severity
    return Severity(
        one.name, estimate.value, estimate.ci_low, estimate.ci_high, f"{one.name}: {value} ({beneath})"
    )


def _table(found: Quality, model: FacetFit | None) -> None:
    names = ["who", "ratings", "severity", "n", *(["model"] if model else [])]
    rows: list[list[Cell]] = []
    for one in found.interviewers:
        row: list[Cell] = [one.name, number(one.n_ratings), figure(one.severity), number(one.severity.n)]
        rows.append([*row, _logits(model, one.account_id)] if model else row)
    table(t("interviews.quality.severity"), heads(names), rows)
    if model:
        st.caption(t("interviews.quality.model_interval", need=number(ENOUGH_PEOPLE)))


def _logits(model: FacetFit, account_id: str) -> Cell:
    one = model.severities[account_id]
    value, interval = cell if isinstance(cell := figure(one), tuple) else (cell, "")
    rests = t("interviews.quality.model_rests", count=one.n, ratings=number(one.n_ratings), interval=interval)
    return t("interviews.quality.logits", value=value), rests


def _model(campaign_id: str, found: Quality, fit: FacetFit | Refusal | None) -> None:
    st.subheader(t("interviews.quality.model"), anchor=False)
    st.markdown(t("interviews.quality.model_lead"))
    if isinstance(fit, Refusal):
        names = {one.account_id: one.name for one in found.interviewers}
        lines = "\n".join(f"- {plain(line)}" for line in refusal_words(fit, names))
        st.info(f"{t('interviews.quality.cannot')}\n\n{lines}")
    elif fit is None and st.button(t("interviews.quality.fit"), key=f"fit:{campaign_id}"):
        st.session_state[_asked(campaign_id)] = True
        st.rerun()


def refusal_words(refused: Refusal, names: Mapping[str, str]) -> list[str]:
    """Return every reason in words, with the counts that say how far away it is."""
    said: list[str] = []
    for why in sorted(refused.reasons):
        if why is WhyNot.TOO_FEW_RATINGS:
            said += [
                t("interviews.quality.refusal.too_few_ratings",
                  name=names.get(who, who), n=number(n), need=number(ENOUGH_RATINGS))
                for who, n in sorted(refused.n_ratings.items(), key=lambda one: names.get(one[0], one[0]))
                if n < ENOUGH_RATINGS
            ]  # fmt: skip
        elif why is WhyNot.NOT_CONNECTED:
            groups = " | ".join(", ".join(names.get(who, who) for who in group) for group in refused.groups)
            said.append(t("interviews.quality.refusal.not_connected", groups=groups))
        elif why is WhyNot.TOO_FEW_INTERVIEWERS:
            n = len(refused.n_ratings)
            said.append(t("interviews.quality.refusal.too_few_interviewers", n=number(n)))
        else:
            said.append(t(f"interviews.quality.refusal.{why.value}"))
    return said
