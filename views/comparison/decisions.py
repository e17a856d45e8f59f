"""The decisions of a campaign as a table, and the names of its candidates: shown, hidden, asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from errors import DecisionError
from texts import moment, number, t
from views.common import act
from views.comparison.decide import problem_text, state_text
from views.comparison.place import open_candidate
from views.comparison.words import in_order, label, names_key, revealed_names
from workflows.common.access import Actor, has_permission
from workflows.comparison import names
from workflows.comparison.comparison import CandidateResult, Comparison
from workflows.comparison.decisions import VERDICTS, Decisions, decisions

EVERYBODY = "everybody"
_PROBLEM = "names:problem"
"""Where the session keeps why a name was refused, until the page shows it."""


def show_names(actor: Actor, comparison: Comparison) -> None:
    """Let the person show or hide the names that may be shown, and read who asked before."""
    free = _free(actor, comparison)
    _show_at_once(actor, comparison, free)
    shown = revealed_names(actor, comparison.campaign_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_names_caption(comparison, len(shown), len(free)), width="content")
        if free - shown.keys():
            text = "names.reveal" if comparison.is_blind else "names.reveal_all"
            title = t(f"decisions.{text}", count=len(free)) if comparison.is_blind else t(f"decisions.{text}")
            _reveal_button(title, "names_reveal", _keep(actor, comparison.campaign_id))
        if shown:
            key = names_key(actor, comparison.campaign_id)
            act.press(
                t("decisions.names.hide"), key="names_hide", type="tertiary",
                do=lambda: st.session_state.update({key: {}}),
            )  # fmt: skip
    _show_log(actor, comparison.campaign_id)


def show_name(actor: Actor, comparison: Comparison, candidate: CandidateResult) -> None:
    """Let the person show this candidate's name: at once if taken further, else with a reason."""
    if candidate.candidate_id in revealed_names(actor, comparison.campaign_id) or not has_permission(
        actor, "reveal_names"
    ):
        return
    if candidate.candidate_id in _free(actor, comparison):
        keep = _keep(actor, comparison.campaign_id, only=candidate.candidate_id)
        _reveal_button(t("decisions.names.reveal_this"), "name_reveal", keep)
    elif comparison.is_blind:
        _ask(actor, comparison.campaign_id, candidate.candidate_id)


def show_at_once(actor: Actor, comparison: Comparison) -> None:
    """Show names where the campaign was set up without blind names; that is written down all the same."""
    _show_at_once(actor, comparison, _free(actor, comparison))


def _show_at_once(actor: Actor, comparison: Comparison, free: frozenset[str]) -> None:
    if not comparison.is_blind and free and names_key(actor, comparison.campaign_id) not in st.session_state:
        act.attempt(_keep(actor, comparison.campaign_id))


def _free(actor: Actor, comparison: Comparison) -> frozenset[str]:
    """Return the ids of those whose names need no reason to be shown."""
    if not has_permission(actor, "reveal_names"):
        return frozenset()
    return names.given_freely(actor, comparison.campaign_id)


def _keep(actor: Actor, campaign_id: str, *, only: str | None = None) -> Callable[[], None]:
    """Return a callback that keeps revealed names in this tab, beside those it has."""

    def keep() -> None:
        known = revealed_names(actor, campaign_id)
        revealed = names.reveal(actor, campaign_id, only=only)
        st.session_state[names_key(actor, campaign_id)] = known | revealed

    return keep


def _names_caption(comparison: Comparison, n_shown: int, n_free: int) -> str:
    if n_shown:
        return t("decisions.names.shown", count=n_shown)
    if not comparison.is_blind:
        return t("decisions.names.hidden_plain")
    return t("decisions.names.hidden") if n_free else t("decisions.names.hidden_nobody")


def _reveal_button(label: str, key: str, keep: Callable[[], None]) -> None:
    act.press(label, key=key, type="tertiary", help=t("decisions.names.reveal_help"), do=keep)


def _ask(actor: Actor, campaign_id: str, candidate_id: str) -> None:
    key = f"name_reason:{candidate_id}"

    def ask() -> None:
        try:
            revealed = names.reveal_one(actor, campaign_id, candidate_id, st.session_state.get(key, ""))
        except DecisionError as problem:
            st.session_state[_PROBLEM] = problem
            return
        st.session_state[names_key(actor, campaign_id)] = revealed_names(actor, campaign_id) | revealed

    with st.expander(t("decisions.names.ask"), expanded=_PROBLEM in st.session_state):
        st.markdown(t("decisions.names.ask_intro"))
        st.text_area(t("decisions.names.ask_reason"), key=key, max_chars=4000, height=100)
        if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
            st.error(problem_text(problem))
        act.press(t("decisions.names.ask_button"), key=f"ask:{key}", do=ask)


def _show_log(actor: Actor, campaign_id: str) -> None:
    if not names.may_see_reveals(actor):
        return
    log = names.reveals(actor, campaign_id)
    if not log:
        return
    with st.expander(t("decisions.names.log", count=len(log))):
        st.dataframe(
            [
                {
                    t("decisions.names.log_when"): moment(reveal.at),
                    t("decisions.names.log_who"): reveal.who,
                    t("decisions.names.log_what"): _what(reveal),
                    t("decisions.names.log_reason"): reveal.reason or "",
                }
                for reveal in log
            ],
            hide_index=True,
            alt=t("decisions.names.log", count=len(log)),
        )


def _what(reveal: names.Reveal) -> str:
    if reveal.pseudonym is not None:
        return t(
            f"decisions.names.which.{'one' if reveal.which == 'one' else 'person'}",
            pseudonym=reveal.pseudonym,
        )
    return t("decisions.names.which.erased") if reveal.which == "one" else _how_many(reveal)


def _how_many(reveal: names.Reveal) -> str:
    return t(f"decisions.names.which.{reveal.which}", count=reveal.n)


def show(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show what was decided about everyone who finished, and open a person to decide."""
    if not comparison.finished:
        st.info(t("decisions.overview.empty"))
        return
    taken = decisions(actor, comparison.campaign_id)
    st.caption(t("decisions.overview.intro"))
    _show_offers(comparison, taken)
    people = _people_in_state(comparison, taken, names)
    if not people:
        st.info(t("decisions.overview.nobody"))
        return
    st.dataframe(
        [_row(person, comparison, taken, names) for person in people],
        hide_index=True,
        alt=t("decisions.overview.table"),
    )
    _choose_candidate(comparison, people, names)


def _show_offers(comparison: Comparison, taken: Decisions) -> None:
    offers = taken.counts(comparison)["offer"]
    if offers > comparison.campaign_places:
        places = t("decisions.form.places", count=comparison.campaign_places)
        st.warning(t("decisions.offers_now", offers=t("decisions.n_offers", count=offers), places=places))


def _people_in_state(
    comparison: Comparison, taken: Decisions, names: Mapping[str, str]
) -> list[CandidateResult]:
    """Let the person choose a state, each with how many there are; in the order of the ranking."""
    counts, standing = taken.counts(comparison), taken.standing
    everyone = [*in_order(comparison, names), *comparison.pending, *comparison.unranked]
    states = {EVERYBODY: t("decisions.overview.everybody", n=number(len(everyone)))} | {
        verdict or "none": t("decisions.overview.only", state=state_text(verdict), n=number(counts[verdict]))
        for verdict in (*VERDICTS, None)
    }
    chosen = st.segmented_control(
        t("decisions.overview.show"), list(states), default=EVERYBODY, required=True, key="decisions_state",
        format_func=lambda state: states[state], label_visibility="collapsed",
    )  # fmt: skip
    return [
        candidate
        for candidate in everyone
        if chosen in (EVERYBODY, None) or (standing.get(candidate.candidate_id) or "none") == chosen
    ]


def _row(
    candidate: CandidateResult, comparison: Comparison, taken: Decisions, names: Mapping[str, str]
) -> dict[str, str]:
    history = taken.history(candidate.candidate_id)
    last = history[-1] if history else None
    tier = t("decisions.overview.not_ranked") if candidate.place is None else number(candidate.place.tier)
    stage = t(f"compare.stage.short.{last.stage}") if last and last.stage else ""
    return {
        t("compare.table.who"): label(candidate, names),
        t("compare.table.tier"): tier,
        t("decisions.overview.decision"): state_text(last and last.verdict),
        t("decisions.overview.order"): t("decisions.against.mark") if last and last.is_against_order else "",
        **({t("decisions.overview.stage"): stage} if comparison.has_interview else {}),
        t("decisions.overview.reason"): last.reason if last else "",
        t("decisions.overview.author"): (last.author or t("decisions.history.gone")) if last else "",
        t("decisions.overview.when"): moment(last.decided_at) if last else "",
    }


def _choose_candidate(
    comparison: Comparison, people: Sequence[CandidateResult], names: Mapping[str, str]
) -> None:
    by_id = {person.candidate_id: person for person in people}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("compare.ranking.pick"), list(by_id), key="pick_decision", width=320,
            format_func=lambda candidate_id: label(by_id[candidate_id], names),
        )  # fmt: skip
        if st.button(t("decisions.overview.open"), key="open_decision", type="primary"):
            open_candidate(comparison.campaign_id, chosen)
