"""Step 3: which questions the structured interview asks, in which order, and which ratings count."""

from __future__ import annotations

from functools import partial

import streamlit as st

import texts
from assessments.interview import COUNTS, MAX_QUESTIONS
from assessments.model import COMPETENCIES
from errors import ContentError
from texts import both, t
from views import edit_interview_question, guide_words
from views.act import attempt, press
from views.notice import plain
from views.paper import card
from workflows import drafts, guide_drafts
from workflows.access import Actor
from workflows.charters import competency_names
from workflows.drafts import Campaign
from workflows.interview_guide import FrozenGuide, guide_of, own_defects, standard_questions


def draw(actor: Actor, campaign: Campaign) -> None:
    """Hold an interview or none; pick its questions, order them, add one's own."""
    try:
        guide = guide_of(drafts.preview(campaign).form)
    except ContentError:
        st.info(t("edit.form.charter_first"))
        return
    st.header(t("interview_guide.title"), anchor=False)
    st.markdown(t("interview_guide.lead"))
    _held(actor, campaign, is_held=guide is not None)
    if guide is None:
        st.info(t("interview_guide.none"))
        return
    _facts(guide)
    st.markdown(f"**{t('interview_guide.order')}**")
    defects = own_defects(campaign.settings)
    for number, question in enumerate(guide.questions, start=1):
        edit_interview_question.draw(
            actor, campaign, question, number, of=len(guide.questions), defects=defects.get(question.id, ())
        )
    _own(actor, campaign, guide)
    _rest(actor, campaign, guide)
    _counts(actor, campaign, guide)


def _held(actor: Actor, campaign: Campaign, *, is_held: bool) -> None:
    key = f"guide:{campaign.id}:held"

    def change() -> None:
        attempt(partial(guide_drafts.set_interview, actor, campaign.id, bool(st.session_state[key])))

    st.checkbox(t("interview_guide.held"), value=is_held, key=key, on_change=change)


def _facts(guide: FrozenGuide) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric(t("interview_guide.n_questions"), texts.number(len(guide.questions)), width="content")
        st.metric(
            t("interview_guide.minutes"),
            t("interview_guide.about", minutes=guide_words.minutes(guide)),
            width="content",
        )
    seen = {code for question in guide.questions for code in question.loadings}
    names = competency_names()
    missing = [both(names[code]) for code in COMPETENCIES["interpersonal"] if code not in seen]
    if missing:
        st.caption(plain(t("interview_guide.missing", list=", ".join(missing))))
    else:
        st.caption(t("interview_guide.whole"))


def _own(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    st.markdown(f"**{t('interview_guide.own.title')}**")
    st.caption(t("interview_guide.own.hint"))
    is_full = len(guide.questions) >= MAX_QUESTIONS
    if is_full:
        st.caption(t("interview_guide.own.full", limit=MAX_QUESTIONS))

    def add() -> None:
        edit_interview_question.open_editor(campaign, guide_drafts.add_own_question(actor, campaign.id))

    press(t("interview_guide.own.add"), key="guide:add", do=add, disabled=is_full)


def _rest(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    asked = [question.id for question in guide.questions]
    rest = [question for question in standard_questions(campaign.charter) if question.id not in asked]
    if not rest:
        return
    st.markdown(f"**{t('interview_guide.rest.title')}**")
    for question in rest:
        with card(f"rest_{question.id}"):
            st.markdown(plain(guide_words.in_words(question.question)))
            st.caption(plain(edit_interview_question.facts(question)))
            press(
                t("interview_guide.rest.add"),
                key=f"guide:add:{question.id}",
                do=partial(guide_drafts.ask_question, actor, campaign.id, question.id),
                disabled=len(asked) >= MAX_QUESTIONS,
            )


def _counts(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    key = f"guide:{campaign.id}:counts"

    def choose() -> None:
        attempt(partial(guide_drafts.set_counts, actor, campaign.id, st.session_state[key]))

    st.subheader(t("interview_guide.counts.title"), anchor=False)
    st.radio(
        t("interview_guide.counts.label"),
        COUNTS,
        index=COUNTS.index(guide.counts),
        format_func=_counts_name,
        captions=[t(f"interview_guide.counts.{one}_hint") for one in COUNTS],
        key=key,
        on_change=choose,
    )
    st.caption(t("interview_guide.counts.conditions"))


def _counts_name(counts: str) -> str:
    return t(f"interview_guide.counts.{counts}")
