"""An interview and the questions of its guide in words; and the guide as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

import texts
from assessments.content.wording import typeset
from assessments.interview.interview import MINUTES_PER_QUESTION
from texts import both, t
from texts.markup import Html
from views.common.text import deadline, escape_markdown
from workflows.campaigns.charters import competency_names, short_competency_names
from workflows.interviews.guide import FrozenGuide, GuideQuestion
from workflows.interviews.panel import MyInterview

_STYLE = Html("""
<style>
dl.bars { display: grid; gap: .5rem; margin: .25rem 0 0 !important; padding: 0; }
.bars > div { display: grid; grid-template-columns: 2.2rem 1fr; gap: .7rem; align-items: start; }
.bars dt { font-weight: 600; text-align: center; border-radius: .5rem; padding: .1rem 0; color: #fff; }
.bars .r1 dt { background: #a4501f; } .bars .r3 dt { background: #55605b; }
.bars .r5 dt { background: #0b5d56; }
.bars dd { margin: 0; }
</style>
""")


def when(interview: MyInterview) -> str:
    """Return the date and how long it takes."""
    begins = t("room.list.undated")
    if interview.starts_at:
        begins = deadline(interview.starts_at, interview.time_zone or "Europe/Paris")
    return f"{begins}, {t('room.list.minutes', n=texts.number(interview.minutes))}"


def competencies(loadings: Iterable[str], *, is_short: bool = False) -> str:
    """Return the names of competencies by their codes, in the typography of the reader's language."""
    names = short_competency_names() if is_short else competency_names()
    return ", ".join(typeset(names[code][texts.language()], texts.language()) for code in loadings)


def in_words(text: Mapping[str, str]) -> str:
    """Return a text in the reader's language, or in the one it has; empty when nobody has written it."""
    return text.get(texts.language()) or next(iter(text.values()), "")


def question_competencies(question: GuideQuestion) -> str:
    """Return the names of the competencies a question is asked for, as the content writes them."""
    names = competency_names()
    return ", ".join(both(names[code]) for code in question.loadings)


def minutes(guide: FrozenGuide) -> str:
    """Return the time a guide takes, as the reader's language writes it."""
    return texts.number(MINUTES_PER_QUESTION * len(guide.questions))


def draw_details(question: GuideQuestion) -> None:
    """Show a question's twin, probes and anchors, and its link to the job."""
    if question.twin:
        st.markdown(f"{t('interview_guide.question.twin')} {escape_markdown(in_words(question.twin))}")
    st.markdown(f"**{t('interview_guide.question.probes')}**")
    st.markdown("\n".join(f"- {escape_markdown(in_words(probe))}" for probe in question.probes))
    st.markdown(f"**{t('interview_guide.question.anchors')}**")
    st.html(_STYLE + _anchors(question))
    if question.twin:
        st.caption(t("interview_guide.question.anchors_hint"))
    st.caption(escape_markdown(t("interview_guide.question.job_link", text=in_words(question.job_link))))


def draw_guide(guide: FrozenGuide) -> None:
    """Show a whole guide in few lines, with the digest that tells whether it is still the same."""
    facts: dict[str, Any] = {
        "questions": t("interview_guide.review.questions", count=len(guide.questions)),
        "minutes": minutes(guide),
        "counts": t(f"interview_guide.review.{guide.counts}"),
    }
    st.markdown(escape_markdown(t("interview_guide.review.facts", **facts)))
    lines = [
        escape_markdown(
            t(
                "interview_guide.review.line",
                number=number,
                question=in_words(question.question),
                competencies=question_competencies(question),
            )
        )
        for number, question in enumerate(guide.questions, start=1)
    ]
    st.markdown("\n\n".join(lines))
    st.caption(escape_markdown(t("interview_guide.review.print", sha256=guide.sha256)))


def _anchors(question: GuideQuestion) -> Html:
    rows = Html().join(
        Html('<div class="r{level}"><dt>{level}</dt><dd>{text}</dd></div>').format(
            level=level, text=in_words(text)
        )
        for level, text in question.anchors.items()
    )
    return Html('<dl class="bars">{}</dl>').format(rows)
