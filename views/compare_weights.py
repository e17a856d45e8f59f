"""Sliders for weights: the interpersonal family's, each competency's, each method's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from texts import both, percent, t
from views import act
from workflows.campaign_settings import INTERPERSONAL_FLOOR
from workflows.compared import Comparison


class Tried(NamedTuple):
    """Weights that were moved; what is not here stays."""

    interpersonal: float | None
    competencies: Mapping[str, float]
    methods: Mapping[str, float]


class _Slider(NamedTuple):
    """One of the weights that are shared out among each other."""

    code: str
    name: str
    standing: float


def sliders(found: Comparison) -> Tried:
    """Draw the sliders, and return what was moved; those left alone keep their weight to the bit."""
    times = f"what_if:{found.campaign_id}:{found.stage}:{found.weighting}"
    # Under a new key every slider begins anew: the value of one already drawn cannot be set.
    key = f"{times}:{st.session_state.setdefault(times, 0)}"
    interpersonal = _family(found, key)
    competencies = _competencies(found, key)
    methods = _methods(found, key) if len(found.methods_used) > 1 else {}
    act.press(
        t("what_if.reset"), key=f"{key}:reset", type="tertiary",
        do=lambda: st.session_state.update({times: st.session_state[times] + 1}),
    )  # fmt: skip
    return Tried(interpersonal, competencies, methods)


def _family(found: Comparison, key: str) -> float | None:
    now = round(100 * found.weights.families["interpersonal"])
    low = min(round(100 * INTERPERSONAL_FLOOR), now)
    value = st.slider(
        t("what_if.family"), low, 100, now, format=t("what_if.slider_percent"), key=f"{key}:family",
        help=t("what_if.family_help", low=percent(low / 100)),
    )  # fmt: skip
    return None if value == now else value / 100


def _competencies(found: Comparison, key: str) -> dict[str, float]:
    measured = [facts for facts in found.competencies if facts.is_measured]
    weights = found.weights.competencies
    most = max(30, 2 * math.ceil(max(weights.values())))
    moved: dict[str, float] = {}
    with st.expander(t("what_if.competencies")):
        st.caption(t("what_if.competencies_help"))
        for family in ("interpersonal", "technical"):
            some = [
                _Slider(facts.code, both(facts.name), weights[facts.code])
                for facts in measured
                if facts.family == family
            ]
            if some:
                st.markdown(f"**{t(f'compare.candidate.{family}')}**")
                moved |= _shared_out(some, 0, most, key)
    return moved


def _methods(found: Comparison, key: str) -> dict[str, float]:
    total = math.fsum(found.weights.methods[name] for name in found.methods_used)
    with st.expander(t("what_if.methods")):
        st.caption(t("what_if.methods_help"))
        some = [
            _Slider(name, t(f"what_if.method_names.{name}"), 100 * found.weights.methods[name] / total)
            for name in found.methods_used
        ]
        moved = _shared_out(some, 1, 100, key)
    return {name: value * total / 100 for name, value in moved.items()}


def _shared_out(some: Sequence[_Slider], low: int, high: int, key: str) -> dict[str, float]:
    """Draw sliders that name the share each weight comes to, and return those that were moved."""
    standing = {one.code: max(low, round(one.standing)) for one in some}
    now = {code: st.session_state.get(f"{key}:{code}", value) for code, value in standing.items()}
    total = sum(now.values())
    moved: dict[str, float] = {}
    for one in some:
        share = percent(now[one.code] / total) if total else percent(0)
        name = t("what_if.slider", name=one.name, percent=share)
        value = st.slider(name, low, high, standing[one.code], key=f"{key}:{one.code}")
        if value != standing[one.code]:
            moved[one.code] = float(value)
    return moved
