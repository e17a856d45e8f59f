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
WORDS = {"ahead": "ahead", "probably ahead": "probably", "not distinguishable": "same"}
"""How a pair compares -> the last part of its text key."""


def show_profiles(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show two to five people side by side."""
    chosen = _choose(comparison, names)
    if len(chosen) < 2:
        st.info(t("compare.profiles.few"))
        return
    _show_chart(chosen, comparison, names)
    comparison_words.show_reliability(comparison)
    _show_pairs(chosen, names)
    _show_table(chosen, comparison, names)


def _choose(comparison: Comparison, names: Mapping[str, str]) -> list[CandidateResult]:
    """Let the person choose whom to see side by side, in the order chosen."""
    people = {candidate.candidate_id: candidate for candidate in in_order(comparison, names)}
    if not people:
        return []
    ids = st.multiselect(
        t("compare.profiles.choose"), list(people), default=list(people)[:FIRST_CHOSEN], max_selections=MOST,
        format_func=lambda candidate_id: label(people[candidate_id], names),
        key=f"chosen:{comparison.campaign_id}:{comparison.stage}",
        placeholder=t("compare.profiles.placeholder"), persist_state="page",
    )  # fmt: skip
    return [people[candidate_id] for candidate_id in ids]


def _with_margin(measured: Measured) -> str:
    """Write a score with half the width of its 90 % interval."""
    if measured.score is None or measured.sem is None:
        return score_text(measured)
    return f"{score_text(measured)} ± {number(100 * Z_90 * measured.sem)}"


def _show_chart(chosen: Sequence[CandidateResult], comparison: Comparison, names: Mapping[str, str]) -> None:
    st.caption(f"{t('compare.profiles.caption')} {t('compare.axis.means')}")
    profiles = [_profile(candidate, all_scores(candidate, comparison), names) for candidate in chosen]
    figure = profile_figure(lines_of(comparison), profiles, pool_ranges(comparison), palette())
    alt = t("compare.alt.profile", names=", ".join(label(candidate, names) for candidate in chosen))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="profiles", alt=alt)


def _profile(candidate: CandidateResult, scores: Sequence[Measured], names: Mapping[str, str]) -> Profile:
    return Profile(literal(label(candidate, names)), [estimate(measured) for measured in scores])


def _show_pairs(chosen: Sequence[CandidateResult], names: Mapping[str, str]) -> None:
    """Say of every two who is ahead: as a table of few words, and in sentences."""
    st.subheader(t("compare.profiles.pairs"), anchor=False)
    if len(chosen) > 2:
        head = [t("compare.profiles.pairs_head"), *(label(candidate, names) for candidate in chosen)]
        rows: list[list[Cell]] = [
            [label(candidate, names), *(_cell(candidate, other) for other in chosen)] for candidate in chosen
        ]
        table(t("compare.profiles.pairs"), head, rows)
    st.markdown(
        "\n".join(f"- {_pair(candidate, other, names)}" for candidate, other in combinations(chosen, 2))
    )
    st.caption(t("compare.profiles.pairs_note"))


def _cell(candidate: CandidateResult, other: CandidateResult) -> Cell:
    """Say how the person of the row stands to the one of the column."""
    if candidate is other:
        return "·"
    pair = pairwise(candidate, other)
    if pair is None:
        return t("compare.not_enough")
    words = WORDS[pair.words]
    if words != "same" and pair.probability < 0.5:
        words = f"{words}_behind"
    return t(f"compare.profiles.cell.{words}"), chance(pair.probability)


def _pair(candidate: CandidateResult, other: CandidateResult, names: Mapping[str, str]) -> str:
    pair = pairwise(candidate, other)
    first, second = escape_markdown(label(candidate, names)), escape_markdown(label(other, names))
    if pair is None:
        return t("compare.profiles.no_pair", first=first, second=second)
    probability = pair.probability
    if pair.words != "not distinguishable" and probability < 0.5:
        first, second, probability = second, first, 1 - probability
    key = WORDS[pair.words]
    return t(f"compare.profiles.{key}", first=first, second=second, percent=chance(probability))


def _show_table(chosen: Sequence[CandidateResult], comparison: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        rows = []
        scores = [all_scores(candidate, comparison) for candidate in chosen]
        people = [label(candidate, names) for candidate in chosen]
        for at, line in enumerate(lines_of(comparison)):
            cells = {
                person: _with_margin(measured[at]) for person, measured in zip(people, scores, strict=True)
            }
            rows.append({t("compare.table.score"): line.name, **cells})
        st.dataframe(rows, hide_index=True, alt=t("compare.table.open"))


def show_everybody(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show everybody by competency, or by the two families the score is made of."""
    if not comparison.ranked:
        st.info(t("compare.nobody_ranked"))
        return
    views = {"heat": _show_heat_map, "families": _show_families}
    chosen = st.segmented_control(
        t("compare.ranking.view"), list(views), default="heat", required=True, key="everybody_view",
        format_func=lambda name: t(f"compare.everybody.{name}"), label_visibility="collapsed",
    )  # fmt: skip
    views[chosen or "heat"](comparison, names)


def _show_heat_map(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show everybody by competency: a shade and a number per cell."""
    part = part_shown(in_order(comparison, names), "heat")
    if not part:
        return
    columns = lines_of(comparison)
    people = [label(candidate, names) for candidate in part]
    cells = [_cells(candidate, comparison, columns, names) for candidate in part]
    st.caption(f"{t('compare.heat.caption')} {t('compare.axis.means')} {t('compare.heat.order')}")
    figure = heat_map_figure([literal(person) for person in people], columns, cells, palette())
    alt = t("compare.alt.heat", n=number(len(people)), columns=number(len(columns)))
    st.plotly_chart(figure, config=CONFIG, theme=None, key="heat", alt=alt)
    comparison_words.show_reliability(comparison)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {t("compare.table.who"): person, **_with_margins(candidate, comparison, columns)}
                for person, candidate in zip(people, part, strict=True)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _cells(
    candidate: CandidateResult, comparison: Comparison, columns: Sequence[ScoreLine], names: Mapping[str, str]
) -> list[HeatCell]:
    name = literal(label(candidate, names))
    return [
        HeatCell(
            None if measured.score is None else shown(measured.score),
            f"{name}<br><b>{line.name}</b> {_with_margin(measured)}",
        )
        for line, measured in zip(columns, all_scores(candidate, comparison), strict=True)
    ]


def _with_margins(
    candidate: CandidateResult, comparison: Comparison, columns: Sequence[ScoreLine]
) -> dict[str, str]:
    """Return a candidate's scores with their margins, for which a table has room."""
    return {
        line.name: _with_margin(measured)
        for line, measured in zip(columns, all_scores(candidate, comparison), strict=True)
    }


def _show_families(comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show why the weights rank as they do: people against tools, with lines of equal score."""
    chosen = [candidate.candidate_id for candidate in _choose(comparison, names)]
    dots = [_dot(candidate, chosen, names) for candidate in in_order(comparison, names)]
    if not dots:
        return
    weights = (comparison.family_weights["interpersonal"], comparison.family_weights["technical"])
    if weights[1] > 0:
        st.caption(t("compare.families.caption", ratio=number(weights[0] / weights[1], _digits(weights))))
    else:
        st.caption(t("compare.families.caption_plain"))
    st.plotly_chart(
        families_figure([dot for dot in dots if dot], weights, palette()), config=CONFIG, theme=None,
        key="families", alt=t("compare.alt.families", n=number(len(dots))),
    )  # fmt: skip
    st.caption(t("compare.families.cross"))
    st.markdown(share_sentence(comparison))
    _show_families_table(comparison, names)


def _digits(weights: tuple[float, float]) -> int:
    ratio = weights[0] / weights[1]
    return 0 if abs(ratio - round(ratio)) < 0.05 else 1


def _dot(candidate: CandidateResult, chosen: Sequence[str], names: Mapping[str, str]) -> Dot | None:
    people, tools = estimate(candidate.families["interpersonal"]), estimate(candidate.families["technical"])
    if people.at is None or tools.at is None:
        return None
    name = literal(label(candidate, names))
    words = (
        f"<b>{name}</b><br>{t('compare.table.people')} {number(people.at)}<br>"
        f"{t('compare.table.tools')} {number(tools.at)}<br>"
        f"{t('compare.table.score')} {score_text(candidate.composite)}"
    )
    place = chosen.index(candidate.candidate_id) if candidate.candidate_id in chosen else None
    return Dot(candidate.candidate_id, name, tools, people, place, words)


def _show_families_table(comparison: Comparison, names: Mapping[str, str]) -> None:
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [
                {
                    t("compare.table.who"): label(candidate, names),
                    t("compare.table.people"): score_text(candidate.families["interpersonal"]),
                    t("compare.table.tools"): score_text(candidate.families["technical"]),
                    t("compare.table.score"): score_text(candidate.composite),
                }
                for candidate in in_order(comparison, names)
            ],
            hide_index=True,
            alt=t("compare.table.open"),
        )
