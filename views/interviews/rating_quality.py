"""Quality of interview ratings: agreement of panels, severity of interviewers, and the facet model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from errors import CampaignError
from texts import number, t
from views.charts.ratings import Point, Series, Severity, agreement_figure, severity_figure
from views.charts.style import CONFIG
from views.common.layout import Cell, table
from views.common.text import escape_markdown
from views.comparison.words import palette
from views.interviews.words import competencies, in_words
from views.marking.figures import signless
from workflows.common.access import Actor
from workflows.interviews import rating_quality
from workflows.interviews.rating_quality import (
    ENOUGH_PEOPLE,
    ENOUGH_RATINGS,
    InterviewerSeverity,
    PanelAgreement,
    Quality,
    Refusal,
    WhyNot,
)

if TYPE_CHECKING:
    from workflows.interviews.rating_quality import FacetFit
    from workflows.marking.marker_agreement import Estimate

STATISTICS = ("exact", "adjacent", "icc_single", "icc_average")
OF_MEANS = ("adjacent", "icc_single", "icc_average")
"""Means are seldom the same to the last digit."""
CHARTED = ("icc_single", "icc_average")
LONGEST = 60
"""Characters of a question in a table; the whole of it is in the guide."""


def figure(estimate: Estimate, digits: int = 2) -> Cell:
    """Write an estimate with its 95 % interval; undefined is "not enough evidence" and the reason."""
    if estimate.reason is not None:
        return t("interviews.quality.not_enough"), t(f"interviews.reasons.{estimate.reason.value}")
    value = signless(estimate.value, digits)
    if math.isnan(estimate.ci_low) or math.isnan(estimate.ci_high):
        return value, t("marking.figures.no_interval")
    low, high = signless(estimate.ci_low, digits), signless(estimate.ci_high, digits)
    return value, t("interviews.quality.interval", low=low, high=high)


def heads(names: Sequence[str]) -> list[str]:
    """Return the titles of columns."""
    return [t(f"interviews.quality.columns.{name}") for name in names]


def draw(actor: Actor, campaign_id: str) -> Quality | None:
    """Show the quality of ratings and return it; without ratings, say so and return None."""
    try:
        quality = rating_quality.quality(actor, campaign_id)
    except CampaignError:
        st.info(t("interviews.quality.none"))
        return None
    if not quality.panels:
        st.info(t("interviews.quality.nothing"))
        return None
    basis = t("interviews.quality.rests_on", count=len(quality.panels), ratings=number(quality.n_ratings))
    st.markdown(f"{basis} {t('interviews.quality.not_truth')}")
    _chart(quality)
    _questions(quality)
    _competencies(quality)
    for kind in dict.fromkeys(agreement.kind for agreement in _all(quality)):
        st.caption(t(f"interviews.quality.kind.{kind.value}"))
    with st.expander(t("interviews.quality.how")):
        terms = (*STATISTICS, "severity", "model", "r_wg")
        st.markdown("\n".join(f"- {t(f'interviews.quality.what.{name}')}" for name in terms))
    _draw_severity(actor, campaign_id, quality)
    return quality


def _all(quality: Quality) -> list[PanelAgreement]:
    return [question.agreement for question in (*quality.questions, *quality.competencies)] + [quality.whole]


def _chart(quality: Quality) -> None:
    lines = {question.question_id: question.agreement for question in quality.questions}
    lines[t("interviews.quality.whole")] = quality.whole
    if all(math.isnan(agreement.icc_single.value) for agreement in lines.values()):
        return
    series = [
        Series(
            t(f"interviews.quality.columns.{name}"),
            [_point(line, getattr(agreement, name)) for line, agreement in lines.items()],
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


def _questions(quality: Quality) -> None:
    st.subheader(t("interviews.quality.questions"), anchor=False)
    head = ["question", *STATISTICS, "n"]
    rows: list[list[Cell]] = [
        [
            _question_cell(question.question_id, in_words(question.question)),
            *_cells(question.agreement, STATISTICS),
        ]
        for question in quality.questions
    ]
    table(t("interviews.quality.questions"), heads(head), rows)


def _question_cell(question_id: str, question: str) -> Cell:
    if len(question) <= LONGEST:
        return question_id, question
    return question_id, f"{question[:LONGEST].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _competencies(quality: Quality) -> None:
    st.subheader(t("interviews.quality.competencies"), anchor=False)
    st.caption(t("interviews.quality.competencies_lead"))
    rows: list[list[Cell]] = [
        [competencies({competency.competency: 1.0}), *_cells(competency.agreement, OF_MEANS)]
        for competency in quality.competencies
    ]
    rows.append([t("interviews.quality.whole"), *_cells(quality.whole, OF_MEANS)])
    table(t("interviews.quality.competencies"), heads(["competency", *OF_MEANS, "n"]), rows, has_sum=True)


def _cells(agreement: PanelAgreement, names: tuple[str, ...]) -> list[Cell]:
    return [*(figure(getattr(agreement, name)) for name in names), number(agreement.exact.n)]


def _draw_severity(actor: Actor, campaign_id: str, quality: Quality) -> None:
    """Show severity in points, which scores count, and the facet model once it is asked for."""
    st.subheader(t("interviews.quality.severity"), anchor=False)
    st.caption(t("interviews.quality.severity_lead"))
    if any(interviewer.severity.reason is None for interviewer in quality.interviewers):
        st.plotly_chart(
            severity_figure([_bar(interviewer) for interviewer in quality.interviewers], palette()),
            config=CONFIG,
            theme=None,
            key="interviewer_severity",
            alt=t("interviews.quality.severity_chart"),
        )
    fit = fitted(actor, campaign_id, quality)
    model = fit if fit is not None and not isinstance(fit, Refusal) else None
    _table(quality, model)
    st.markdown(t(f"interviews.quality.counts.{_counting(quality, fit)}"))
    if model is None:
        _model(campaign_id, quality, fit)


def _bar(interviewer: InterviewerSeverity) -> Severity:
    estimate = interviewer.severity
    value, beneath = cell if isinstance(cell := figure(estimate), tuple) else (cell, "")
    return Severity(
        interviewer.name,
        estimate.value,
        estimate.ci_low,
        estimate.ci_high,
        f"{interviewer.name}: {value} ({beneath})",
    )


def _table(quality: Quality, model: FacetFit | None) -> None:
    names = ["who", "ratings", "severity", "n", *(["model"] if model else [])]
    rows: list[list[Cell]] = []
    for interviewer in quality.interviewers:
        row: list[Cell] = [
            interviewer.name,
            number(interviewer.n_ratings),
            figure(interviewer.severity),
            number(interviewer.severity.n),
        ]
        rows.append([*row, _logits(model, interviewer.account_id)] if model else row)
    table(t("interviews.quality.severity"), heads(names), rows)
    if model:
        st.caption(t("interviews.quality.model_interval", need=number(ENOUGH_PEOPLE)))


def _logits(model: FacetFit, account_id: str) -> Cell:
    severity = model.severities[account_id]
    value, interval = cell if isinstance(cell := figure(severity), tuple) else (cell, "")
    basis = t(
        "interviews.quality.model_rests",
        count=severity.n,
        ratings=number(severity.n_ratings),
        interval=interval,
    )
    return t("interviews.quality.logits", value=value), basis


def fitted(actor: Actor, campaign_id: str, quality: Quality) -> FacetFit | Refusal | None:
    """Return the facet model, or why there is none; None while nobody has asked for it."""
    if quality.refusal is not None:
        return quality.refusal
    if not st.session_state.get(_model_key(campaign_id)):
        return None
    with st.spinner(t("interviews.quality.fitting")):
        return rating_quality.severity_model(actor, campaign_id)


def _model_key(campaign_id: str) -> str:
    return f"interview_model:{campaign_id}"


def _counting(quality: Quality, fit: FacetFit | Refusal | None) -> str:
    if quality.counts == "adjusted" and isinstance(fit, Refusal):
        return "adjusted_refused"
    return quality.counts


def _model(campaign_id: str, quality: Quality, fit: FacetFit | Refusal | None) -> None:
    st.subheader(t("interviews.quality.model"), anchor=False)
    st.markdown(t("interviews.quality.model_lead"))
    if isinstance(fit, Refusal):
        names = {interviewer.account_id: interviewer.name for interviewer in quality.interviewers}
        lines = "\n".join(f"- {escape_markdown(line)}" for line in _refusal_words(fit, names))
        st.info(f"{t('interviews.quality.cannot')}\n\n{lines}")
    elif fit is None and st.button(t("interviews.quality.fit"), key=f"fit:{campaign_id}"):
        st.session_state[_model_key(campaign_id)] = True
        st.rerun()


def _refusal_words(refusal: Refusal, names: Mapping[str, str]) -> list[str]:
    """Return every reason in words, with the counts that say how far away it is."""
    sentences: list[str] = []
    for why in sorted(refusal.reasons):
        if why is WhyNot.TOO_FEW_RATINGS:
            sentences += [
                t("interviews.quality.refusal.too_few_ratings",
                  name=names.get(account_id, account_id), n=number(n), need=number(ENOUGH_RATINGS))
                for account_id, n in sorted(
                    refusal.n_ratings.items(), key=lambda item: names.get(item[0], item[0])
                )
                if n < ENOUGH_RATINGS
            ]  # fmt: skip
        elif why is WhyNot.NOT_CONNECTED:
            groups = " | ".join(
                ", ".join(names.get(account_id, account_id) for account_id in group)
                for group in refusal.groups
            )
            sentences.append(t("interviews.quality.refusal.not_connected", groups=groups))
        elif why is WhyNot.TOO_FEW_INTERVIEWERS:
            n = len(refusal.n_ratings)
            sentences.append(t("interviews.quality.refusal.too_few_interviewers", n=number(n)))
        else:
            sentences.append(t(f"interviews.quality.refusal.{why.value}"))
    return sentences


def show_own_severity(actor: Actor) -> None:
    """Show how severe this interviewer is next to panel mates, campaign by campaign."""
    st.header(t("interviews.own.title"), anchor=False)
    severities = rating_quality.my_severity(actor)
    if not severities:
        st.caption(t("interviews.own.none"))
        return
    st.caption(t("interviews.own.lead"))
    rows: list[list[Cell]] = [
        [
            own.campaign_title,
            number(own.n_interviews),
            figure(own.severity),
            number(own.severity.n),
            number(own.severity.n_ratings),
        ]
        for own in severities
    ]
    head = [
        t("interviews.own.campaign"),
        t("interviews.own.interviews"),
        *heads(["severity", "n", "ratings"]),
    ]
    table(t("interviews.own.title"), head, rows)
