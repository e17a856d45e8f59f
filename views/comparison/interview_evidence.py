"""One candidate's interview: each question with its ratings, their evidence and its points."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import number, percent, t
from views.charts.families import Bar, items_figure
from views.charts.style import CONFIG, literal
from views.common.layout import Cell, table
from views.common.text import escape_markdown
from views.comparison.words import palette
from views.interviews.words import competencies, in_words
from workflows.common.access import Actor
from workflows.comparison.explanation_interview import (
    InterviewEvidence,
    QuestionEvidence,
    RatingEvidence,
    interview_evidence,
)


def show(actor: Actor, campaign_id: str, candidate_id: str, *, is_named: bool, counts: bool) -> None:
    """Show somebody's interview; while names are hidden, interviewers are numbered and notes folded away.

    ``counts``: whether it counts in the other numbers of the page.

    An interviewer's name, or what they wrote, could tell a colleague who the candidate is.
    """
    evidence = interview_evidence(actor, campaign_id, candidate_id)
    if evidence is None:
        return
    st.subheader(t("interviews.evidence.title"), anchor=False)
    if evidence.state != "complete":
        n, total = number(evidence.n_submitted), number(evidence.n_seats)
        st.info(t(f"interviews.evidence.{evidence.state}", n=n, total=total))
        return
    if not counts:
        st.info(t("interviews.evidence.not_counted"))
    st.caption(t("interviews.evidence.lead"))
    if not is_named:
        st.caption(t("interviews.evidence.hidden"))
    _chart(evidence)
    names = _names(evidence, is_named=is_named)
    has_notes = st.toggle(
        t("interviews.evidence.notes"),
        value=is_named,
        help=t("interviews.evidence.notes_hint"),
        key=f"interview_notes:{candidate_id}:{is_named}",
    )
    for question in evidence.questions:
        with st.expander(_title(question)):
            _question(question, names, has_notes=has_notes)
    if has_notes:
        _recommendations(evidence, names)
    st.caption(t("interviews.evidence.guide", sha256=evidence.guide_sha256[:12]))


def _chart(evidence: InterviewEvidence) -> None:
    """Draw what each question could bring to the composite, and what it brought."""
    bars = [_bar(question) for question in evidence.questions if question.share is not None]
    if bars:
        st.plotly_chart(
            items_figure(bars, palette()),
            config=CONFIG,
            theme=None,
            key="interview_items",
            alt=t("interviews.evidence.chart"),
        )


def _bar(question: QuestionEvidence) -> Bar:
    contribution = None if question.contribution is None else 100 * question.contribution
    name = f"{question.question.id} · {competencies(question.question.loadings)}"
    hover = f"<b>{literal(name)}</b><br>{literal(_earned(question))}"
    return Bar(name, 100 * (question.share or 0.0), contribution, question.is_technical, hover)


def _names(evidence: InterviewEvidence, *, is_named: bool) -> dict[str, str]:
    names = {rating.account_id: rating.name for question in evidence.questions for rating in question.ratings}
    return {
        account_id: names.get(account_id, "")
        if is_named
        else t("interviews.evidence.interviewer", n=number(at))
        for at, account_id in enumerate(evidence.interviewers, 1)
    }


def _title(question: QuestionEvidence) -> str:
    points = t("interviews.quality.not_enough") if question.points is None else number(question.points, 2)
    return (
        f"{question.question.id} · {escape_markdown(competencies(question.question.loadings))} · **{points}**"
    )


def _question(question: QuestionEvidence, names: Mapping[str, str], *, has_notes: bool) -> None:
    st.markdown(f"> {escape_markdown(in_words(question.question.question))}")
    st.markdown(escape_markdown(_earned(question)))
    shifted = any(rating.counted is not None for rating in question.ratings)
    heads = [t("interviews.quality.columns.who"), t("interviews.evidence.rating")]
    heads += [t("interviews.evidence.counted")] if shifted else []
    rows: list[list[Cell]] = [
        [names[rating.account_id], *_rated(rating, shifted=shifted)] for rating in question.ratings
    ]
    table(t("interviews.evidence.table", question=question.question.id), heads, rows)
    if question.agreed is not None:
        text = t("interviews.evidence.agreed", rating=number(question.agreed.rating))
        if has_notes:
            text += " " + t("interviews.evidence.agreed_reason", reason=question.agreed.reason)
        st.markdown(escape_markdown(text))
    if has_notes:
        for rating in question.ratings:
            _note(rating, names[rating.account_id])
    anchors = [
        f"- **{level}** {escape_markdown(in_words(question.question.anchors[level]))}" for level in "135"
    ]
    st.caption(t("interviews.evidence.anchors") + "\n" + "\n".join(anchors))


def _earned(question: QuestionEvidence) -> str:
    if question.points is None:
        return t("interviews.evidence.no_points")
    facts = [t("interviews.evidence.points", points=number(question.points, 2))]
    if question.share is not None and question.contribution is not None:
        brought, most = number(100 * question.contribution, 1), number(100 * question.share, 1)
        facts.append(t("interviews.evidence.share", share=percent(question.share)))
        facts.append(t("interviews.evidence.brought", brought=brought, most=most))
    return " · ".join(facts)


def _rated(rating: RatingEvidence, *, shifted: bool) -> list[Cell]:
    cells: list[Cell] = [
        t("interviews.evidence.not_observed") if rating.rating is None else number(rating.rating)
    ]
    if shifted:
        cells.append("" if rating.counted is None else number(rating.counted, 2))
    return cells


def _note(rating: RatingEvidence, name: str) -> None:
    lines = [f"**{escape_markdown(name)}**  \n{escape_markdown(rating.evidence)}"] if rating.evidence else []
    if rating.probes:
        probes = " · ".join(in_words(probe) for probe in rating.probes)
        lines.append(escape_markdown(t("interviews.evidence.asked", list=probes)))
    if lines:
        st.markdown("  \n".join(lines))


def _recommendations(evidence: InterviewEvidence, names: Mapping[str, str]) -> None:
    st.markdown(f"**{t('interviews.evidence.recommendations')}**")
    for recommendation in evidence.recommendations:
        verdict = t(f"room.labels.{recommendation.recommendation}")
        name = escape_markdown(names[recommendation.account_id])
        reason = escape_markdown(recommendation.reason)
        st.markdown(f"{name}: **{verdict}**  \n{reason}")
