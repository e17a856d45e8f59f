"""Agreement of markers at a glance: two statistics per dimension, each with its 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from texts import t
from views.charts_style import SYMBOLS, Palette, base, legend_above, literal

ROW = 40
APART = 0.17
"""Half the distance between two statistics of one dimension, in rows."""
SHORT_NAME = 24


class Point(NamedTuple):
    """A statistic with its interval; NaN: not enough evidence."""

    at: float
    low: float
    high: float
    words: str


class Series(NamedTuple):
    """One statistic over all dimensions."""

    name: str
    points: Sequence[Point]


def agreement_figure(
    lines: Sequence[str], series: Sequence[Series], palette: Palette, *, axis: str = ""
) -> go.Figure:
    """Draw dimensions as lines and statistics as marks of their own shape, with intervals.

    Parameters
    ----------
    lines : sequence of str
        Names of the dimensions, in order.
    series : sequence of Series
        One point per line each; told apart by shape as well as by colour.
    palette : Palette
    axis : str, optional
        What the numbers say; agreement beyond chance by default.
    """
    figure = base(palette, height=88 + ROW * len(lines), top=40, bottom=44, right=14)
    for place, one in enumerate(series):
        figure.add_trace(_trace(place, len(series), one, palette))
    lowest = min(
        (point.low for one in series for point in one.points if not math.isnan(point.low)), default=0
    )
    legend_above(figure, palette)
    figure.update_xaxes(
        range=[min(-0.05, max(-1.0, lowest - 0.05)), 1.03], dtick=0.2, showgrid=True,
        gridcolor=palette.faint, title_text=axis or t("marking.monitor.axis"),
    )  # fmt: skip
    figure.add_vline(x=0, line={"color": palette.quiet, "width": 1})
    figure.update_yaxes(
        tickvals=list(range(len(lines))), ticktext=[literal(_short(line)) for line in lines],
        range=[len(lines) - 0.5, -0.5], tickfont={"size": 13, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _trace(place: int, n: int, one: Series, palette: Palette) -> go.Scatter:
    shift = APART * (2 * place - n + 1)
    known = [(row, point) for row, point in enumerate(one.points) if not math.isnan(point.at)]
    colour = palette.series[place]
    return go.Scatter(
        name=one.name, mode="markers",
        x=[point.at for _, point in known], y=[row + shift for row, _ in known],
        marker={"symbol": SYMBOLS[place], "size": 10, "color": colour},
        error_x={
            "type": "data", "symmetric": False, "color": colour, "thickness": 2, "width": 0,
            "array": [point.high - point.at for _, point in known],
            "arrayminus": [point.at - point.low for _, point in known],
        },
        hovertext=[literal(point.words) for _, point in known], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= SHORT_NAME else name[: SHORT_NAME - 1].rstrip() + "…"
