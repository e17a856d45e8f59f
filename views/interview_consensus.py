"""All the sheets of an interview side by side, once every one is in: for its panel and for who reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from errors import EntregentError
from texts import t
from views.act import take_problem
from views.interview_agree import agreements
from views.interview_matrix import matrix, review_said
from views.interview_words import competencies, in_reader_language
from views.notice import plain
from views.paper import card
from views.staff_frame import sentence
from workflows import consensus
from workflows.access import Actor
from workflows.consensus import ConsensusView, GivenRating, QuestionConsensus

_COLOURS: dict[str, Literal["orange", "green"]] = {
    "strong_no": "orange",
    "no": "orange",
    "yes": "green",
    "strong_yes": "green",
}


def draw(actor: Actor, interview_id: str) -> None:
    """Show ratings, gaps, what to talk about, recommendations and evidence; let the panel record agreements.

    While a sheet is missing, only numbers are shown. Other problems are said in place.
    """
    problem = take_problem()
    if problem is not None:
        st.error(sentence(problem))
    try:
        view = consensus.consensus(actor, interview_id)
    except EntregentError as found:
        st.warning(_why_not(found))
        return
    st.markdown(t("room.consensus.lead"))
    _findings(view)
    matrix(view)
    st.header(t("room.consensus.recommendations"), anchor=False)
    _recommendations(view)
    st.header(t("room.consensus.evidence"), anchor=False)
    for place, one in enumerate(view.questions, 1):
        _question(actor, view, place, one)


def _why_not(problem: EntregentError) -> str:
    if problem.code != "not_complete":
        return sentence(problem)
    n_seats, n_in = (int(str(problem.details[name])) for name in ("n_seats", "n_submitted"))
    return t("room.consensus.not_complete", count=n_seats - n_in, total=n_seats)


def _findings(view: ConsensusView) -> None:
    by_id = {
        one.question.id: f"{at}. {competencies(one.question.loadings)}"
        for at, one in enumerate(view.questions, 1)
    }
    if view.to_discuss:
        st.warning(plain(t("room.consensus.discuss", names=_list([by_id[one] for one in view.to_discuss]))))
    else:
        st.success(t("room.consensus.nothing_to_discuss"))
    if view.gaps:
        st.warning(plain(t("room.consensus.gaps", names=competencies(view.gaps))))


def _recommendations(view: ConsensusView) -> None:
    for one in view.recommendations:
        with card(f"concluded_{one.account_id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{plain(one.name)}**", width="content")
                st.badge(t(f"room.labels.{one.recommendation}"), color=_COLOURS[one.recommendation])
            st.markdown(plain(one.reason))


def _question(actor: Actor, view: ConsensusView, place: int, one: QuestionConsensus) -> None:
    title = f"{place}. {competencies(one.question.loadings)}"
    with card(f"evidence_{one.question.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(plain(title), anchor=False, width="content")
            if one.review in ("discuss", "not_observed"):
                st.badge(review_said(one), color="orange")
        st.markdown(plain(in_reader_language(one.question.question)))
        for given in one.ratings:
            _given(one, given)
        agreements(actor, view, one)


def _given(one: QuestionConsensus, given: GivenRating) -> None:
    rating = t("room.consensus.nobody") if given.rating is None else f"**{given.rating}**"
    lines = [f"**{plain(given.name)}** · {rating}", plain(given.evidence or t("room.labels.no_note"))]
    st.markdown("  \n".join(lines))
    asked = [in_reader_language(one.question.probes[at]) for at in given.probes]
    if asked:
        st.caption(plain(t("room.consensus.asked", list=" ".join(asked))))


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
