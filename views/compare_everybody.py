"""Everybody at once: by competency as shades with numbers, or people against tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from texts import number, t
from views import compare_worth
from views.charts_families import Dot, families_figure
from views.charts_people import Cell, ScoreLine, heat_map_figure
from views.charts_style import CONFIG, literal, shown
from views.compare_choice import choose, with_margin
from views.compare_ranking import part_shown
from views.compare_words import (
    all_scores,
    estimate,
    in_order,
    label,
    lines_of,
    palette,
    score_text,
    share_sentence,
)
from workflows.access import Actor
from workflows.compared import Compared, Comparison


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
    compare_worth.show(found)
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [{t("compare.table.who"): label(one, names), **_in_words(one, found, columns)} for one in part],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _cells(
    one: Compared, found: Comparison, columns: Sequence[ScoreLine], names: Mapping[str, str]
) -> list[Cell]:
    who = literal(label(one, names))
    return [
        Cell(
            None if measured.score is None else shown(measured.score),
            f"{who}<br><b>{line.name}</b> {with_margin(measured)}",
        )
        for line, measured in zip(columns, all_scores(one, found), strict=True)
    ]


def _in_words(one: Compared, found: Comparison, columns: Sequence[ScoreLine]) -> dict[str, str]:
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
