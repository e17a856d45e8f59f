"""A large pool at a glance: everybody in order, within the band of their intervals, by tier."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import plotly.graph_objects as go

from texts import number
from views.charts_style import Palette, base


class Span(NamedTuple):
    """One candidate in the overview of a large pool."""

    tier: int
    at: float
    low: float
    high: float


def overview_figure(
    spans: Sequence[Span], window: tuple[int, int], titles: tuple[str, str], palette: Palette
) -> go.Figure:
    """Draw a whole pool, best first, as a line within its 90 % band; the window shown below is marked.

    Parameters
    ----------
    spans : sequence of Span
        In the order of the list.
    window : tuple of int
        First and last place (1 = first of the list) of what is shown in detail.
    titles : tuple of str
        Of the horizontal and of the vertical axis.
    palette : Palette
    """
    x = list(range(1, len(spans) + 1))
    figure = base(palette, height=230, top=26, bottom=44, right=12)
    outline = {"color": palette.first, "width": 0}
    figure.add_scatter(x=x, y=[one.high for one in spans], mode="lines", line=outline, hoverinfo="skip")
    figure.add_scatter(
        x=x, y=[one.low for one in spans], mode="lines", line=outline, fill="tonexty", hoverinfo="skip",
        fillcolor=_see_through(palette.first, 0.2),
    )  # fmt: skip
    figure.add_scatter(
        x=x, y=[one.at for one in spans], mode="markers", hoverinfo="skip",
        marker={"size": 3, "color": palette.first},
    )  # fmt: skip
    _draw_tier_strips(figure, spans, palette)
    figure.add_shape(
        type="rect", yref="paper", y0=0, y1=1, x0=window[0] - 0.5, x1=window[1] + 0.5, layer="above",
        line={"color": palette.series[1], "width": 2}, fillcolor="rgba(0,0,0,0)",
    )  # fmt: skip
    figure.update_xaxes(title_text=titles[0], range=[0, len(spans) + 1], tickformat=",d", nticks=6)
    figure.update_yaxes(
        title_text=titles[1], range=[0, 100], nticks=5, showgrid=True, gridcolor=palette.faint
    )
    return figure


def _draw_tier_strips(figure: go.Figure, spans: Sequence[Span], palette: Palette) -> None:
    at = 1
    for index, (tier, members) in enumerate(groupby(spans, key=lambda span: span.tier)):
        size = len(list(members))
        if index % 2 == 0:
            figure.add_shape(
                type="rect", yref="paper", y0=0, y1=1, x0=at - 0.5, x1=at + size - 0.5,
                fillcolor=palette.band, line_width=0, layer="below",
            )  # fmt: skip
        if size >= 0.03 * len(spans):
            figure.add_annotation(
                x=at + (size - 1) / 2, yref="paper", y=1, yanchor="bottom", showarrow=False,
                text=number(tier), font={"size": 12, "color": palette.quiet},
            )  # fmt: skip
        at += size


def _see_through(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
