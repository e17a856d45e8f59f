"""Two to five people side by side: competency by competency, and two by two in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from texts import t
from views import compare_worth
from views.charts_people import Profile, profile_figure
from views.charts_style import CONFIG, literal
from views.compare_choice import choose, with_margin
from views.compare_words import (
    all_scores,
    chance,
    estimate,
    label,
    lines_of,
    palette,
    plain,
    pool_ranges,
)
from views.marking_table import Cell, table
from workflows.access import Actor
from workflows.compare import pairwise
from workflows.compared import Compared, Comparison, Measured

WORDS = {"ahead": "ahead", "probably ahead": "probably", "not distinguishable": "same"}


def show(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show two to five people side by side."""
    chosen = choose(found, names)
    if len(chosen) < 2:
        st.info(t("compare.profiles.few"))
        return
    _show_chart(chosen, found, names)
    compare_worth.show(found)
    _show_pairs(chosen, names)
    _show_table(chosen, found, names)


def _show_chart(chosen: Sequence[Compared], found: Comparison, names: Mapping[str, str]) -> None:
    st.caption(f"{t('compare.profiles.caption')} {t('compare.axis.means')}")
    profiles = [_profile(one, all_scores(one, found), names) for one in chosen]
    figure = profile_figure(lines_of(found), profiles, pool_ranges(found), palette())
    alt = t("compare.alt.profile", names=", ".join(label(one, names) for one in chosen))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="profiles", alt=alt)


def _profile(one: Compared, scores: Sequence[Measured], names: Mapping[str, str]) -> Profile:
    return Profile(literal(label(one, names)), [estimate(measured) for measured in scores])


def _show_pairs(chosen: Sequence[Compared], names: Mapping[str, str]) -> None:
    """Say of every two who is ahead: as a table of few words, and in sentences."""
    st.subheader(t("compare.profiles.pairs"), anchor=False)
    if len(chosen) > 2:
        head = [t("compare.profiles.pairs_head"), *(label(one, names) for one in chosen)]
        rows: list[list[Cell]] = [
            [label(one, names), *(_cell(one, other) for other in chosen)] for one in chosen
        ]
        table(t("compare.profiles.pairs"), head, rows)
    st.markdown("\n".join(f"- {_pair(one, other, names)}" for one, other in combinations(chosen, 2)))
    st.caption(t("compare.profiles.pairs_note"))


def _cell(one: Compared, other: Compared) -> Cell:
    """Say how the person of the row stands to the one of the column."""
    if one is other:
        return "·"
    found = pairwise(one, other)
    if found is None:
        return t("compare.not_enough")
    words = WORDS[found.words]
    if words != "same" and found.probability < 0.5:
        words = f"{words}_behind"
    return t(f"compare.profiles.cell.{words}"), chance(found.probability)


def _pair(one: Compared, other: Compared, names: Mapping[str, str]) -> str:
    found = pairwise(one, other)
    first, second = plain(label(one, names)), plain(label(other, names))
    if found is None:
        return t("compare.profiles.no_pair", first=first, second=second)
    probability = found.probability
    if found.words != "not distinguishable" and probability < 0.5:
        first, second, probability = second, first, 1 - probability
    key = WORDS[found.words]
    return t(f"compare.profiles.{key}", first=first, second=second, percent=chance(probability))


def _show_table(chosen: Sequence[Compared], found: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        rows = []
        scores = [all_scores(one, found) for one in chosen]
        for at, line in enumerate(lines_of(found)):
            cells = {label(one, names): with_margin(own[at]) for one, own in zip(chosen, scores, strict=True)}
            rows.append({t("compare.table.score"): line.name, **cells})
        st.dataframe(rows, hide_index=True, alt=t("compare.table.open"))
