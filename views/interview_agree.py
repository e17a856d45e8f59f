"""What a panel agrees on after talking, question by question: shown beside the ratings, and recorded."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import InterviewError
from texts import t
from views.act import press
from views.notice import plain
from views.staff_frame import clock
from workflows import consensus
from workflows.access import Actor
from workflows.consensus import Agreed, ConsensusView, QuestionConsensus

RATINGS = (1, 2, 3, 4, 5)


def agreements(actor: Actor, view: ConsensusView, one: QuestionConsensus) -> None:
    """Show what was agreed so far, the last first, and let the panel record what they agree on."""
    for agreed in reversed(one.agreed):
        st.markdown(plain(_said(agreed)))
    if view.may_agree:
        # In the page and not above it: what floats can open where nobody can scroll to it.
        with st.expander(t("room.consensus.agree")):
            _form(actor, view, one)


def _form(actor: Actor, view: ConsensusView, one: QuestionConsensus) -> None:
    # Each agreement has fields of its own: the next one begins empty.
    key = f"{view.interview_id}:{one.question.id}:{len(one.agreed)}"
    names = {who.account_id: who.name for who in view.panel}
    st.caption(t("room.consensus.agree_hint"))
    st.segmented_control(t("room.consensus.agree_rating"), RATINGS, key=f"agree_rating:{key}")
    st.pills(
        t("room.consensus.agree_by"),
        list(names),
        default=list(names),
        selection_mode="multi",
        format_func=lambda who: plain(names[who]),
        key=f"agree_by:{key}",
    )
    st.text_area(
        t("room.consensus.agree_reason"), max_chars=consensus.MAX_REASON, height=90, key=f"agree_reason:{key}"
    )
    press(
        t("room.consensus.agree_do"),
        key=f"agree:{key}",
        do=partial(_record, actor, view, one, key),
        type="primary",
    )


def _record(actor: Actor, view: ConsensusView, one: QuestionConsensus, key: str) -> None:
    here = next(
        found
        for found in consensus.consensus(actor, view.interview_id).questions
        if found.question.id == one.question.id
    )
    if len(here.agreed) != len(one.agreed):
        return  # a second click, or somebody else was quicker: the page shows what is there now
    rating = st.session_state.get(f"agree_rating:{key}")
    if rating is None:
        raise InterviewError("An agreement needs a rating.", "no_rating")
    consensus.agree(
        actor,
        view.interview_id,
        one.question.id,
        rating,
        st.session_state.get(f"agree_reason:{key}") or "",
        tuple(st.session_state.get(f"agree_by:{key}") or ()),
    )


def _said(agreed: Agreed) -> str:
    return t(
        "room.consensus.agreed",
        rating=agreed.rating,
        names=", ".join(agreed.agreed_by),
        when=clock(agreed.recorded_at),
        reason=agreed.reason,
    )
