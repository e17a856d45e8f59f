"""The ranking: a dot and an interval per candidate, tier by tier; large pools by overview, tier and page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from texts import number, t
from views.charts.overview import Span, overview_figure
from views.charts.ranking import Line, Scale, ranking_figure
from views.charts.style import CONFIG, Z_90, literal, shown
from views.common.text import escape_markdown
from views.comparison.frame import show_unplaced
from views.comparison.place import open_candidate
from views.comparison.words import chance, estimate, in_order, label, palette, score_text, share_sentence
from workflows.common.access import Actor
from workflows.comparison.comparison import CandidateResult, Comparison, RankEstimate, n_competencies

PAGE = 60
"""Candidates on one chart: two screens of lines, still readable at a glance."""


def show(actor: Actor, found: Comparison, names: Mapping[str, str]) -> None:
    """Show who stands where, and how sure that is."""
    ordered = in_order(found, names)
    if not ordered:
        show_unplaced(found, names)
        return
    st.caption(share_sentence(found))
    by_rank = _by_rank()
    part = _show_overview(ordered) if len(ordered) > PAGE else ordered
    _show_chart(part, found, names, by_rank=by_rank)
    show_table(part, found, names)


def page_of(ordered: Sequence[CandidateResult], key: str) -> Sequence[CandidateResult]:
    """Let the person turn the pages of a long list."""
    if len(ordered) <= PAGE:
        return ordered
    pages = -(-len(ordered) // PAGE)
    page = st.pagination(pages, key=key, max_visible_pages=5)
    return ordered[(page - 1) * PAGE : page * PAGE]


def part_shown(ordered: Sequence[CandidateResult], key: str) -> Sequence[CandidateResult]:
    """Let the person zoom on a tier, then turn pages."""
    if len(ordered) <= PAGE:
        return ordered
    tiers = sorted({_place(one).tier for one in ordered})
    tier = st.selectbox(
        t("compare.ranking.zoom"), [0, *tiers], key=f"{key}_tier", width=240,
        format_func=_tier_name,
    )  # fmt: skip
    return page_of([one for one in ordered if not tier or _place(one).tier == tier], f"{key}_page_{tier}")


def _tier_name(tier: int) -> str:
    return t("compare.ranking.tier", tier=number(tier)) if tier else t("compare.ranking.all_tiers")


def show_table(people: Sequence[CandidateResult], found: Comparison, names: Mapping[str, str]) -> None:
    """Give the numbers of the chart to whoever reads them better as a table."""
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [_row(person, found, names) for person in people], hide_index=True, alt=t("compare.table.open")
        )


def _place(one: CandidateResult) -> RankEstimate:
    if one.place is None:
        raise TypeError("only ranked candidates are in the ranking")
    return one.place


def _by_rank() -> bool:
    chosen = st.segmented_control(
        t("compare.ranking.view"), ["rank", "score"], default="rank", required=True, key="ranking_view",
        format_func=lambda name: t(f"compare.ranking.by_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    return chosen != "score"


def _show_overview(ordered: Sequence[CandidateResult]) -> Sequence[CandidateResult]:
    """Show the whole pool, and let the person choose which part to see in detail."""
    place = st.empty()
    part = part_shown(ordered, "ranking")
    by_score = sorted(ordered, key=lambda one: (_place(one).tier, _place(one).expected_rank))
    spans = [Span(_place(one).tier, *_three(one)) for one in by_score]
    at = {one.candidate_id: number for number, one in enumerate(by_score, start=1)}
    shown_at = [at[one.candidate_id] for one in part]
    titles = (t("compare.ranking.overview_x", n=number(len(ordered))), t("compare.ranking.overview_y"))
    with place.container():
        st.plotly_chart(
            overview_figure(spans, (min(shown_at), max(shown_at)), titles, palette()), config=CONFIG,
            theme=None, key="overview", alt=t("compare.alt.overview", n=number(len(ordered))),
        )  # fmt: skip
        st.caption(t("compare.ranking.overview_caption"))
    return part


def _three(one: CandidateResult) -> tuple[float, float, float]:
    found = estimate(one.composite)
    return (found.at or 0.0, found.low or 0.0, found.high or 0.0)


def _show_chart(
    part: Sequence[CandidateResult], found: Comparison, names: Mapping[str, str], *, by_rank: bool
) -> None:
    lines = [_line(one, found, names, by_rank=by_rank) for one in part]
    figure = ranking_figure(
        lines,
        _scale(lines, found, by_rank=by_rank),
        t("compare.ranking.chance", places=number(found.places)),
        palette(),
    )
    view, means = ("rank", "") if by_rank else ("score", f" {t('compare.axis.means')}")
    st.caption(t(f"compare.ranking.caption_{view}", places=number(found.places)) + means)
    event = st.plotly_chart(
        figure, config=CONFIG, theme=None, key="ranking", on_select="rerun", selection_mode="points",
        alt=_alt(lines, found),
    )  # fmt: skip
    if any(not line.is_complete for line in lines):
        st.caption(t("compare.ranking.open_circle"))
    st.caption(t("compare.ranking.tiers_note"))
    _show_one(part, found, names, _tapped(event))


def _line(one: CandidateResult, found: Comparison, names: Mapping[str, str], *, by_rank: bool) -> Line:
    place = _place(one)
    at, low, high = (place.expected_rank, place.rank_low, place.rank_high) if by_rank else _three(one)
    return Line(
        id=one.candidate_id,
        label=label(one, names),
        tier=place.tier,
        at=at,
        # The mean of skewed ranks may lie outside their 90 % interval by a fraction of a rank.
        low=min(low, at),
        high=max(high, at),
        chance=chance(place.p_top_k),
        is_complete=one.n_answered == found.n_items,
        hover=literal(_sentence(one, found, names).replace("**", "")),
    )


def _scale(lines: Sequence[Line], found: Comparison, *, by_rank: bool) -> Scale:
    sizes = Counter(_place(one).tier for one in found.ranked)
    if not by_rank:
        title = t("compare.axis.score")
        return Scale(title, 0, 100, is_rank=False, mark=None, mark_label="", tier_sizes=sizes)
    low, high = min(line.low for line in lines), max(line.high for line in lines)
    mark = found.places + 0.5 if found.places < len(found.ranked) else None
    return Scale(
        t("compare.axis.rank"), low, max(high, low + 1), is_rank=True, mark=mark,
        mark_label=t("compare.ranking.places_line", count=found.places), tier_sizes=sizes,
    )  # fmt: skip


def _sentence(one: CandidateResult, found: Comparison, names: Mapping[str, str]) -> str:
    place = _place(one)
    return t(
        "compare.ranking.line", label=label(one, names), tier=number(place.tier), low=number(place.rank_low),
        high=number(place.rank_high), chance=chance(place.p_top_k), places=number(found.places),
    )  # fmt: skip


def _alt(lines: Sequence[Line], found: Comparison) -> str:
    first = ", ".join(line.label for line in lines if line.tier == lines[0].tier)
    tiers = len({_place(one).tier for one in found.ranked})
    told = t("compare.alt.first_tier", names=first) if lines[0].tier == 1 else ""
    return t("compare.alt.ranking", n=number(len(lines)), tiers=number(tiers), first=told)


def _tapped(event: Any) -> str | None:
    points = event.get("selection", {}).get("points", []) if event else []
    return points[0]["customdata"][0] if points and points[0].get("customdata") else None


def _show_one(
    part: Sequence[CandidateResult], found: Comparison, names: Mapping[str, str], tapped: str | None
) -> None:
    """Show one candidate in a sentence, and the way down to the evidence."""
    people = {one.candidate_id: one for one in part}
    with st.container(border=True):
        chosen = st.selectbox(
            t("compare.ranking.pick"), list(people), format_func=lambda one: label(people[one], names),
            index=list(people).index(tapped) if tapped in people else 0, help=t("compare.ranking.tap"),
        )  # fmt: skip
        st.markdown(_sentence(people[chosen], found, {chosen: escape_markdown(label(people[chosen], names))}))
        if st.button(t("compare.ranking.open"), type="primary"):
            open_candidate(found.campaign_id, chosen)


def _row(one: CandidateResult, found: Comparison, names: Mapping[str, str]) -> dict[str, str | int]:
    place = _place(one)
    return {
        t("compare.table.who"): label(one, names),
        t("compare.table.tier"): place.tier,
        t("compare.table.score"): round(shown(one.composite.score or 0.0)),
        t("compare.table.error"): number(100 * Z_90 * (one.composite.sem or 0.0), 1),
        t("compare.table.expected"): number(place.expected_rank, 1),
        t("compare.table.low"): place.rank_low,
        t("compare.table.high"): place.rank_high,
        t("compare.table.chance", places=number(found.places)): chance(place.p_top_k),
        t("compare.table.people"): score_text(one.families["interpersonal"]),
        t("compare.table.tools"): score_text(one.families["technical"]),
        t("compare.table.answered"): f"{number(one.n_answered)}/{number(found.n_items)}",
        t("compare.table.rests"): "/".join(map(number, n_competencies(one, found))),
        t("compare.table.remarks"): ", ".join(t(f"compare.flags.{flag}") for flag in one.flags),
    }
