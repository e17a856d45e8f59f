"""The interview behind one score: question by question, each rating, what it rests on, what it brought."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from texts import number, percent, t
from views.charts.families import Bar, items_figure
from views.charts.style import CONFIG, literal
from views.common.layout import Cell, table
from views.common.text import escape_markdown
from views.comparison.words import palette
from views.interviews.words import competencies, in_reader_language
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
    found = interview_evidence(actor, campaign_id, candidate_id)
    if found is None:
        return
    st.subheader(t("interviews.evidence.title"), anchor=False)
    if found.state != "complete":
        n, total = number(found.n_submitted), number(found.n_seats)
        st.info(t(f"interviews.evidence.{found.state}", n=n, total=total))
        return
    if not counts:
        st.info(t("interviews.evidence.not_counted"))
    st.caption(t("interviews.evidence.lead"))
    if not is_named:
        st.caption(t("interviews.evidence.hidden"))
    _chart(found)
    who = _names(found, is_named=is_named)
    has_notes = st.toggle(
        t("interviews.evidence.notes"),
        value=is_named,
        help=t("interviews.evidence.notes_hint"),
        key=f"interview_notes:{candidate_id}:{is_named}",
    )
    for question in found.questions:
        with st.expander(_title(question)):
            _question(question, who, has_notes=has_notes)
    if has_notes:
        _recommendations(found, who)
    st.caption(t("interviews.evidence.guide", sha256=found.guide_sha256[:12]))


def _chart(found: InterviewEvidence) -> None:
    """Draw what each question could bring to the composite, and what it brought."""
    bars = [_bar(question) for question in found.questions if question.share is not None]
    if bars:
        st.plotly_chart(
            items_figure(bars, palette()),
            config=CONFIG,
            theme=None,
            key="interview_items",
            alt=t("interviews.evidence.chart"),
        )


def _bar(one: QuestionEvidence) -> Bar:
    brought = None if one.contribution is None else 100 * one.contribution
    name = f"{one.question.id} · {competencies(one.question.loadings)}"
    hover = f"<b>{literal(name)}</b><br>{literal(_earned(one))}"
    return Bar(name, 100 * (one.share or 0.0), brought, one.is_technical, hover)


def _names(found: InterviewEvidence, *, is_named: bool) -> dict[str, str]:
    given = {rating.account_id: rating.name for question in found.questions for rating in question.ratings}
    return {
        account_id: given.get(account_id, "")
        if is_named
        else t("interviews.evidence.interviewer", n=number(at))
        for at, account_id in enumerate(found.interviewers, 1)
    }


def _title(one: QuestionEvidence) -> str:
    points = t("interviews.quality.not_enough") if one.points is None else number(one.points, 2)
    return f"{one.question.id} · {escape_markdown(competencies(one.question.loadings))} · **{points}**"


def _question(one: QuestionEvidence, who: Mapping[str, str], *, has_notes: bool) -> None:
    st.markdown(f"> {escape_markdown(in_reader_language(one.question.question))}")
    st.markdown(escape_markdown(_earned(one)))
    shifted = any(rating.counted is not None for rating in one.ratings)
    heads = [t("interviews.quality.columns.who"), t("interviews.evidence.rating")]
    heads += [t("interviews.evidence.counted")] if shifted else []
    rows: list[list[Cell]] = [
        [who[rating.account_id], *_rated(rating, shifted=shifted)] for rating in one.ratings
    ]
    table(t("interviews.evidence.table", question=one.question.id), heads, rows)
    if one.agreed is not None:
        said = t("interviews.evidence.agreed", rating=number(one.agreed.rating))
        if has_notes:
            said += " " + t("interviews.evidence.agreed_reason", reason=one.agreed.reason)
        st.markdown(escape_markdown(said))
    if has_notes:
        for rating in one.ratings:
            _note(rating, who[rating.account_id])
    anchors = [
        f"- **{level}** {escape_markdown(in_reader_language(one.question.anchors[level]))}" for level in "135"
    ]
    st.caption(t("interviews.evidence.anchors") + "\n" + "\n".join(anchors))


def _earned(one: QuestionEvidence) -> str:
    if one.points is None:
        return t("interviews.evidence.no_points")
    told = [t("interviews.evidence.points", points=number(one.points, 2))]
    if one.share is not None and one.contribution is not None:
        brought, most = number(100 * one.contribution, 1), number(100 * one.share, 1)
        told.append(t("interviews.evidence.share", share=percent(one.share)))
        told.append(t("interviews.evidence.brought", brought=brought, most=most))
    return " · ".join(told)


def _rated(rating: RatingEvidence, *, shifted: bool) -> list[Cell]:
    said: list[Cell] = [
        t("interviews.evidence.not_observed") if rating.rating is None else number(rating.rating)
    ]
    if shifted:
        said.append("" if rating.counted is None else number(rating.counted, 2))
    return said


def _note(rating: RatingEvidence, name: str) -> None:
    lines = [f"**{escape_markdown(name)}**  \n{escape_markdown(rating.evidence)}"] if rating.evidence else []
    if rating.probes:
        asked = " · ".join(in_reader_language(probe) for probe in rating.probes)
        lines.append(escape_markdown(t("interviews.evidence.asked", list=asked)))
    if lines:
        st.markdown("  \n".join(lines))


def _recommendations(found: InterviewEvidence, who: Mapping[str, str]) -> None:
    st.markdown(f"**{t('interviews.evidence.recommendations')}**")
    for recommendation in found.recommendations:
        verdict = t(f"room.labels.{recommendation.recommendation}")
        name, reason = escape_markdown(who[recommendation.account_id]), escape_markdown(recommendation.reason)
        st.markdown(f"{name}: **{verdict}**  \n{reason}")
