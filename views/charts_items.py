"""What each scene brought to one person's overall score, beside what it could bring at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from texts import t
from views.charts_style import Palette, base, literal

ROW = 25
SHORT_TITLE = 34


class Bar(NamedTuple):
    """One scene, in points of the overall score (0-100)."""

    title: str
    most: float
    """What the key's own answer brings."""
    brought: float | None
    """None: no points."""
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
        x=[bar.brought or 0.0 for bar in bars], y=rows, orientation="h", width=0.62,
        marker={
            "color": [palette.series[1] if (bar.brought or 0) < 0 else palette.first for bar in bars],
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
        if bar.brought is None:
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
