"""How far a campaign's interviewers agree and how severe each of them is."""

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
from views.interviews.words import competencies, in_reader_language
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


def show(actor: Actor) -> None:
    """Show how severe this interviewer is next to panel mates, campaign by campaign."""
    st.header(t("interviews.own.title"), anchor=False)
    found = rating_quality.my_severity(actor)
    if not found:
        st.caption(t("interviews.own.none"))
        return
    st.caption(t("interviews.own.lead"))
    rows: list[list[Cell]] = [
        [
            one.campaign_title,
            number(one.n_interviews),
            figure(one.severity),
            number(one.severity.n),
            number(one.severity.n_ratings),
        ]
        for one in found
    ]
    head = [
        t("interviews.own.campaign"),
        t("interviews.own.interviews"),
        *heads(["severity", "n", "ratings"]),
    ]
    table(t("interviews.own.title"), head, rows)


def draw_severity(actor: Actor, campaign_id: str, found: Quality) -> None:
    """Show severity in points, which scores count, and the model once it is asked for."""
    st.subheader(t("interviews.quality.severity"), anchor=False)
    st.caption(t("interviews.quality.severity_lead"))
    if any(interviewer.severity.reason is None for interviewer in found.interviewers):
        st.plotly_chart(
            severity_figure([_bar(interviewer) for interviewer in found.interviewers], palette()),
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
        return rating_quality.severity_model(actor, campaign_id)


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
    for interviewer in found.interviewers:
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
    one = model.severities[account_id]
    value, interval = cell if isinstance(cell := figure(one), tuple) else (cell, "")
    rests = t("interviews.quality.model_rests", count=one.n, ratings=number(one.n_ratings), interval=interval)
    return t("interviews.quality.logits", value=value), rests


def _model(campaign_id: str, found: Quality, fit: FacetFit | Refusal | None) -> None:
    st.subheader(t("interviews.quality.model"), anchor=False)
    st.markdown(t("interviews.quality.model_lead"))
    if isinstance(fit, Refusal):
        names = {interviewer.account_id: interviewer.name for interviewer in found.interviewers}
        lines = "\n".join(f"- {escape_markdown(line)}" for line in refusal_words(fit, names))
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
                for who, n in sorted(refused.n_ratings.items(), key=lambda item: names.get(item[0], item[0]))
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


STATISTICS = ("exact", "adjacent", "icc_single", "icc_average")
OF_MEANS = ("adjacent", "icc_single", "icc_average")
"""Means are seldom the same to the last digit."""
CHARTED = ("icc_single", "icc_average")
LONGEST = 60
"""Characters of a question in a table; the whole of it is in the guide."""


def draw(actor: Actor, campaign_id: str) -> Quality | None:
    """Show the quality of ratings and return it; None, said plainly, when there are none."""
    try:
        found = rating_quality.quality(actor, campaign_id)
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
    draw_severity(actor, campaign_id, found)
    return found


def _all(found: Quality) -> list[PanelAgreement]:
    return [question.agreement for question in (*found.questions, *found.competencies)] + [found.whole]


def _chart(found: Quality) -> None:
    lines = {question.question_id: question.agreement for question in found.questions}
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
        [
            _quality_asked(question.question_id, in_reader_language(question.question)),
            *_cells(question.agreement, STATISTICS),
        ]
        for question in found.questions
    ]
    table(t("interviews.quality.questions"), heads(head), rows)


def _quality_asked(question_id: str, question: str) -> Cell:
    if len(question) <= LONGEST:
        return question_id, question
    return question_id, f"{question[:LONGEST].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _competencies(found: Quality) -> None:
    st.subheader(t("interviews.quality.competencies"), anchor=False)
    st.caption(t("interviews.quality.competencies_lead"))
    rows: list[list[Cell]] = [
        [competencies({competency.competency: 1.0}), *_cells(competency.agreement, OF_MEANS)]
        for competency in found.competencies
    ]
    rows.append([t("interviews.quality.whole"), *_cells(found.whole, OF_MEANS)])
    table(t("interviews.quality.competencies"), heads(["competency", *OF_MEANS, "n"]), rows, has_sum=True)


def _cells(agreement: PanelAgreement, names: tuple[str, ...]) -> list[Cell]:
    return [*(figure(getattr(agreement, name)) for name in names), number(agreement.exact.n)]
