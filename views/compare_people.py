"""Chosen people side by side, everybody by competency, and people against tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from texts import number, t
from views.charts_families import Dot, families_figure
from views.charts_people import Cell, Profile, heat_map_figure, profile_figure
from views.charts_style import CONFIG, Z_90, literal, shown
from views.compare_ranking import part_shown
from views.compare_words import (
    chance,
    competency_names,
    estimate,
    in_order,
    label,
    measured_competencies,
    palette,
    plain,
    pool_ranges,
    score_text,
    share_sentence,
)
from workflows.access import Actor
from workflows.compare import pairwise
from workflows.compared import Compared, Comparison

MOST = 5
"""More lines side by side can no longer be told apart."""
FIRST_CHOSEN = 3


def show_profiles(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show two to five people side by side, competency by competency, and two by two in words."""
    chosen = _choose(found, names)
    if len(chosen) < 2:
        st.info(t("compare.profiles.few"))
        return
    lines = competency_names(found)
    codes = [facts.code for facts in measured_competencies(found)]
    profiles = [
        Profile(literal(label(one, names)), [estimate(one.competencies[code]) for code in codes])
        for one in chosen
    ]
    together = ", ".join(profile.label for profile in profiles)
    st.caption(f"{t('compare.profiles.caption')} {t('compare.axis.means')}")
    st.plotly_chart(
        profile_figure(lines, profiles, pool_ranges(found), palette()), config=CONFIG, theme=None,
        key="profiles", alt=t("compare.alt.profile", names=together),
    )  # fmt: skip
    _say_indicative(found)
    _show_pairs(chosen, names)
    _show_profile_table(chosen, found, names)


def _choose(found: Comparison, names: Mapping[str, str]) -> list[Compared]:
    people = {one.candidate_id: one for one in in_order(found, names)}
    if not people:
        return []
    ids = st.multiselect(
        t("compare.profiles.choose"), list(people), default=list(people)[:FIRST_CHOSEN], max_selections=MOST,
        format_func=lambda one: label(people[one], names), key=f"chosen:{found.campaign_id}",
        placeholder=t("compare.profiles.placeholder"), persist_state="page",
    )  # fmt: skip
    return [people[one] for one in ids]


def _say_indicative(found: Comparison) -> None:
    if any(facts.is_indicative for facts in measured_competencies(found)):
        st.caption(t("compare.profiles.indicative").replace("*", r"\*"))


def _show_pairs(chosen: Sequence[Compared], names: Mapping[str, str]) -> None:
    st.subheader(t("compare.profiles.pairs"), anchor=False)
    st.markdown("\n".join(f"- {_pair(one, other, names)}" for one, other in combinations(chosen, 2)))
    st.caption(t("compare.profiles.pairs_note"))


def _pair(one: Compared, other: Compared, names: Mapping[str, str]) -> str:
    found = pairwise(one, other)
    first, second = plain(label(one, names)), plain(label(other, names))
    if found is None:
        return t("compare.profiles.no_pair", first=first, second=second)
    probability = found.probability
    if found.words != "not distinguishable" and probability < 0.5:
        first, second, probability = second, first, 1 - probability
    key = {"ahead": "ahead", "probably ahead": "probably", "not distinguishable": "same"}[found.words]
    return t(f"compare.profiles.{key}", first=first, second=second, percent=chance(probability))


def _show_profile_table(chosen: Sequence[Compared], found: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        rows = []
        for facts, line in zip(measured_competencies(found), competency_names(found), strict=True):
            cells = {label(one, names): _with_margin(one, facts.code) for one in chosen}
            rows.append({t("compare.candidate.filter"): line, **cells})
        st.dataframe(rows, hide_index=True, alt=t("compare.table.open"))


def _with_margin(one: Compared, code: str) -> str:
    measured = one.competencies[code]
    if measured.score is None or measured.sem is None:
        return score_text(measured)
    return f"{score_text(measured)} ± {number(100 * Z_90 * measured.sem)}"


def show_heat_map(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show everybody by competency: a shade and a number per cell."""
    part = part_shown(in_order(found, names), "heat")
    if not part:
        return
    columns, codes = competency_names(found), [facts.code for facts in measured_competencies(found)]
    people = [label(one, names) for one in part]
    cells = [
        [_cell(one, code, name, names) for code, name in zip(codes, columns, strict=True)] for one in part
    ]
    st.caption(f"{t('compare.heat.caption')} {t('compare.axis.means')} {t('compare.heat.order')}")
    figure = heat_map_figure([literal(who) for who in people], columns, cells, palette())
    alt = t("compare.alt.heat", n=number(len(people)), columns=number(len(columns)))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="heat", alt=alt)
    _say_indicative(found)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {t("compare.table.who"): who, **dict(zip(columns, map(_cell_text, row), strict=True))}
                for who, row in zip(people, cells, strict=True)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _cell(one: Compared, code: str, name: str, names: Mapping[str, str]) -> Cell:
    measured = one.competencies[code]
    text = f"{literal(label(one, names))}<br><b>{name}</b> {_with_margin(one, code)}"
    return Cell(None if measured.score is None else shown(measured.score), text)


def _cell_text(cell: Cell) -> str:
    return t("compare.not_enough") if cell.value is None else number(cell.value)


def show_families(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show why the weights rank as they do: people against tools, with lines of equal score."""
    chosen = [one.candidate_id for one in _choose(found, names)]
    dots = [_dot(one, chosen, names) for one in in_order(found, names)]
    if not dots:
        return
    weights = (found.family_weights["interpersonal"], found.family_weights["technical"])
    if weights[1] > 0:
        st.caption(t("compare.families.caption", ratio=number(weights[0] / weights[1], _digits(weights))))
    else:
        st.caption(t("compare.families.caption_plain"))
    st.plotly_chart(
        families_figure([dot for dot in dots if dot], weights, palette()), config=CONFIG, theme=None,
        key="families", alt=t("compare.alt.families", n=number(len(dots))),
    )  # fmt: skip
    st.caption(t("compare.families.cross"))
    st.markdown(share_sentence(found))
    _show_families_table(found, names)


def _digits(weights: tuple[float, float]) -> int:
    ratio = weights[0] / weights[1]
    return 0 if abs(ratio - round(ratio)) < 0.05 else 1


def _dot(one: Compared, chosen: Sequence[str], names: Mapping[str, str]) -> Dot | None:
    people, tools = estimate(one.families["interpersonal"]), estimate(one.families["technical"])
    if people.at is None or tools.at is None:
        return None
    who = literal(label(one, names))
    words = (
        f"<b>{who}</b><br>{t('compare.table.people')} {number(people.at)}<br>"
        f"{t('compare.table.tools')} {number(tools.at)}<br>"
        f"{t('compare.table.score')} {score_text(one.composite)}"
    )
    place = chosen.index(one.candidate_id) if one.candidate_id in chosen else None
    return Dot(one.candidate_id, who, tools, people, place, words)


def _show_families_table(found: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {
                    t("compare.table.who"): label(one, names),
                    t("compare.table.people"): score_text(one.families["interpersonal"]),
                    t("compare.table.tools"): score_text(one.families["technical"]),
                    t("compare.table.score"): score_text(one.composite),
                }
                for one in in_order(found, names)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )
