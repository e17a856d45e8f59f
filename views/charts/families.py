"""Charts of what a score is made of: interpersonal by technical score, and points scene by scene."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from texts import number, t
from views.charts.people import Estimate
from views.charts.style import SYMBOLS, Palette, base, legend_above, literal

EQUAL_LINES = (20, 40, 60, 80)
"""Composites, 0-100, whose lines are drawn."""
POOL_NAMED_UP_TO = 12
"""Candidates whose names are still readable beside their dots."""
ROW = 25
"""Height of a scene's bar in pixels."""
SHORT_TITLE = 34


class Dot(NamedTuple):
    """One candidate, 0-100 on both scales; both scores are known."""

    id: str
    label: str
    technical: Estimate
    interpersonal: Estimate
    chosen: int | None
    """Place among the chosen ones, which gives shape and colour."""
    hover: str


def families_figure(dots: Sequence[Dot], weights: tuple[float, float], palette: Palette) -> go.Figure:
    """Draw every candidate by both families, with lines along which the composite is the same.

    Parameters
    ----------
    dots : sequence of Dot
    weights : tuple of float
        Of the interpersonal and of the technical family, summing to 1.
    palette : Palette
    """
    figure = base(palette, height=460, top=40, right=34, bottom=48)
    for composite in EQUAL_LINES:
        _draw_equal(figure, composite, weights, palette)
    figure.add_trace(_pool([dot for dot in dots if dot.chosen is None], palette))
    for dot in (dot for dot in dots if dot.chosen is not None):
        figure.add_trace(_chosen(dot, palette))
    if any(dot.chosen is not None for dot in dots):
        legend_above(figure, palette)
    ticks: dict[str, Any] = {"range": [-4, 104], "tickvals": [0, 20, 40, 60, 80, 100]}
    figure.update_xaxes(title_text=t("compare.families.x", percent=_percent(weights[1])), **ticks)
    figure.update_yaxes(title_text=t("compare.families.y", percent=_percent(weights[0])), **ticks)
    return figure


def equal_line(composite: float, weights: tuple[float, float]) -> list[tuple[float, float]]:
    """Return the two ends (technical, interpersonal) of a line of equal composite inside the square 0-100."""
    people, tools = weights
    ends = []
    for technical in (0.0, 100.0):
        interpersonal = (composite - tools * technical) / people if people else composite
        inside = min(100.0, max(0.0, interpersonal))
        if inside != interpersonal and tools:
            technical = min(100.0, max(0.0, (composite - people * inside) / tools))
        ends.append((technical, inside))
    return ends


def _draw_equal(figure: go.Figure, composite: float, weights: tuple[float, float], palette: Palette) -> None:
    (x0, y0), (x1, y1) = equal_line(composite, weights)
    figure.add_scatter(
        x=[x0, x1], y=[y0, y1], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": palette.faint, "width": 1.5},
    )  # fmt: skip
    figure.add_annotation(
        x=x1, y=y1, xanchor="left", showarrow=False, text=number(composite), xshift=3,
        font={"size": 11, "color": palette.quiet},
    )  # fmt: skip


def _pool(dots: Sequence[Dot], palette: Palette) -> go.Scatter:
    is_named = 0 < len(dots) <= POOL_NAMED_UP_TO
    return go.Scatter(
        x=[dot.technical.at for dot in dots],
        y=[dot.interpersonal.at for dot in dots],
        mode="markers+text" if is_named else "markers",
        text=[dot.label for dot in dots] if is_named else None,
        textposition="top center",
        textfont={"size": 11, "color": palette.quiet},
        customdata=[[dot.id] for dot in dots],
        hovertext=[dot.hover for dot in dots],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        marker={
            "size": 9 if len(dots) <= 200 else 5,
            "color": palette.quiet,
            "opacity": 0.75 if len(dots) <= 200 else 0.4,
            "line": {"width": 0},
        },
        unselected={"marker": {"opacity": 0.6}},
    )


def _chosen(dot: Dot, palette: Palette) -> go.Scatter:
    place = dot.chosen or 0
    return go.Scatter(
        name=dot.label,
        x=[dot.technical.at],
        y=[dot.interpersonal.at],
        mode="markers",
        error_x=_error(dot.technical, palette.series[place]),
        error_y=_error(dot.interpersonal, palette.series[place]),
        customdata=[[dot.id]],
        hovertext=[dot.hover],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "size": 14, "symbol": SYMBOLS[place], "color": palette.series[place],
            "line": {"width": 1.5, "color": palette.surface},
        },
    )  # fmt: skip


def _error(estimate: Estimate, colour: str) -> dict[str, Any]:
    """Return the 90 % interval as a thin line."""
    at, low, high = (value if value is not None else 0.0 for value in estimate)
    return {
        "type": "data", "symmetric": False, "array": [high - at], "arrayminus": [at - low], "color": colour,
        "thickness": 1, "width": 0,
    }  # fmt: skip


def _percent(share: float) -> str:
    return number(100 * share)


class Bar(NamedTuple):
    """One scene, in points of the overall score (0-100)."""

    title: str
    most: float
    """What the key's own answer brings."""
    contribution: float | None
    """What the candidate's answer brought; None: no points."""
    is_technical: bool
    hover: str


def items_figure(bars: Sequence[Bar], palette: Palette) -> go.Figure:
    """Draw two bars per scene: outlined, what it can bring; full, what it brought.

    Parameters
    ----------
    bars : sequence of Bar
        In the order in which they are shown.
    palette : Palette
    """
    rows = list(range(len(bars)))
    figure = base(palette, height=70 + ROW * len(bars), top=8, bottom=44)
    figure.add_bar(
        x=[bar.most for bar in bars], y=rows, orientation="h", width=0.62, hoverinfo="skip",
        marker={"color": "rgba(0,0,0,0)", "line": {"color": palette.quiet, "width": 1}},
    )  # fmt: skip
    figure.add_bar(
        x=[bar.contribution or 0.0 for bar in bars], y=rows, orientation="h", width=0.62,
        marker={
            "color": [palette.series[1] if (bar.contribution or 0) < 0 else palette.first for bar in bars],
            "line": {"width": 0},
            # Not by colour alone: technical scenes are hatched.
            "pattern": {
                "shape": ["/" if bar.is_technical else "" for bar in bars], "size": 5, "solidity": 0.35,
                "fgcolor": palette.surface,
            },
        },
        hovertext=[bar.hover for bar in bars], hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    for row, bar in enumerate(bars):
        if bar.contribution is None:
            figure.add_annotation(
                x=0, xanchor="left", xshift=4, y=row, showarrow=False, text=t("compare.not_enough"),
                font={"size": 11, "color": palette.quiet},
            )  # fmt: skip
    figure.add_vline(x=0, line={"color": palette.quiet, "width": 1})
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(title_text=t("compare.candidate.items_axis"))
    figure.update_yaxes(
        tickvals=rows, ticktext=[literal(_short(bar.title)) for bar in bars], range=[len(bars) - 0.5, -0.5],
        tickfont={"size": 12, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _short(title: str) -> str:
    return title if len(title) <= SHORT_TITLE else title[: SHORT_TITLE - 1].rstrip() + "…"
