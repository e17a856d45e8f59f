"""Chart of the ranking: a line per candidate with its 90 % interval, tier by tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

import plotly.graph_objects as go

from texts import number, t
from views.charts.style import Palette, PlotlyDict, base_layout, literal, room_for, titled, to_figure

ROW = 27
"""Height of one line in pixels: a finger hits it, sixty fit on two screens."""
SHORT_LABEL = 22
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MOST_TICKS = 7


class Line(NamedTuple):
    """One candidate of the ranking chart."""

    id: str
    label: str
    tier: int
    at: float
    low: float
    high: float
    chance: str
    """Probability of being among the best, as it is written."""
    is_complete: bool
    hover: str


class Scale(NamedTuple):
    """What the horizontal axis says."""

    title: str
    low: float
    high: float
    is_rank: bool
    mark: float | None
    """Where a line is drawn across: the number of places."""
    mark_label: str
    tier_sizes: Mapping[int, int] = MappingProxyType({})
    """How many people a tier has in all, where only a part of it is drawn."""


def ranking_figure(lines: Sequence[Line], scale: Scale, chance_title: str, palette: Palette) -> go.Figure:
    """Draw a dot and a 90 % interval per candidate, tier by tier, with the chance in words at the right.

    Parameters
    ----------
    lines : sequence of Line
        In the order in which they are shown; tiers must be together.
    scale : Scale
    chance_title : str
        Heading of the column at the right.
    palette : Palette
    """
    rows, headers = _rows(lines)
    labels = [_short(line.label) for line in lines]
    tall = 70 + ROW * (len(lines) + len(headers))
    layout = base_layout(palette, height=tall, left=room_for(labels), right=58, top=52, bottom=30)
    kinds = {
        is_complete: [pair for pair in zip(rows, lines, strict=True) if pair[1].is_complete is is_complete]
        for is_complete in (True, False)
    }
    mark_shapes, mark_notes = _mark(scale, palette)
    chances = _chances(rows, lines, chance_title, palette)
    layout["shapes"] = [*_bands(headers, palette), *mark_shapes]
    layout["annotations"] = [*_headings(headers, scale.tier_sizes, palette), *chances, *mark_notes]
    layout["xaxis"] |= titled(palette, scale.title) | {
        "range": _x_range(scale), "side": "top", "tickvals": _ticks(scale), "tickformat": ",d",
        "showgrid": True, "gridcolor": palette.faint, "gridwidth": 0.5,
    }  # fmt: skip
    layout["yaxis"] |= {
        "tickvals": rows, "ticktext": [literal(label) for label in labels], "automargin": False,
        "range": [rows[-1] + 0.6 if rows else 1, -0.5], "tickfont": {"size": 13, "color": palette.ink},
        "ticklabelstandoff": 6,
    }  # fmt: skip
    traces = [_dots(pairs, palette, is_complete=is_complete) for is_complete, pairs in kinds.items() if pairs]
    return to_figure(traces, layout)


class Tier(NamedTuple):
    """A tier as it is headed in the chart."""

    tier: int
    row: int
    size: int


def _rows(lines: Sequence[Line]) -> tuple[list[int], list[Tier]]:
    """Return the row of each line, leaving one row above each tier for its name."""
    rows: list[int] = []
    headers: list[Tier] = []
    at = 0
    for tier, members in groupby(lines, key=lambda line: line.tier):
        size = len(list(members))
        headers.append(Tier(tier, at, size))
        rows.extend(range(at + 1, at + 1 + size))
        at += 1 + size
    return rows, headers


def _dots(rows: list[tuple[int, Line]], palette: Palette, *, is_complete: bool) -> PlotlyDict:
    lines = [line for _, line in rows]
    return {
        "type": "scatter",
        "x": [line.at for line in lines],
        "y": [row for row, _ in rows],
        "mode": "markers",
        "customdata": [[line.id] for line in lines],
        "hovertext": [line.hover for line in lines],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": 11,
            "symbol": "circle" if is_complete else "circle-open",
            "color": palette.first,
            "line": {
                "width": 1.5 if is_complete else 2.5,
                "color": palette.surface if is_complete else palette.first,
            },
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [line.high - line.at for line in lines],
            "arrayminus": [line.at - line.low for line in lines],
            "color": palette.first,
            "thickness": 2,
            "width": 0,
        },
        "selected": {"marker": {"opacity": 1, "size": 15}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _bands(headers: list[Tier], palette: Palette) -> list[PlotlyDict]:
    """Return a band under every second tier."""
    return [
        {
            "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": row - 0.5, "y1": row + size + 0.5,
            "fillcolor": palette.band, "line": {"width": 0}, "layer": "below",
        }
        for _, row, size in headers[::2]
    ]  # fmt: skip


def _headings(headers: list[Tier], sizes: Mapping[int, int], palette: Palette) -> list[PlotlyDict]:
    """Return every tier's name, for the row above its first line."""
    return [
        {
            "xref": "paper", "x": 0, "xanchor": "left", "xshift": 2, "y": row, "yanchor": "middle",
            "text": f"<b>{t('compare.ranking.tier', tier=number(tier))}</b>  "
            + t("compare.ranking.people", count=sizes.get(tier, size)),
            "font": {"size": 12, "color": palette.quiet}, "showarrow": False,
        }
        for tier, row, size in headers
    ]  # fmt: skip


def _chances(rows: list[int], lines: Sequence[Line], title: str, palette: Palette) -> list[PlotlyDict]:
    """Return the column at the right and its heading."""
    common = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": 54, "showarrow": False}
    entry = {"font": {"size": 13, "color": palette.ink}} | common
    heading = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4, "text": title} | common
    return [
        *(entry | {"y": row, "text": line.chance} for row, line in zip(rows, lines, strict=True)),
        heading | {"font": {"size": 12, "color": palette.quiet}},
    ]


def _mark(scale: Scale, palette: Palette) -> tuple[list[PlotlyDict], list[PlotlyDict]]:
    """Return the number of places across: an interval that crosses it may fall on either side."""
    if scale.mark is None or not scale.low < scale.mark < scale.high:
        return [], []
    line = {
        "type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": scale.mark, "x1": scale.mark,
        "layer": "below", "line": {"color": palette.quiet, "width": 1.2, "dash": "dot"},
    }  # fmt: skip
    label = {
        "x": scale.mark, "yref": "paper", "y": 0, "yanchor": "top", "xanchor": "left", "xshift": -4,
        "yshift": -4, "showarrow": False, "text": scale.mark_label,
        "font": {"size": 12, "color": palette.quiet},
    }  # fmt: skip
    return [line], [label]


def _ticks(scale: Scale) -> list[float]:
    """Return round ticks; ranks begin at 1, not at 0."""
    span = scale.high - scale.low
    step = next((size for size in STEPS if span / size <= MOST_TICKS), STEPS[-1])
    first = int(scale.low // step) * step
    ticks = [max(1, tick) if scale.is_rank else tick for tick in range(first, int(scale.high) + 1, step)]
    return [tick for tick in ticks if tick >= scale.low]


def _x_range(scale: Scale) -> list[float]:
    pad = 0.03 * max(1.0, scale.high - scale.low)
    return [scale.low - pad, scale.high + pad]


def _short(label: str) -> str:
    """Keep a label from pushing the chart off a phone's screen."""
    return label if len(label) <= SHORT_LABEL else label[: SHORT_LABEL - 1].rstrip() + "…"
