"""Every decision of a campaign at a glance, and who may be named."""

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

_PROBLEM = "names:problem"


def show_names(actor: Actor, found: Comparison) -> None:
    """Let the person show or hide the names that may be shown, and read who asked before."""
    free = _free(actor, found)
    _show_at_once(actor, found, free)
    shown = revealed_names(actor, found.campaign_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_told(found, len(shown), len(free)), width="content")
        if free - shown.keys():
            text = "names.reveal" if found.is_blind else "names.reveal_all"
            label = t(f"decisions.{text}", count=len(free)) if found.is_blind else t(f"decisions.{text}")
            _reveal_button(label, "names_reveal", _keep(actor, found.campaign_id))
        if shown:
            key = names_key(actor, found.campaign_id)
            act.press(
                t("decisions.names.hide"), key="names_hide", type="tertiary",
                do=lambda: st.session_state.update({key: {}}),
            )  # fmt: skip
    _show_log(actor, found.campaign_id)


def show_one(actor: Actor, found: Comparison, one: CandidateResult) -> None:
    """Let the person show this candidate's name: at once if taken further, else with a reason."""
    if one.candidate_id in revealed_names(actor, found.campaign_id) or not has_permission(
        actor, "reveal_names"
    ):
        return
    if one.candidate_id in _free(actor, found):
        keep = _keep(actor, found.campaign_id, only=one.candidate_id)
        _reveal_button(t("decisions.names.reveal_this"), "name_reveal", keep)
    elif found.is_blind:
        _ask(actor, found.campaign_id, one.candidate_id)


def show_at_once(actor: Actor, found: Comparison) -> None:
    """Show names where the campaign was set up without blind names; that is written down all the same."""
    _show_at_once(actor, found, _free(actor, found))


def _show_at_once(actor: Actor, found: Comparison, free: frozenset[str]) -> None:
    if not found.is_blind and free and names_key(actor, found.campaign_id) not in st.session_state:
        act.attempt(_keep(actor, found.campaign_id))


def _free(actor: Actor, found: Comparison) -> frozenset[str]:
    """Return whose names would be given without a reason."""
    if not has_permission(actor, "reveal_names"):
        return frozenset()
    return names.given_freely(actor, found.campaign_id)


def _keep(actor: Actor, campaign_id: str, *, only: str | None = None) -> Callable[[], None]:
    """Return the deed that keeps revealed names in this tab, beside those it has."""

    def keep() -> None:
        kept = revealed_names(actor, campaign_id)
        given = names.reveal(actor, campaign_id, only=only)
        st.session_state[names_key(actor, campaign_id)] = kept | given

    return keep


def _told(found: Comparison, n_shown: int, n_free: int) -> str:
    if n_shown:
        return t("decisions.names.shown", count=n_shown)
    if not found.is_blind:
        return t("decisions.names.hidden_plain")
    return t("decisions.names.hidden") if n_free else t("decisions.names.hidden_nobody")


def _reveal_button(label: str, key: str, keep: Callable[[], None]) -> None:
    act.press(label, key=key, type="tertiary", help=t("decisions.names.reveal_help"), do=keep)


def _ask(actor: Actor, campaign_id: str, candidate_id: str) -> None:
    key = f"name_reason:{candidate_id}"

    def ask() -> None:
        try:
            given = names.reveal_one(actor, campaign_id, candidate_id, st.session_state.get(key, ""))
        except DecisionError as problem:
            st.session_state[_PROBLEM] = problem
            return
        st.session_state[names_key(actor, campaign_id)] = revealed_names(actor, campaign_id) | given

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
                    t("decisions.names.log_when"): moment(one.at),
                    t("decisions.names.log_who"): one.who,
                    t("decisions.names.log_what"): _what(one),
                    t("decisions.names.log_reason"): one.reason or "",
                }
                for one in log
            ],
            hide_index=True,
            alt=t("decisions.names.log", count=len(log)),
        )


def _what(one: names.Reveal) -> str:
    if one.pseudonym is not None:
        return t(
            f"decisions.names.which.{'one' if one.which == 'one' else 'person'}", pseudonym=one.pseudonym
        )
    return t("decisions.names.which.erased") if one.which == "one" else _how_many(one)


def _how_many(one: names.Reveal) -> str:
    return t(f"decisions.names.which.{one.which}", count=one.n)


EVERYBODY = "everybody"


def show(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show what was decided about everyone who finished, and open a person to decide."""
    if not found.finished:
        st.info(t("decisions.overview.empty"))
        return
    taken = decisions(actor, found.campaign_id)
    st.caption(t("decisions.overview.intro"))
    _show_offers(found, taken)
    people = _chosen(found, taken, names)
    if not people:
        st.info(t("decisions.overview.nobody"))
        return
    st.dataframe(
        [_row(person, found, taken, names) for person in people],
        hide_index=True,
        alt=t("decisions.overview.table"),
    )
    _open_one(found, people, names)


def _show_offers(found: Comparison, taken: Decisions) -> None:
    offers = taken.counts(found)["offer"]
    if offers > found.campaign_places:
        places = t("decisions.form.places", count=found.campaign_places)
        st.warning(t("decisions.offers_now", offers=t("decisions.n_offers", count=offers), places=places))


def _chosen(found: Comparison, taken: Decisions, names: Mapping[str, str]) -> list[CandidateResult]:
    """Let the person choose a state, each with how many there are; in the order of the ranking."""
    counts, standing = taken.counts(found), taken.standing
    everyone = [*in_order(found, names), *found.pending, *found.unranked]
    states = {EVERYBODY: t("decisions.overview.everybody", n=number(len(everyone)))} | {
        verdict or "none": t("decisions.overview.only", state=state_text(verdict), n=number(counts[verdict]))
        for verdict in (*VERDICTS, None)
    }
    chosen = st.segmented_control(
        t("decisions.overview.show"), list(states), default=EVERYBODY, required=True, key="decisions_state",
        format_func=lambda state: states[state], label_visibility="collapsed",
    )  # fmt: skip
    return [
        one
        for one in everyone
        if chosen in (EVERYBODY, None) or (standing.get(one.candidate_id) or "none") == chosen
    ]


def _row(
    one: CandidateResult, found: Comparison, taken: Decisions, names: Mapping[str, str]
) -> dict[str, str]:
    history = taken.history(one.candidate_id)
    last = history[-1] if history else None
    tier = t("decisions.overview.not_ranked") if one.place is None else number(one.place.tier)
    stage = t(f"compare.stage.short.{last.stage}") if last and last.stage else ""
    return {
        t("compare.table.who"): label(one, names),
        t("compare.table.tier"): tier,
        t("decisions.overview.decision"): state_text(last and last.verdict),
        t("decisions.overview.order"): t("decisions.against.mark") if last and last.is_against_order else "",
        **({t("decisions.overview.stage"): stage} if found.has_interview else {}),
        t("decisions.overview.reason"): last.reason if last else "",
        t("decisions.overview.author"): (last.author or t("decisions.history.gone")) if last else "",
        t("decisions.overview.when"): moment(last.decided_at) if last else "",
    }


def _open_one(found: Comparison, people: Sequence[CandidateResult], names: Mapping[str, str]) -> None:
    by_id = {person.candidate_id: person for person in people}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("compare.ranking.pick"), list(by_id), key="pick_decision", width=320,
            format_func=lambda one: label(by_id[one], names),
        )  # fmt: skip
        if st.button(t("decisions.overview.open"), key="open_decision", type="primary"):
            open_candidate(found.campaign_id, chosen)
