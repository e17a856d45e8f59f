"""The decision about one candidate: what was decided, the form for a new one, and its consequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from errors import DecisionError
from texts import moment, t
from views.common import act
from views.common.text import escape_markdown
from views.comparison.words import label
from workflows.common.access import Actor, has_permission
from workflows.common.text import MAX_REASON
from workflows.comparison.comparison import CandidateResult, Comparison
from workflows.comparison.decisions import VERDICTS, Decision, Decisions, Verdict, decide, decisions, foresee

Colour = Literal["green", "blue", "orange", "red"]
COLOURS: Mapping[Verdict, Colour] = {
    "shortlist": "blue", "offer": "green", "hold": "orange", "reject": "red",
}  # fmt: skip
"""Colour of a verdict's badge, always beside its word."""
NAMED = 3
"""People named in a sentence before it counts the others."""
_PROBLEM = "decide:problem"
"""Where the session keeps why nothing was stored, until the page shows it."""


def _verdict_badge(verdict: Verdict | None, *, is_against: bool = False) -> None:
    """Show the verdict that stands, and a mark if it goes against the order."""
    with st.container(horizontal=True, gap="small", width="content"):
        if verdict is None:
            st.badge(t("decisions.states.none"), color="gray")
            return
        st.badge(t(f"decisions.states.{verdict}"), color=COLOURS[verdict])
        if is_against:
            st.badge(t("decisions.against.mark"), color="violet")


def state_text(verdict: Verdict | None) -> str:
    """Return the verdict that stands, in words."""
    return t(f"decisions.states.{verdict or 'none'}")


def problem_text(problem: DecisionError) -> str:
    """Say why nothing was stored, and that the text is kept."""
    details = {name: value for name, value in problem.details.items() if isinstance(value, int)}
    return t(f"decisions.problems.{problem.code}", **details)


def _people_text(people: Sequence[CandidateResult], names: Mapping[str, str]) -> str:
    """Name people in a sentence: a few of them, and how many others there are."""
    named = ", ".join(f"**{escape_markdown(label(person, names))}**" for person in people[:NAMED])
    more = len(people) - NAMED
    return t("decisions.against.others", count=more, people=named) if more > 0 else named


def show(actor: Actor, comparison: Comparison, candidate_id: str, names: Mapping[str, str]) -> None:
    """Show what was decided about this person, and let whoever may decide."""
    taken = decisions(actor, comparison.campaign_id)
    history = taken.history(candidate_id)
    st.subheader(t("decisions.title"), anchor=False)
    st.caption(f"{t('decisions.intro')} {t('decisions.last_stands')}")
    _show_standing(history, has_interview=comparison.has_interview)
    if has_permission(actor, "decide"):
        with st.container(border=True):
            _ask(actor, comparison, candidate_id, taken, names)
    else:
        st.caption(t("decisions.read_only"))
    _show_history(history, has_interview=comparison.has_interview)


def show_state(actor: Actor, comparison: Comparison, candidate_id: str) -> None:
    """Show the verdict that stands for this person, if there is one."""
    history = decisions(actor, comparison.campaign_id).history(candidate_id)
    if history:
        _verdict_badge(history[-1].verdict, is_against=history[-1].is_against_order)


def _show_standing(history: tuple[Decision, ...], *, has_interview: bool) -> None:
    if not history:
        st.markdown(t("decisions.none_yet"))
        return
    last = history[-1]
    _verdict_badge(last.verdict, is_against=last.is_against_order)
    st.text(last.reason)
    st.caption(_line(last, has_interview=has_interview))


def _ask(
    actor: Actor, comparison: Comparison, candidate_id: str, taken: Decisions, names: Mapping[str, str]
) -> None:
    # A new key after each decision empties the fields and makes a second click a click on nothing.
    key = f"{candidate_id}:{st.session_state.get(_counter(candidate_id), 0)}"
    verdict = st.segmented_control(
        t("decisions.form.verdict"), VERDICTS, key=f"verdict:{key}",
        format_func=lambda name: t(f"decisions.verdicts.{name}"),
    )  # fmt: skip
    if verdict is not None:
        _show_consequences(comparison, candidate_id, taken, verdict, names)
    st.text_area(
        t("decisions.form.reason"), key=f"reason:{key}", max_chars=MAX_REASON, height=140,
        placeholder=t("decisions.form.example"),
    )  # fmt: skip
    st.caption(t("decisions.form.reason_help"))
    st.caption(t("decisions.form.forbidden"))
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        st.error(problem_text(problem))
    seen = len(taken.history(candidate_id))
    act.press(
        t("decisions.form.record"), key=f"decide:{key}", type="primary",
        do=lambda: _record(actor, comparison, candidate_id, key, seen),
    )  # fmt: skip
    st.caption(t("decisions.form.stored", basis=_basis(comparison)))


def _basis(comparison: Comparison) -> str:
    """Name what the order on screen rests on: how many places, and whether the interview is in it."""
    key = f"basis_stage.{comparison.stage}" if comparison.has_interview else "basis"
    return t(f"decisions.form.{key}", places=t("decisions.form.places", count=comparison.places))


def _counter(candidate_id: str) -> str:
    return f"decided:{candidate_id}"


def _record(actor: Actor, comparison: Comparison, candidate_id: str, key: str, seen: int) -> None:
    """Take the decision; on a problem both fields keep what is in them."""
    state = st.session_state
    try:
        decide(
            actor, comparison.campaign_id, candidate_id, state.get(f"verdict:{key}") or "",
            state.get(f"reason:{key}", ""), places=comparison.places, stage=comparison.stage, seen=seen,
            shown=comparison.fingerprint,
        )  # fmt: skip
    except DecisionError as problem:
        state[_PROBLEM] = problem
        return
    state[_counter(candidate_id)] = state.get(_counter(candidate_id), 0) + 1


def _show_consequences(
    comparison: Comparison, candidate_id: str, taken: Decisions, verdict: Verdict, names: Mapping[str, str]
) -> None:
    """Say before it is done what goes against the order, and when there are more offers than places."""
    against = foresee(comparison, taken, candidate_id, verdict)
    if against.passed_over:
        people = _people_text(against.passed_over, names)
        st.info(t("decisions.against.passed_over", count=len(against.passed_over), people=people))
    if against.taken_behind:
        st.info(t("decisions.against.taken_behind", people=_people_text(against.taken_behind, names)))
    others = sum(
        taken.standing.get(candidate.candidate_id) == "offer"
        for candidate in comparison.finished
        if candidate.candidate_id != candidate_id
    )
    if verdict == "offer" and others + 1 > comparison.campaign_places:
        offers = t("decisions.n_offers", count=others + 1)
        places = t("decisions.form.places", count=comparison.campaign_places)
        st.warning(t("decisions.offers", offers=offers, places=places))


def _show_history(history: tuple[Decision, ...], *, has_interview: bool) -> None:
    if len(history) < 2:
        return
    with st.expander(t("decisions.history.title", count=len(history))):
        for decision in reversed(history):
            _verdict_badge(decision.verdict, is_against=decision.is_against_order)
            st.text(decision.reason)
            st.caption(_line(decision, has_interview=has_interview))


def _line(decision: Decision, *, has_interview: bool) -> str:
    author = escape_markdown(decision.author or t("decisions.history.gone"))
    line = t(
        "decisions.history.line",
        author=author,
        when=moment(decision.decided_at),
        sha=decision.snapshot_sha256[:12],
    )
    return (
        f"{line} · {t(f'decisions.history.decided_on.{decision.stage}')}"
        if has_interview and decision.stage
        else line
    )
