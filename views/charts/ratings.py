"""Charts of agreement and severity of raters, with 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from texts import t
from views.charts.style import SYMBOLS, Palette, base, legend_above, literal

ROW = 40
"""Height of a line in pixels."""
APART = 0.17
"""Half the distance between two statistics of one dimension, in rows."""
SHORT_NAME = 24
LEAST_REACH = 1.0
"""Points to either side that are always shown: a small difference should look small."""


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
        Title of the axis; agreement beyond chance by default.
    """
    figure = base(palette, height=88 + ROW * len(lines), top=40, bottom=44, right=14)
    for place, statistic in enumerate(series):
        figure.add_trace(_trace(place, len(series), statistic, palette))
    points = [point for statistic in series for point in statistic.points]
    lowest = min((point.low for point in points if not math.isnan(point.low)), default=0)
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


def _trace(place: int, n: int, statistic: Series, palette: Palette) -> go.Scatter:
    shift = APART * (2 * place - n + 1)
    known = [(row, point) for row, point in enumerate(statistic.points) if not math.isnan(point.at)]
    colour = palette.series[place]
    return go.Scatter(
        name=statistic.name, mode="markers",
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


class Severity(NamedTuple):
    """One interviewer's difference from panel mates; NaN: not enough evidence."""

    name: str
    at: float
    low: float
    high: float
    words: str


def severity_figure(people: Sequence[Severity], palette: Palette) -> go.Figure:
    """Draw a line per interviewer around a zero line that says "as the others".

    Parameters
    ----------
    people : sequence of Severity
        In points; NaN bounds are left undrawn, a NaN value leaves its line empty.
    palette : Palette
    """
    figure = base(palette, height=64 + ROW * len(people), top=8, bottom=48, right=14)
    known = [(row, person) for row, person in enumerate(people) if not math.isnan(person.at)]
    figure.add_vline(x=0, line={"color": palette.quiet, "width": 1})
    figure.add_trace(
        go.Scatter(
            mode="markers", x=[person.at for _, person in known], y=[row for row, _ in known],
            marker={"symbol": "diamond", "size": 11, "color": palette.first},
            error_x={
                "type": "data", "symmetric": False, "color": palette.first, "thickness": 2, "width": 0,
                "array": [_arm(person.high, person.at) for _, person in known],
                "arrayminus": [_arm(person.at, person.low) for _, person in known],
            },
            hovertext=[literal(person.words) for _, person in known],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    reach = _reach([person for _, person in known])
    figure.update_xaxes(
        range=[-reach, reach], showgrid=True, gridcolor=palette.faint,
        title_text=t("interviews.quality.severity_axis"), tickformat=".1~f",
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(people))), ticktext=[literal(_short(person.name)) for person in people],
        range=[len(people) - 0.5, -0.5], tickfont={"size": 13, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _arm(far: float, near: float) -> float:
    return 0.0 if math.isnan(far - near) else far - near


def _reach(people: Sequence[Severity]) -> float:
    """Return how far the scale goes; an interval wider than the scale of ratings is cut."""
    bounds = [
        abs(bound)
        for person in people
        for bound in (person.at, person.low, person.high)
        if not math.isnan(bound)
    ]
    return min(4.0, max(LEAST_REACH, 1.08 * max(bounds, default=0.0)))
