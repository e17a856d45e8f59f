"""Candidates side by side: a few competency by competency, and everybody as shades with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from texts import number, t
from views.charts.families import Dot, families_figure
from views.charts.people import HeatCell, Profile, ScoreLine, heat_map_figure, profile_figure
from views.charts.style import CONFIG, Z_90, literal, shown
from views.common.layout import Cell, table
from views.common.text import escape_markdown
from views.comparison import words as comparison_words
from views.comparison.ranking import part_shown
from views.comparison.words import (
    all_scores,
    chance,
    estimate,
    in_order,
    label,
    lines_of,
    palette,
    pool_ranges,
    score_text,
    share_sentence,
)
from workflows.common.access import Actor
from workflows.comparison.comparison import CandidateResult, Comparison, Measured
from workflows.comparison.standings import pairwise

MOST = 5
"""More lines side by side can no longer be told apart."""
FIRST_CHOSEN = 3


def choose(found: Comparison, names: Mapping[str, str]) -> list[CandidateResult]:
    """Let the person choose whom to see side by side, in the order chosen."""
    people = {one.candidate_id: one for one in in_order(found, names)}
    if not people:
        return []
    ids = st.multiselect(
        t("compare.profiles.choose"), list(people), default=list(people)[:FIRST_CHOSEN], max_selections=MOST,
        format_func=lambda one: label(people[one], names), key=f"chosen:{found.campaign_id}:{found.stage}",
        placeholder=t("compare.profiles.placeholder"), persist_state="page",
    )  # fmt: skip
    return [people[one] for one in ids]


def with_margin(measured: Measured) -> str:
    """Write a score with half the width of its 90 % interval."""
    if measured.score is None or measured.sem is None:
        return score_text(measured)
    return f"{score_text(measured)} ± {number(100 * Z_90 * measured.sem)}"


WORDS = {"ahead": "ahead", "probably ahead": "probably", "not distinguishable": "same"}


def show_profiles(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show two to five people side by side."""
    chosen = choose(found, names)
    if len(chosen) < 2:
        st.info(t("compare.profiles.few"))
        return
    _show_chart(chosen, found, names)
    comparison_words.show(found)
    _show_pairs(chosen, names)
    _show_table(chosen, found, names)


def _show_chart(chosen: Sequence[CandidateResult], found: Comparison, names: Mapping[str, str]) -> None:
    st.caption(f"{t('compare.profiles.caption')} {t('compare.axis.means')}")
    profiles = [_profile(one, all_scores(one, found), names) for one in chosen]
    figure = profile_figure(lines_of(found), profiles, pool_ranges(found), palette())
    alt = t("compare.alt.profile", names=", ".join(label(one, names) for one in chosen))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="profiles", alt=alt)


def _profile(one: CandidateResult, scores: Sequence[Measured], names: Mapping[str, str]) -> Profile:
    return Profile(literal(label(one, names)), [estimate(measured) for measured in scores])


def _show_pairs(chosen: Sequence[CandidateResult], names: Mapping[str, str]) -> None:
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


def _cell(one: CandidateResult, other: CandidateResult) -> Cell:
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


def _pair(one: CandidateResult, other: CandidateResult, names: Mapping[str, str]) -> str:
    found = pairwise(one, other)
    first, second = escape_markdown(label(one, names)), escape_markdown(label(other, names))
    if found is None:
        return t("compare.profiles.no_pair", first=first, second=second)
    probability = found.probability
    if found.words != "not distinguishable" and probability < 0.5:
        first, second, probability = second, first, 1 - probability
    key = WORDS[found.words]
    return t(f"compare.profiles.{key}", first=first, second=second, percent=chance(probability))


def _show_table(chosen: Sequence[CandidateResult], found: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        rows = []
        scores = [all_scores(one, found) for one in chosen]
        for at, line in enumerate(lines_of(found)):
            cells = {label(one, names): with_margin(own[at]) for one, own in zip(chosen, scores, strict=True)}
            rows.append({t("compare.table.score"): line.name, **cells})
        st.dataframe(rows, hide_index=True, alt=t("compare.table.open"))


def show(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show everybody by competency, or by the two families the score is made of."""
    if not found.ranked:
        st.info(t("compare.nobody_ranked"))
        return
    views = {"heat": show_heat_map, "families": show_families}
    chosen = st.segmented_control(
        t("compare.ranking.view"), list(views), default="heat", required=True, key="everybody_view",
        format_func=lambda name: t(f"compare.everybody.{name}"), label_visibility="collapsed",
    )  # fmt: skip
    views[chosen or "heat"](found, names)


def show_heat_map(found: Comparison, names: Mapping[str, str]) -> None:
    """Show everybody by competency: a shade and a number per cell."""
    part = part_shown(in_order(found, names), "heat")
    if not part:
        return
    columns = lines_of(found)
    people = [label(one, names) for one in part]
    cells = [_cells(one, found, columns, names) for one in part]
    st.caption(f"{t('compare.heat.caption')} {t('compare.axis.means')} {t('compare.heat.order')}")
    figure = heat_map_figure([literal(who) for who in people], columns, cells, palette())
    alt = t("compare.alt.heat", n=number(len(people)), columns=number(len(columns)))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="heat", alt=alt)
    comparison_words.show(found)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [{t("compare.table.who"): label(one, names), **_in_words(one, found, columns)} for one in part],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _cells(
    one: CandidateResult, found: Comparison, columns: Sequence[ScoreLine], names: Mapping[str, str]
) -> list[HeatCell]:
    who = literal(label(one, names))
    return [
        HeatCell(
            None if measured.score is None else shown(measured.score),
            f"{who}<br><b>{line.name}</b> {with_margin(measured)}",
        )
        for line, measured in zip(columns, all_scores(one, found), strict=True)
    ]


def _in_words(one: CandidateResult, found: Comparison, columns: Sequence[ScoreLine]) -> dict[str, str]:
    """Return the same with their margins, which have room in a table."""
    return {
        line.name: with_margin(measured)
        for line, measured in zip(columns, all_scores(one, found), strict=True)
    }


def show_families(found: Comparison, names: Mapping[str, str]) -> None:
    """Show why the weights rank as they do: people against tools, with lines of equal score."""
    chosen = [one.candidate_id for one in choose(found, names)]
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


def _dot(one: CandidateResult, chosen: Sequence[str], names: Mapping[str, str]) -> Dot | None:
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
