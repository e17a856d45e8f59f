"""Step 3: the questions of the structured interview, their order, and the ratings that count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

import texts
from assessments.interview.interview import COUNTS, MAX_QUESTIONS
from assessments.lint.lint_interview import Defect
from domain import FAMILIES
from errors import ContentError
from texts import both, t
from views.campaigns import edit_interview_own
from views.common.act import attempt, press
from views.common.layout import card
from views.common.text import escape_markdown
from views.interviews import words
from views.interviews.words import draw_details, in_words, question_competencies
from workflows.campaigns import drafts, guide_drafts
from workflows.campaigns.charters import competency_names
from workflows.campaigns.drafts import Campaign
from workflows.common.access import Actor
from workflows.interviews.guide import FrozenGuide, GuideQuestion, guide_of, own_defects, standard_questions

SHOWN_IN_HINTS = 60


def draw(actor: Actor, campaign: Campaign) -> None:
    """Choose whether to hold an interview; pick its questions, order them, add the company's own."""
    try:
        guide = guide_of(drafts.preview(campaign).form)
    except ContentError:
        st.info(t("edit.form.charter_first"))
        return
    st.header(t("interview_guide.title"), anchor=False)
    st.markdown(t("interview_guide.lead"))
    _interview_switch(actor, campaign, is_held=guide is not None)
    if guide is None:
        st.info(t("interview_guide.none"))
        return
    _facts(guide)
    st.markdown(f"**{t('interview_guide.order')}**")
    defects = own_defects(campaign.settings)
    for number, question in enumerate(guide.questions, start=1):
        _question(
            actor, campaign, question, number, of=len(guide.questions), defects=defects.get(question.id, ())
        )
    _own_questions(actor, campaign, guide)
    _left_out_questions(actor, campaign, guide)
    _counted_ratings(actor, campaign, guide)


def _interview_switch(actor: Actor, campaign: Campaign, *, is_held: bool) -> None:
    key = f"guide:{campaign.id}:held"

    def change() -> None:
        attempt(partial(guide_drafts.set_interview, actor, campaign.id, bool(st.session_state[key])))

    st.checkbox(t("interview_guide.held"), value=is_held, key=key, on_change=change)


def _facts(guide: FrozenGuide) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric(t("interview_guide.n_questions"), texts.number(len(guide.questions)), width="content")
        st.metric(
            t("interview_guide.minutes"),
            t("interview_guide.about", minutes=words.minutes(guide)),
            width="content",
        )
    covered = {code for question in guide.questions for code in question.loadings}
    names = competency_names()
    missing = [both(names[code]) for code in FAMILIES["interpersonal"] if code not in covered]
    if missing:
        st.caption(escape_markdown(t("interview_guide.missing", list=", ".join(missing))))
    else:
        st.caption(t("interview_guide.whole"))


def _question(
    actor: Actor,
    campaign: Campaign,
    question: GuideQuestion,
    number: int,
    *,
    of: int,
    defects: Sequence[Defect],
) -> None:
    """Move a question, leave it out, link it, or write it when it is the company's own."""
    is_own = question.id.startswith("C")
    text = in_words(question.question) or t("interview_guide.question.empty")
    with card(f"question_{question.id}"):
        st.markdown(f"**{number}. {escape_markdown(text)}**")
        own = t("interview_guide.question.own", number=question.id[1:])
        st.caption(
            escape_markdown(f"{own} · {_question_facts(question)}" if is_own else _question_facts(question))
        )
        _buttons(actor, campaign, question, text, first=number == 1, last=number == of)
        if is_own and st.session_state.get(_open_key(campaign, question.id)):
            _competencies(actor, campaign, question)
            edit_interview_own.draw(actor, campaign, question.id, defects)
            return
        if is_own:
            edit_interview_own.draw_defects(campaign, defects)
        with st.expander(t("interview_guide.question.details")):
            draw_details(question)
            _competencies(actor, campaign, question)


def _question_facts(question: GuideQuestion) -> str:
    """Return the kind of a question and what it speaks for, in one line."""
    kind = t(f"interview_guide.question.kinds.{question.kind}")
    return t("interview_guide.question.facts", kind=kind, competencies=question_competencies(question))


def _buttons(
    actor: Actor, campaign: Campaign, question: GuideQuestion, text: str, *, first: bool, last: bool
) -> None:
    short = escape_markdown(
        text if len(text) <= SHOWN_IN_HINTS else text[:SHOWN_IN_HINTS].rsplit(" ", 1)[0] + "…"
    )
    with st.container(horizontal=True, gap="small"):
        for name, places, is_edge in (("up", -1, first), ("down", 1, last)):
            press(
                t(f"interview_guide.question.{name}"),
                key=f"guide:{name}:{question.id}",
                do=partial(guide_drafts.move_question, actor, campaign.id, question.id, places),
                disabled=is_edge,
                help=t(f"interview_guide.question.{name}_hint", question=short),
            )
        if question.id.startswith("C"):
            _own_buttons(actor, campaign, question)
        else:
            press(
                t("interview_guide.question.leave_out"),
                key=f"guide:out:{question.id}",
                do=partial(guide_drafts.leave_out_question, actor, campaign.id, question.id),
                help=t("interview_guide.question.leave_out_hint", question=short),
            )


def _own_buttons(actor: Actor, campaign: Campaign, question: GuideQuestion) -> None:
    is_open = bool(st.session_state.get(_open_key(campaign, question.id)))

    def turn() -> None:
        st.session_state[_open_key(campaign, question.id)] = not is_open

    name = "done" if is_open else "edit"
    press(t(f"interview_guide.question.{name}"), key=f"guide:edit:{question.id}:{is_open}", do=turn)
    with st.popover(t("interview_guide.question.remove")):
        st.markdown(t("interview_guide.question.remove_hint"))
        press(
            t("interview_guide.question.remove_sure"),
            key=f"guide:remove:{question.id}",
            do=partial(guide_drafts.leave_out_question, actor, campaign.id, question.id),
            type="primary",
        )


def _open_key(campaign: Campaign, question_id: str) -> str:
    return f"guide:{campaign.id}:{question_id}:open"


def _open_editor(campaign: Campaign, question_id: str) -> None:
    """Show an own question with its fields from now on."""
    st.session_state[_open_key(campaign, question_id)] = True


def _competencies(actor: Actor, campaign: Campaign, question: GuideQuestion) -> None:
    """Choose the one or two competencies that a rating speaks for."""
    codes, names = list(competency_names()), competency_names()
    linked = [*question.loadings, ""]
    keys = [f"guide:{campaign.id}:{question.id}:{place}" for place in ("first", "second")]

    def link() -> None:
        chosen = [code for code in dict.fromkeys(st.session_state[key] for key in keys) if code]
        attempt(partial(guide_drafts.link_question, actor, campaign.id, question.id, chosen))

    def named(code: str) -> str:
        return both(names[code]) if code else t("interview_guide.question.no_second")

    left, right = st.columns(2)
    left.selectbox(
        t("interview_guide.question.first"), codes, codes.index(linked[0]), format_func=named, key=keys[0],
        on_change=link,
    )  # fmt: skip
    right.selectbox(
        t("interview_guide.question.second"), ["", *codes], ["", *codes].index(linked[1]), format_func=named,
        key=keys[1], on_change=link,
    )  # fmt: skip


def _own_questions(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    st.markdown(f"**{t('interview_guide.own.title')}**")
    st.caption(t("interview_guide.own.hint"))
    is_full = len(guide.questions) >= MAX_QUESTIONS
    if is_full:
        st.caption(t("interview_guide.own.full", limit=MAX_QUESTIONS))

    def add() -> None:
        _open_editor(campaign, guide_drafts.add_own_question(actor, campaign.id))

    press(t("interview_guide.own.add"), key="guide:add", do=add, disabled=is_full)


def _left_out_questions(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    asked_ids = [question.id for question in guide.questions]
    rest = [question for question in standard_questions(campaign.charter) if question.id not in asked_ids]
    if not rest:
        return
    st.markdown(f"**{t('interview_guide.rest.title')}**")
    for question in rest:
        with card(f"rest_{question.id}"):
            st.markdown(escape_markdown(words.in_words(question.question)))
            st.caption(escape_markdown(_question_facts(question)))
            press(
                t("interview_guide.rest.add"),
                key=f"guide:add:{question.id}",
                do=partial(guide_drafts.ask_question, actor, campaign.id, question.id),
                disabled=len(asked_ids) >= MAX_QUESTIONS,
            )


def _counted_ratings(actor: Actor, campaign: Campaign, guide: FrozenGuide) -> None:
    key = f"guide:{campaign.id}:counts"

    def choose() -> None:
        attempt(partial(guide_drafts.set_counts, actor, campaign.id, st.session_state[key]))

    st.subheader(t("interview_guide.counts.title"), anchor=False)
    st.radio(
        t("interview_guide.counts.label"),
        COUNTS,
        index=COUNTS.index(guide.counts),
        format_func=_counts_name,
        captions=[t(f"interview_guide.counts.{count}_hint") for count in COUNTS],
        key=key,
        on_change=choose,
    )
    st.caption(t("interview_guide.counts.conditions"))


def _counts_name(counts: str) -> str:
    return t(f"interview_guide.counts.{counts}")
