"""Severity of interviewers at a glance: how far each is from panel mates, with a 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from texts import t
from views.charts_style import Palette, base, literal

ROW = 40
SHORT_NAME = 22
LEAST_REACH = 1.0
"""Points to either side that are always shown: a small difference should look small."""


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
    known = [(row, one) for row, one in enumerate(people) if not math.isnan(one.at)]
    figure.add_vline(x=0, line={"color": palette.quiet, "width": 1})
    figure.add_trace(
        go.Scatter(
            mode="markers", x=[one.at for _, one in known], y=[row for row, _ in known],
            marker={"symbol": "diamond", "size": 11, "color": palette.first},
            error_x={
                "type": "data", "symmetric": False, "color": palette.first, "thickness": 2, "width": 0,
                "array": [_arm(one.high, one.at) for _, one in known],
                "arrayminus": [_arm(one.at, one.low) for _, one in known],
            },
            hovertext=[literal(one.words) for _, one in known],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    reach = _reach([one for _, one in known])
    figure.update_xaxes(
        range=[-reach, reach], showgrid=True, gridcolor=palette.faint,
        title_text=t("interviews.quality.severity_axis"), tickformat=".1~f",
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(people))), ticktext=[literal(_short(one.name)) for one in people],
        range=[len(people) - 0.5, -0.5], tickfont={"size": 13, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _arm(far: float, near: float) -> float:
    return 0.0 if math.isnan(far - near) else far - near


def _reach(people: Sequence[Severity]) -> float:
    """Return how far the scale goes; an interval wider than the scale of ratings is cut."""
    bounds = [abs(bound) for one in people for bound in (one.at, one.low, one.high) if not math.isnan(bound)]
    return min(4.0, max(LEAST_REACH, 1.08 * max(bounds, default=0.0)))


def _short(name: str) -> str:
    return name if len(name) <= SHORT_NAME else name[: SHORT_NAME - 1].rstrip() + "…"
