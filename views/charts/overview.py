"""Chart of a large pool: everybody in order, within the band of their 90 % intervals, by tier."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from texts import number
from views.charts.style import Palette, PlotlyDict, base_layout, titled, to_figure


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
    layout = base_layout(palette, height=230, top=26, bottom=44, right=12)
    shapes, notes = _tier_strips(spans, palette)
    layout["shapes"] = [*shapes, _frame(window, palette)]
    layout["annotations"] = notes
    layout["xaxis"] |= titled(palette, titles[0]) | {
        "range": [0, len(spans) + 1], "tickformat": ",d", "nticks": 6,
    }  # fmt: skip
    layout["yaxis"] |= titled(palette, titles[1]) | {
        "range": [0, 100], "nticks": 5, "showgrid": True, "gridcolor": palette.faint,
    }  # fmt: skip
    return to_figure(_traces(spans, palette), layout)


def _traces(spans: Sequence[Span], palette: Palette) -> list[PlotlyDict]:
    """Return the two edges of the band, the space between them, and the line inside."""
    common = {"type": "scatter", "x0": 1, "dx": 1, "hoverinfo": "skip"}
    edge = common | {"mode": "lines", "line": {"color": palette.first, "width": 0}}
    filled = {"fill": "tonexty", "fillcolor": _see_through(palette.first, 0.2)}
    # One path: a mark each takes the browser several times as long.
    middle = {"mode": "lines", "line": {"color": palette.first, "width": 2}}
    return [
        edge | {"y": _short([span.high for span in spans])},
        edge | filled | {"y": _short([span.low for span in spans])},
        common | middle | {"y": _short([span.at for span in spans])},
    ]


def _short(values: list[float]) -> NDArray[np.float32]:
    """Return numbers that travel as four bytes each, not as text: a pixel is a hundred times coarser."""
    return np.array(values, dtype=np.float32)


def _frame(window: tuple[int, int], palette: Palette) -> PlotlyDict:
    """Return the frame around what is shown in detail."""
    return {
        "type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": window[0] - 0.5, "x1": window[1] + 0.5,
        "layer": "above", "line": {"color": palette.series[1], "width": 2}, "fillcolor": "rgba(0,0,0,0)",
    }  # fmt: skip


def _tier_strips(spans: Sequence[Span], palette: Palette) -> tuple[list[PlotlyDict], list[PlotlyDict]]:
    """Return a strip behind every second tier, and the numbers of those wide enough for one."""
    strips: list[PlotlyDict] = []
    numbers: list[PlotlyDict] = []
    at = 1
    for index, (tier, members) in enumerate(groupby(spans, key=lambda span: span.tier)):
        size = len(list(members))
        if index % 2 == 0:
            strips.append(
                {
                    "type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": at - 0.5, "x1": at + size - 0.5,
                    "fillcolor": palette.band, "line": {"width": 0}, "layer": "below",
                }
            )  # fmt: skip
        if size >= 0.03 * len(spans):
            numbers.append(
                {
                    "x": at + (size - 1) / 2, "yref": "paper", "y": 1, "yanchor": "bottom",
                    "showarrow": False, "text": number(tier), "font": {"size": 12, "color": palette.quiet},
                }
            )  # fmt: skip
        at += size
    return strips, numbers


def _see_through(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
