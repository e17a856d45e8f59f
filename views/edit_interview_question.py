"""One question of the interview step: where it stands, what it speaks for, what interviewers will read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assessments.lint_interview import Defect
from texts import both, t
from views import edit_interview_own
from views.act import attempt, press
from views.guide_words import competencies, draw_details, in_words
from views.notice import plain
from views.paper import card
from workflows import guide_drafts
from workflows.access import Actor
from workflows.charters import competency_names
from workflows.drafts import Campaign
from workflows.interview_guide import GuideQuestion

SHOWN_IN_HINTS = 60


def open_editor(campaign: Campaign, question_id: str) -> None:
    """Show an own question with its fields from now on."""
    st.session_state[_open_key(campaign, question_id)] = True


def facts(question: GuideQuestion) -> str:
    """Return the kind of a question and what it speaks for, in one line."""
    kind = t(f"interview_guide.question.kinds.{question.kind}")
    return t("interview_guide.question.facts", kind=kind, competencies=competencies(question))


def draw(
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
    said = in_words(question.question) or t("interview_guide.question.empty")
    with card(f"question_{question.id}"):
        st.markdown(f"**{number}. {plain(said)}**")
        own = t("interview_guide.question.own", number=question.id[1:])
        st.caption(plain(f"{own} · {facts(question)}" if is_own else facts(question)))
        _buttons(actor, campaign, question, said, first=number == 1, last=number == of)
        if is_own and st.session_state.get(_open_key(campaign, question.id)):
            _link(actor, campaign, question)
            edit_interview_own.draw(actor, campaign, question.id, defects)
            return
        if is_own:
            edit_interview_own.draw_defects(campaign, defects)
        with st.expander(t("interview_guide.question.details")):
            draw_details(question)
            _link(actor, campaign, question)


def _buttons(
    actor: Actor, campaign: Campaign, question: GuideQuestion, said: str, *, first: bool, last: bool
) -> None:
    short = plain(said if len(said) <= SHOWN_IN_HINTS else said[:SHOWN_IN_HINTS].rsplit(" ", 1)[0] + "…")
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


def _link(actor: Actor, campaign: Campaign, question: GuideQuestion) -> None:
    """Choose the one or two competencies that a rating speaks for."""
    codes, names = list(competency_names()), competency_names()
    linked = [*question.loadings, ""]
    keys = [f"guide:{campaign.id}:{question.id}:{place}" for place in ("first", "second")]

    def link() -> None:
        wanted = [code for code in dict.fromkeys(st.session_state[key] for key in keys) if code]
        attempt(partial(guide_drafts.link_question, actor, campaign.id, question.id, wanted))

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


def _open_key(campaign: Campaign, question_id: str) -> str:
    return f"guide:{campaign.id}:{question_id}:open"
