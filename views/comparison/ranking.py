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


def show(actor: Actor, comparison: Comparison, names: Mapping[str, str]) -> None:
    """Show who stands where, and how sure that is."""
    ordered = in_order(comparison, names)
    if not ordered:
        show_unplaced(comparison, names)
        return
    st.caption(share_sentence(comparison))
    by_rank = _by_rank()
    part = _show_overview(ordered) if len(ordered) > PAGE else ordered
    _show_chart(part, comparison, names, by_rank=by_rank)
    _show_table(part, comparison, names)


def _page_of(ordered: Sequence[CandidateResult], key: str) -> Sequence[CandidateResult]:
    """Let the person turn the pages of a long list."""
    if len(ordered) <= PAGE:
        return ordered
    pages = -(-len(ordered) // PAGE)
    page = st.pagination(pages, key=key, max_visible_pages=5)
    return ordered[(page - 1) * PAGE : page * PAGE]


def part_shown(ordered: Sequence[CandidateResult], key: str) -> Sequence[CandidateResult]:
    """Let the person choose a tier of a long list, then turn pages."""
    if len(ordered) <= PAGE:
        return ordered
    tiers = sorted({_place(candidate).tier for candidate in ordered})
    tier = st.selectbox(
        t("compare.ranking.zoom"), [0, *tiers], key=f"{key}_tier", width=240,
        format_func=_tier_name,
    )  # fmt: skip
    members = [candidate for candidate in ordered if not tier or _place(candidate).tier == tier]
    return _page_of(members, f"{key}_page_{tier}")


def _tier_name(tier: int) -> str:
    return t("compare.ranking.tier", tier=number(tier)) if tier else t("compare.ranking.all_tiers")


def _show_table(people: Sequence[CandidateResult], comparison: Comparison, names: Mapping[str, str]) -> None:
    """Give the numbers of the chart to whoever reads them better as a table."""
    with st.expander(t("compare.table.open")):
        st.dataframe(
            [_row(person, comparison, names) for person in people],
            hide_index=True,
            alt=t("compare.table.open"),
        )


def _place(candidate: CandidateResult) -> RankEstimate:
    if candidate.place is None:
        raise TypeError("only ranked candidates are in the ranking")
    return candidate.place


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
    by_score = sorted(
        ordered, key=lambda candidate: (_place(candidate).tier, _place(candidate).expected_rank)
    )
    spans = [Span(_place(candidate).tier, *_score_and_interval(candidate)) for candidate in by_score]
    positions = {candidate.candidate_id: position for position, candidate in enumerate(by_score, start=1)}
    in_part = [positions[candidate.candidate_id] for candidate in part]
    titles = (t("compare.ranking.overview_x", n=number(len(ordered))), t("compare.ranking.overview_y"))
    with place.container():
        st.plotly_chart(
            overview_figure(spans, (min(in_part), max(in_part)), titles, palette()), config=CONFIG,
            theme=None, key="overview", alt=t("compare.alt.overview", n=number(len(ordered))),
        )  # fmt: skip
        st.caption(t("compare.ranking.overview_caption"))
    return part


def _score_and_interval(candidate: CandidateResult) -> tuple[float, float, float]:
    score = estimate(candidate.composite)
    return (score.at or 0.0, score.low or 0.0, score.high or 0.0)


def _show_chart(
    part: Sequence[CandidateResult], comparison: Comparison, names: Mapping[str, str], *, by_rank: bool
) -> None:
    lines = [_line(candidate, comparison, names, by_rank=by_rank) for candidate in part]
    figure = ranking_figure(
        lines,
        _scale(lines, comparison, by_rank=by_rank),
        t("compare.ranking.chance", places=number(comparison.places)),
        palette(),
    )
    view, means = ("rank", "") if by_rank else ("score", f" {t('compare.axis.means')}")
    st.caption(t(f"compare.ranking.caption_{view}", places=number(comparison.places)) + means)
    event = st.plotly_chart(
        figure, config=CONFIG, theme=None, key="ranking", on_select="rerun", selection_mode="points",
        alt=_alt(lines, comparison),
    )  # fmt: skip
    if any(not line.is_complete for line in lines):
        st.caption(t("compare.ranking.open_circle"))
    st.caption(t("compare.ranking.tiers_note"))
    _choose_candidate(part, comparison, names, _tapped(event))


def _line(
    candidate: CandidateResult, comparison: Comparison, names: Mapping[str, str], *, by_rank: bool
) -> Line:
    place = _place(candidate)
    ranks = (place.expected_rank, place.rank_low, place.rank_high)
    at, low, high = ranks if by_rank else _score_and_interval(candidate)
    return Line(
        id=candidate.candidate_id,
        label=label(candidate, names),
        tier=place.tier,
        at=at,
        # The mean of skewed ranks may lie outside their 90 % interval by a fraction of a rank.
        low=min(low, at),
        high=max(high, at),
        chance=chance(place.p_top_k),
        is_complete=candidate.n_answered == comparison.n_items,
        hover=literal(_sentence(candidate, comparison, names).replace("**", "")),
    )


def _scale(lines: Sequence[Line], comparison: Comparison, *, by_rank: bool) -> Scale:
    sizes = Counter(_place(candidate).tier for candidate in comparison.ranked)
    if not by_rank:
        title = t("compare.axis.score")
        return Scale(title, 0, 100, is_rank=False, mark=None, mark_label="", tier_sizes=sizes)
    low, high = min(line.low for line in lines), max(line.high for line in lines)
    mark = comparison.places + 0.5 if comparison.places < len(comparison.ranked) else None
    return Scale(
        t("compare.axis.rank"), low, max(high, low + 1), is_rank=True, mark=mark,
        mark_label=t("compare.ranking.places_line", count=comparison.places), tier_sizes=sizes,
    )  # fmt: skip


def _sentence(candidate: CandidateResult, comparison: Comparison, names: Mapping[str, str]) -> str:
    place = _place(candidate)
    return t(
        "compare.ranking.line", label=label(candidate, names), tier=number(place.tier),
        low=number(place.rank_low), high=number(place.rank_high), chance=chance(place.p_top_k),
        places=number(comparison.places),
    )  # fmt: skip


def _alt(lines: Sequence[Line], comparison: Comparison) -> str:
    first = ", ".join(line.label for line in lines if line.tier == lines[0].tier)
    tiers = len({_place(candidate).tier for candidate in comparison.ranked})
    first_tier = t("compare.alt.first_tier", names=first) if lines[0].tier == 1 else ""
    return t("compare.alt.ranking", n=number(len(lines)), tiers=number(tiers), first=first_tier)


def _tapped(event: Any) -> str | None:
    points = event.get("selection", {}).get("points", []) if event else []
    return points[0]["customdata"][0] if points and points[0].get("customdata") else None


def _choose_candidate(
    part: Sequence[CandidateResult], comparison: Comparison, names: Mapping[str, str], tapped: str | None
) -> None:
    """Let the person choose a candidate, and show where they stand and the way to their page."""
    people = {candidate.candidate_id: candidate for candidate in part}
    with st.container(border=True):
        chosen = st.selectbox(
            t("compare.ranking.pick"), list(people),
            format_func=lambda candidate_id: label(people[candidate_id], names),
            index=list(people).index(tapped) if tapped in people else 0, help=t("compare.ranking.tap"),
        )  # fmt: skip
        st.markdown(
            _sentence(people[chosen], comparison, {chosen: escape_markdown(label(people[chosen], names))})
        )
        if st.button(t("compare.ranking.open"), type="primary"):
            open_candidate(comparison.campaign_id, chosen)


def _row(
    candidate: CandidateResult, comparison: Comparison, names: Mapping[str, str]
) -> dict[str, str | int]:
    place = _place(candidate)
    return {
        t("compare.table.who"): label(candidate, names),
        t("compare.table.tier"): place.tier,
        t("compare.table.score"): round(shown(candidate.composite.score or 0.0)),
        t("compare.table.error"): number(100 * Z_90 * (candidate.composite.sem or 0.0), 1),
        t("compare.table.expected"): number(place.expected_rank, 1),
        t("compare.table.low"): place.rank_low,
        t("compare.table.high"): place.rank_high,
        t("compare.table.chance", places=number(comparison.places)): chance(place.p_top_k),
        t("compare.table.people"): score_text(candidate.families["interpersonal"]),
        t("compare.table.tools"): score_text(candidate.families["technical"]),
        t("compare.table.answered"): f"{number(candidate.n_answered)}/{number(comparison.n_items)}",
        t("compare.table.rests"): "/".join(map(number, n_competencies(candidate, comparison))),
        t("compare.table.remarks"): ", ".join(t(f"compare.flags.{flag}") for flag in candidate.flags),
    }
