"""Other weights tried with sliders, and the candidates who would move; nothing of it is stored."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import plotly.graph_objects as go
import streamlit as st

from domain import INTERPERSONAL_FLOOR
from errors import BadForm, EntregentError
from texts import both, number, percent, t
from texts.scores import alphabetical
from views.charts.moves import NAMED_UP_TO, Change, Move, most_moved_figure, moves_figure
from views.charts.style import CONFIG, Palette
from views.common import act
from views.common.session import allowed
from views.comparison import reweigh
from views.comparison.words import palette
from workflows.common.access import Actor
from workflows.comparison.comparison import Comparison
from workflows.comparison.other_weights import Moved, WhatIfView, what_if

ALL_DRAWN_UP_TO = 200
MOST_MOVED = 40
"""Drawn, a row each, where lines of everybody would be a blot."""
NEARLY_THE_SAME, SIMILAR = 0.95, 0.80
"""Tau from which the words are used: a convention of this page, not of a source."""
NAMED_IN_TEXT = 5


class Tried(NamedTuple):
    """Weights that were moved; a weight that is not in it stays as it is."""

    interpersonal: float | None
    competencies: Mapping[str, float]
    methods: Mapping[str, float]


class _Slider(NamedTuple):
    """One of the weights that are shared out among each other."""

    code: str
    name: str
    standing: float


def show(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Let the person try other weights, and ask what it would take to swap two people."""
    if len(comparison.ranked) < 2:
        st.info(t("what_if.few"))
        return
    st.markdown(t("what_if.intro"))
    _try_weights(comparison, names)
    reweigh.show_swap(comparison, names)


@st.fragment
def _try_weights(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Only this part is drawn again while a slider moves."""
    actor = allowed("compare")
    tried = _sliders(comparison)
    try:
        view = what_if(
            actor, comparison.campaign_id, weights=tried.competencies, interpersonal=tried.interpersonal,
            methods=tried.methods, stage=comparison.stage,
        )  # fmt: skip
    except BadForm:
        st.warning(t("what_if.out_of_range"))
        return
    except EntregentError:
        st.error(t("what_if.problem"))
        return
    st.markdown(_stability(view), help=t("what_if.tau_help"))
    _show_chart(view, names)
    reweigh.show_reweigh(actor, comparison, view, names)


def _sliders(comparison: Comparison) -> Tried:
    """Draw the sliders, and return what was moved; those left alone keep their weight to the bit."""
    times = f"what_if:{comparison.campaign_id}:{comparison.stage}:{comparison.weighting}"
    # Under a new key every slider begins anew: the value of one already drawn cannot be set.
    key = f"{times}:{st.session_state.setdefault(times, 0)}"
    interpersonal = _family(comparison, key)
    competencies = _competencies(comparison, key)
    methods = _methods(comparison, key) if len(comparison.methods_used) > 1 else {}
    act.press(
        t("what_if.reset"), key=f"{key}:reset", type="tertiary",
        do=lambda: st.session_state.update({times: st.session_state[times] + 1}),
    )  # fmt: skip
    return Tried(interpersonal, competencies, methods)


def _family(comparison: Comparison, key: str) -> float | None:
    now = round(100 * comparison.weights.families["interpersonal"])
    low = min(round(100 * INTERPERSONAL_FLOOR), now)
    value = st.slider(
        t("what_if.family"), low, 100, now, format=t("what_if.slider_percent"), key=f"{key}:family",
        help=t("what_if.family_help", low=percent(low / 100)),
    )  # fmt: skip
    return None if value == now else value / 100


def _competencies(comparison: Comparison, key: str) -> dict[str, float]:
    measured = [facts for facts in comparison.competencies if facts.is_measured]
    weights = comparison.weights.competencies
    most = max(30, 2 * math.ceil(max(weights.values())))
    moved: dict[str, float] = {}
    with st.expander(t("what_if.competencies")):
        st.caption(t("what_if.competencies_help"))
        for family in ("interpersonal", "technical"):
            group = [
                _Slider(facts.code, both(facts.name), weights[facts.code])
                for facts in measured
                if facts.family == family
            ]
            if group:
                st.markdown(f"**{t(f'compare.candidate.{family}')}**")
                moved |= _shared_out(group, 0, most, key)
    return moved


def _methods(comparison: Comparison, key: str) -> dict[str, float]:
    total = math.fsum(comparison.weights.methods[name] for name in comparison.methods_used)
    with st.expander(t("what_if.methods")):
        st.caption(t("what_if.methods_help"))
        group = [
            _Slider(name, t(f"what_if.method_names.{name}"), 100 * comparison.weights.methods[name] / total)
            for name in comparison.methods_used
        ]
        moved = _shared_out(group, 1, 100, key)
    return {name: value * total / 100 for name, value in moved.items()}


def _shared_out(group: Sequence[_Slider], low: int, high: int, key: str) -> dict[str, float]:
    """Draw sliders that name the share each weight comes to, and return those that were moved."""
    standing = {slider.code: max(low, round(slider.standing)) for slider in group}
    now = {code: st.session_state.get(f"{key}:{code}", value) for code, value in standing.items()}
    total = sum(now.values())
    moved: dict[str, float] = {}
    for slider in group:
        share = percent(now[slider.code] / total) if total else percent(0)
        name = t("what_if.slider", name=slider.name, percent=share)
        value = st.slider(name, low, high, standing[slider.code], key=f"{key}:{slider.code}")
        if value != standing[slider.code]:
            moved[slider.code] = float(value)
    return moved


def _stability(view: WhatIfView) -> str:
    """Say how much the order changes."""
    n = number(len(view.people))
    share = ""
    if view.share_after is not None and view.share_before is not None:
        after, before = percent(view.share_after), percent(view.share_before)
        share = t("what_if.share", after=after, before=before) if after != before else ""
    if not view.n_tier_changes and not any(person.gained for person in view.people):
        return f"**{t('what_if.same_order')}** {share}"
    tiers = t("what_if.tiers", count=view.n_tier_changes, n=n)
    return f"**{_order(view.tau_b)}** **{tiers}** {share}"


def _order(tau_b: float | None) -> str:
    if tau_b is None:
        return t("what_if.order.unknown")
    tau = number(tau_b, 2)
    if tau_b >= NEARLY_THE_SAME:
        return t("what_if.order.nearly", tau=tau)
    return t("what_if.order.similar", tau=tau) if tau_b >= SIMILAR else t("what_if.order.other", tau=tau)


def _show_chart(view: WhatIfView, names: Mapping[str, str]) -> None:
    people = view.people
    if len(people) > ALL_DRAWN_UP_TO:
        st.caption(t("what_if.most", n=number(len(people)), shown=number(MOST_MOVED)))
    figure = figure_of(view, names, palette())
    st.plotly_chart(figure, config=CONFIG, theme=None, key="moves", alt=_alt(people, names))
    st.caption(t("what_if.caption"))
    if NAMED_UP_TO < len(people) <= ALL_DRAWN_UP_TO:
        st.caption(t("what_if.named"))
    _show_table(people, names)


def figure_of(view: WhatIfView, names: Mapping[str, str], palette: Palette) -> go.Figure:
    """Draw everybody's way, or of a large pool those who move most."""
    n = len(view.people)
    if n <= ALL_DRAWN_UP_TO:
        return moves_figure(_moves(view.people, view.people, names), n, palette)
    moves = _moves(_most_moved(view.people, MOST_MOVED), view.people, names)
    return most_moved_figure(sorted(moves, key=lambda move: move.place_after), n, palette)


def _most_moved(people: Sequence[Moved], most: int) -> list[Moved]:
    return sorted(people, key=lambda person: -abs(person.gained))[:most]


def _moves(drawn: Sequence[Moved], people: Sequence[Moved], names: Mapping[str, str]) -> list[Move]:
    """Give everyone drawn a place in both lists of all people: by rank, equal ones alphabetically."""
    labels = {person.candidate_id: names.get(person.candidate_id) or person.pseudonym for person in people}
    keys = {candidate_id: alphabetical(label) for candidate_id, label in labels.items()}
    before = sorted(people, key=lambda person: (person.rank_before, keys[person.candidate_id]))
    after = sorted(people, key=lambda person: (person.rank_after, keys[person.candidate_id]))
    place_before = {person.candidate_id: place for place, person in enumerate(before, start=1)}
    place_after = {person.candidate_id: place for place, person in enumerate(after, start=1)}
    return [
        Move(
            labels[person.candidate_id],
            place_before[person.candidate_id],
            place_after[person.candidate_id],
            person.rank_before,
            person.rank_after,
            _change(person),
            _sentence(person, labels[person.candidate_id]),
        )
        for person in drawn
    ]


def _change(person: Moved) -> Change:
    if person.tier_after == person.tier_before:
        return "same"
    return "up" if person.tier_after < person.tier_before else "down"


def _sentence(person: Moved, label: str) -> str:
    return t(
        "what_if.hover", label=label, from_rank=number(person.rank_before), to_rank=number(person.rank_after),
        from_tier=number(person.tier_before), to_tier=number(person.tier_after),
    )  # fmt: skip


def _alt(people: Sequence[Moved], names: Mapping[str, str]) -> str:
    named = "; ".join(
        t(
            "what_if.alt_one", label=names.get(person.candidate_id) or person.pseudonym,
            before=number(person.rank_before), after=number(person.rank_after),
        )
        for person in _most_moved(people, NAMED_IN_TEXT)
        if person.gained
    )  # fmt: skip
    moved = t("what_if.alt_moved", people=named) if named else t("what_if.same_order")
    return t("what_if.alt", n=number(len(people)), told=moved)


def _show_table(people: tuple[Moved, ...], names: Mapping[str, str]) -> None:
    with st.expander(t("what_if.table.open")):
        st.dataframe(
            {
                t("compare.table.who"): [
                    names.get(person.candidate_id) or person.pseudonym for person in people
                ],
                t("what_if.table.tier_now"): [person.tier_before for person in people],
                t("what_if.table.tier_then"): [person.tier_after for person in people],
                t("what_if.table.place_now"): [person.rank_before for person in people],
                t("what_if.table.place_then"): [person.rank_after for person in people],
                t("what_if.table.moved"): [person.gained for person in people],
            },
            hide_index=True,
            alt=t("what_if.table.open"),
        )
