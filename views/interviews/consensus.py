"""The sheets of an interview side by side, and the ratings the panel agrees on after talking."""

from __future__ import annotations

from functools import partial
from typing import Literal

import streamlit as st

from errors import EntregentError, InterviewError
from texts import number, t
from texts.markup import Html
from views.common.act import press, take_problem
from views.common.layout import card
from views.common.staff_frame import clock, error_message
from views.common.text import escape_markdown
from views.interviews.words import competencies, in_words
from workflows.common.access import Actor
from workflows.interviews import consensus
from workflows.interviews.consensus import Agreed, ConsensusView, GivenRating, QuestionConsensus

_STYLE = Html("""
<style>
.panel-box { overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 16%, transparent);
  border-radius: .9rem; background: #ffffff; --mark: #0b5d56; --on-mark: #ffffff; --warn: #8f4a12; }
.panel-box:focus-visible { outline: 3px solid #2f8074; outline-offset: 2px; }
.panel { border-collapse: collapse; width: 100%; font-size: .95rem; font-variant-numeric: tabular-nums; }
.panel caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.panel th, .panel td { padding: .55rem .7rem; border: 0; text-align: center; vertical-align: middle;
  border-bottom: 1px solid color-mix(in srgb, currentColor 11%, transparent); }
.panel tr:last-child > * { border-bottom: 0; }
.panel th:first-child { text-align: left; }
.panel thead th { font-weight: 600; font-size: .9rem; }
.panel tbody th { font-weight: 550; min-width: 7.5rem; }
.panel small { display: block; font-size: .84rem; font-weight: 450; opacity: .85; }
.panel .rated-as { display: inline-grid; place-items: center; width: 2.4rem; height: 2.1rem; font-weight: 700;
  border-radius: .6rem; background: color-mix(in srgb, var(--mark) var(--share), transparent); }
.panel .rated-as.is-deep { color: var(--on-mark); }
.panel .none { font-size: .82rem; }
.panel .discuss > :first-child { box-shadow: inset .28rem 0 0 var(--warn); }
.panel .discuss small { color: var(--warn); font-weight: 600; opacity: 1; }
@media (prefers-color-scheme: dark) {
  .panel-box { background: #1c2221; --mark: #66cdbd; --on-mark: #0d1110; --warn: #f3ab6d; }
}
@media (max-width: 30rem) { .panel th, .panel td { padding: .5rem .4rem; } }
</style>
""")
_SHARES = {1: 8, 2: 20, 3: 34, 4: 72, 5: 100}
"""Rating -> percent of the colour behind it; no step leaves its number under a contrast of 4.5 to 1."""
_NOTHING = "–"
RATINGS = (1, 2, 3, 4, 5)
_COLOURS: dict[str, Literal["orange", "green"]] = {
    "strong_no": "orange",
    "no": "orange",
    "yes": "green",
    "strong_yes": "green",
}
"""Colour of a recommendation's badge, always beside its words."""


def draw(actor: Actor, interview_id: str) -> None:
    """Show ratings, gaps, what to talk about, recommendations and evidence; let the panel record agreements.

    While a sheet is missing, only numbers are shown. Other problems are said in place.
    """
    problem = take_problem()
    if problem is not None:
        st.error(error_message(problem))
    try:
        view = consensus.consensus(actor, interview_id)
    except EntregentError as refusal:
        st.warning(_why_not(refusal))
        return
    st.markdown(t("room.consensus.lead"))
    _findings(view)
    _matrix(view)
    st.header(t("room.consensus.recommendations"), anchor=False)
    _recommendations(view)
    st.header(t("room.consensus.evidence"), anchor=False)
    for place, question in enumerate(view.questions, 1):
        _question(actor, view, place, question)


def _why_not(problem: EntregentError) -> str:
    if problem.code != "not_complete":
        return error_message(problem)
    n_seats, n_in = (int(str(problem.details[name])) for name in ("n_seats", "n_submitted"))
    return t("room.consensus.not_complete", count=n_seats - n_in, total=n_seats)


def _findings(view: ConsensusView) -> None:
    by_id = {
        question.question.id: f"{at}. {competencies(question.question.loadings)}"
        for at, question in enumerate(view.questions, 1)
    }
    if view.to_discuss:
        names = ", ".join(by_id[question_id] for question_id in view.to_discuss)
        st.warning(escape_markdown(t("room.consensus.discuss", names=names)))
    else:
        st.success(t("room.consensus.nothing_to_discuss"))
    if view.gaps:
        st.warning(escape_markdown(t("room.consensus.gaps", names=competencies(view.gaps))))


def _matrix(view: ConsensusView) -> None:
    """Draw the ratings; the number is written in each tile, so that no colour has to be told apart."""
    titles = [t("room.consensus.question"), *(member.name for member in view.panel)]
    titles += [t("room.consensus.mean"), t("room.consensus.spread")]
    # By keyboard it is scrolled as a region, which needs a name (WCAG 2.1.1).
    region = Html(
        '{style}<div class="panel-box" tabindex="0" role="region" aria-label="{name}"><table class="panel">'
        "<caption>{name}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    st.html(
        region.format(
            style=_STYLE,
            name=t("room.consensus.ratings"),
            head=Html().join(Html('<th scope="col">{}</th>').format(title) for title in titles),
            rows=Html().join(_row(place, question, view) for place, question in enumerate(view.questions, 1)),
        )
    )


def _row(place: int, question: QuestionConsensus, view: ConsensusView) -> Html:
    ratings = {rating.account_id: rating for rating in question.ratings}
    tiles = (_tile(ratings.get(member.account_id)) for member in view.panel)
    note = "" if question.review == "agreed" else Html("<small>{}</small>").format(_review_text(question))
    return Html(
        '<tr{kind}><th scope="row">{name}{note}</th>{cells}<td>{mean}</td><td>{spread}</td></tr>'
    ).format(
        kind=Html(' class="discuss"') if question.review == "discuss" else "",
        name=f"{place}. {competencies(question.question.loadings, is_short=True)}",
        note=note,
        cells=Html().join(Html("<td>{}</td>").format(tile) for tile in tiles),
        mean=number(question.mean, 1) if question.mean is not None else _NOTHING,
        spread=number(question.spread) if question.spread is not None else _NOTHING,
    )


def _tile(rating: GivenRating | None) -> Html:
    if rating is None or rating.rating is None:
        return Html('<span class="none">{}</span>').format(t("room.consensus.nobody"))
    return Html('<span class="rated-as{deep}" style="--share: {share}%">{rating}</span>').format(
        deep=" is-deep" if rating.rating > 3 else "", share=_SHARES[rating.rating], rating=rating.rating
    )


def _review_text(question: QuestionConsensus) -> str:
    """Say what the ratings of a question ask for."""
    if question.review == "not_observed":
        return t("room.consensus.unseen")
    if question.review == "one_rating":
        return t("room.consensus.alone")
    return t(f"room.consensus.{'apart' if question.review == 'discuss' else 'close'}", n=question.spread)


def _recommendations(view: ConsensusView) -> None:
    for recommendation in view.recommendations:
        with card(f"concluded_{recommendation.account_id}"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{escape_markdown(recommendation.name)}**", width="content")
                st.badge(
                    t(f"room.labels.{recommendation.recommendation}"),
                    color=_COLOURS[recommendation.recommendation],
                )
            st.markdown(escape_markdown(recommendation.reason))


def _question(actor: Actor, view: ConsensusView, place: int, question: QuestionConsensus) -> None:
    title = f"{place}. {competencies(question.question.loadings)}"
    with card(f"evidence_{question.question.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(escape_markdown(title), anchor=False, width="content")
            if question.review in ("discuss", "not_observed"):
                st.badge(_review_text(question), color="orange")
        st.markdown(escape_markdown(in_words(question.question.question)))
        for rating in question.ratings:
            _rating(question, rating)
        _agreements(actor, view, question)


def _rating(question: QuestionConsensus, rating: GivenRating) -> None:
    value = t("room.consensus.nobody") if rating.rating is None else f"**{rating.rating}**"
    lines = [
        f"**{escape_markdown(rating.name)}** · {value}",
        escape_markdown(rating.evidence or t("room.labels.no_note")),
    ]
    st.markdown("  \n".join(lines))
    probes = [in_words(question.question.probes[at]) for at in rating.probes]
    if probes:
        st.caption(escape_markdown(t("room.consensus.asked", list=" ".join(probes))))


def _agreements(actor: Actor, view: ConsensusView, question: QuestionConsensus) -> None:
    """Show the agreements on a question, the last first, and let the panel record a new one."""
    for agreed in reversed(question.agreed):
        st.markdown(escape_markdown(_agreement_text(agreed)))
    if view.may_agree:
        # In the page and not above it: what floats can open where nobody can scroll to it.
        with st.expander(t("room.consensus.agree")):
            _form(actor, view, question)


def _agreement_text(agreed: Agreed) -> str:
    return t(
        "room.consensus.agreed",
        rating=agreed.rating,
        names=", ".join(agreed.agreed_by),
        when=clock(agreed.recorded_at),
        reason=agreed.reason,
    )


def _form(actor: Actor, view: ConsensusView, question: QuestionConsensus) -> None:
    # Each agreement has fields of its own: the next one begins empty.
    key = f"{view.interview_id}:{question.question.id}:{len(question.agreed)}"
    names = {member.account_id: member.name for member in view.panel}
    st.caption(t("room.consensus.agree_hint"))
    st.segmented_control(t("room.consensus.agree_rating"), RATINGS, key=f"agree_rating:{key}")
    st.pills(
        t("room.consensus.agree_by"),
        list(names),
        default=list(names),
        selection_mode="multi",
        format_func=lambda account_id: escape_markdown(names[account_id]),
        key=f"agree_by:{key}",
    )
    st.text_area(
        t("room.consensus.agree_reason"), max_chars=consensus.MAX_REASON, height=90, key=f"agree_reason:{key}"
    )
    press(
        t("room.consensus.agree_do"),
        key=f"agree:{key}",
        do=partial(_record, actor, view, question, key),
        type="primary",
    )


def _record(actor: Actor, view: ConsensusView, question: QuestionConsensus, key: str) -> None:
    current = next(
        stored
        for stored in consensus.consensus(actor, view.interview_id).questions
        if stored.question.id == question.question.id
    )
    if len(current.agreed) != len(question.agreed):
        return  # a second click, or somebody else was quicker: the page shows what is there now
    rating = st.session_state.get(f"agree_rating:{key}")
    if rating is None:
        raise InterviewError("An agreement needs a rating.", "no_rating")
    consensus.agree(
        actor,
        view.interview_id,
        question.question.id,
        rating,
        st.session_state.get(f"agree_reason:{key}") or "",
        tuple(st.session_state.get(f"agree_by:{key}") or ()),
    )
