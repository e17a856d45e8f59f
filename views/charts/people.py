"""Charts of scores and competencies: a few candidates side by side, and everybody as a table of shades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from texts import number, t
from views.charts.style import SYMBOLS, Palette, base, legend_above

ROW = 24
"""Height of a candidate's row of the heat map in pixels."""
SPREAD = 0.62
"""Part of a line's height over which candidates side by side are spread."""


class Estimate(NamedTuple):
    """A score on the 0-100 scale with its 90 % interval; ``at`` None: not enough evidence."""

    at: float | None
    low: float | None
    high: float | None


class ScoreLine(NamedTuple):
    """A line of the chart: a score that everybody has."""

    name: str
    is_muted: bool = False
    """More chance than not: drawn in grey."""
    leads: bool = False
    """The overall score or one of a family, above the competencies."""


class Profile(NamedTuple):
    """One candidate beside others."""

    label: str
    estimates: Sequence[Estimate]
    """One per line of the chart."""


class PoolRange(NamedTuple):
    """Where the middle 80 % of the pool lie, 0-100; None when too few."""

    low: float | None
    high: float | None


def profile_figure(
    lines: Sequence[ScoreLine], profiles: Sequence[Profile], pool: Sequence[PoolRange], palette: Palette
) -> go.Figure:
    """Draw scores as lines, candidates as dots with 90 % intervals, the pool as a strip behind.

    Parameters
    ----------
    lines : sequence of ScoreLine
        In order, those that lead first.
    profiles : sequence of Profile
        Up to five; told apart by shape as well as by colour.
    pool : sequence of PoolRange
        One per line.
    palette : Palette
    """
    tall = max(34, 13 * len(profiles) + 12)
    figure = base(palette, height=90 + tall * len(lines), top=48, bottom=44)
    for row, spread in enumerate(pool):
        if spread.low is not None and spread.high is not None:
            figure.add_shape(
                type="rect", x0=spread.low, x1=spread.high, y0=row - 0.42, y1=row + 0.42, layer="below",
                fillcolor=palette.band, line_width=0,
            )  # fmt: skip
    for place, profile in enumerate(profiles):
        figure.add_trace(_profile(place, len(profiles), profile, lines, palette, is_muted=False))
        if any(line.is_muted for line in lines):
            figure.add_trace(_profile(place, len(profiles), profile, lines, palette, is_muted=True))
    for row in range(len(lines) - 1):
        # A stronger line under what leads.
        is_edge = lines[row].leads and not lines[row + 1].leads
        figure.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=row + 0.5, y1=row + 0.5, layer="below",
            line={"color": palette.quiet if is_edge else palette.faint, "width": 1.2 if is_edge else 0.5},
        )  # fmt: skip
    _draw_absent(figure, profiles, palette)
    legend_above(figure, palette)
    figure.update_xaxes(
        range=[-3, 103], tickvals=[0, 25, 50, 75, 100], title_text=t("compare.axis.score"), showgrid=True,
        gridcolor=palette.faint,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(lines))), ticktext=[_name(line, palette) for line in lines],
        range=[len(lines) - 0.5, -0.5], tickfont={"size": 13, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _name(line: ScoreLine, palette: Palette) -> str:
    """Return a line's name: bold where it leads, grey where its score is more chance than not."""
    if line.is_muted:
        return f'<span style="color:{palette.quiet}">{line.name}</span>'
    return f"<b>{line.name}</b>" if line.leads else line.name


def _offset(place: int, n: int) -> float:
    return 0.0 if n == 1 else SPREAD * (place / (n - 1) - 0.5)


def _profile(
    place: int, n: int, profile: Profile, lines: Sequence[ScoreLine], palette: Palette, *, is_muted: bool
) -> go.Scatter:
    """Return one candidate's dots of the lines in grey, or of the others; shapes tell people apart."""
    colour = palette.muted if is_muted else palette.series[place]
    known = [
        (
            row,
            estimate.at,
            estimate.low if estimate.low is not None else estimate.at,
            estimate.high if estimate.high is not None else estimate.at,
        )
        for row, estimate in enumerate(profile.estimates)
        if estimate.at is not None and lines[row].is_muted is is_muted
    ]
    return go.Scatter(
        name=profile.label,
        showlegend=not is_muted,
        legendgroup=profile.label,
        x=[at for _, at, _, _ in known],
        y=[row + _offset(place, n) for row, *_ in known],
        mode="markers",
        marker={"size": 7 if is_muted else 10, "symbol": SYMBOLS[place], "color": colour},
        error_x={
            "type": "data", "symmetric": False, "thickness": 1.8, "width": 0, "color": colour,
            "array": [high - at for _, at, _, high in known],
            "arrayminus": [at - low for _, at, low, _ in known],
        },
        hovertext=[
            f"<b>{profile.label}</b><br>{lines[row].name}: {number(at)} ({number(low)}–{number(high)})"
            for row, at, low, high in known
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _draw_absent(figure: go.Figure, profiles: Sequence[Profile], palette: Palette) -> None:
    """Say in words where there is not enough evidence."""
    for place, profile in enumerate(profiles):
        for row, estimate in enumerate(profile.estimates):
            if estimate.at is None:
                figure.add_annotation(
                    x=0, xanchor="left", y=row + _offset(place, len(profiles)), showarrow=False,
                    text=t("compare.not_enough"), font={"size": 11, "color": palette.series[place]},
                )  # fmt: skip


class HeatCell(NamedTuple):
    """A cell of the heat map; None: not enough evidence."""

    value: float | None
    hover: str


def heat_map_figure(
    people: Sequence[str], columns: Sequence[ScoreLine], cells: Sequence[Sequence[HeatCell]], palette: Palette
) -> go.Figure:
    """Draw candidates by scores as shades; struck = not enough evidence.

    Numbers stand in the columns that lead alone: a competency's is never without its interval, for which a
    cell has no room. Columns of which chance makes up more than half have shades of grey.
    """
    figure = base(palette, height=96 + ROW * len(people), top=8, bottom=8)
    for is_muted in sorted({line.is_muted for line in columns}):
        figure.add_trace(_shades(columns, cells, palette, is_muted=is_muted))
    for is_high in (False, True):
        figure.add_trace(_numbers(columns, cells, palette, is_high=is_high))
    figure.add_trace(_absent_cells(cells, palette))
    _draw_edge(figure, columns, palette)
    figure.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=[_name(column, palette) for column in columns],
        side="top",
        autotickangles=[0, -90], tickfont={"size": 12, "color": palette.ink},
        range=[-0.5, len(columns) - 0.5],
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(people))), ticktext=list(people), range=[len(people) - 0.5, -0.5],
        tickfont={"size": 12, "color": palette.ink}, ticklabelstandoff=6,
    )  # fmt: skip
    return figure


def _shades(
    columns: Sequence[ScoreLine], cells: Sequence[Sequence[HeatCell]], palette: Palette, *, is_muted: bool
) -> go.Heatmap:
    """Return the cells of the columns in grey, or those of the others."""
    ramp = palette.grey_ramp if is_muted else palette.ramp
    return go.Heatmap(
        z=[
            [
                cell.value if column.is_muted is is_muted else None
                for column, cell in zip(columns, row, strict=True)
            ]
            for row in cells
        ],
        x=list(range(len(columns))),
        y=list(range(len(cells))),
        zmin=0,
        zmax=100,
        colorscale=[[at / (len(ramp) - 1), colour] for at, colour in enumerate(ramp)],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
        hovertext=[[cell.hover for cell in row] for row in cells],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _draw_edge(figure: go.Figure, columns: Sequence[ScoreLine], palette: Palette) -> None:
    """Draw a line between the columns that lead and the competencies."""
    leading = sum(column.leads for column in columns)
    if 0 < leading < len(columns):
        figure.add_shape(
            type="line", yref="paper", y0=0, y1=1, x0=leading - 0.5, x1=leading - 0.5,
            line={"color": palette.quiet, "width": 1.2},
        )  # fmt: skip


def _numbers(
    columns: Sequence[ScoreLine], cells: Sequence[Sequence[HeatCell]], palette: Palette, *, is_high: bool
) -> go.Scatter:
    """Write each value of what leads in an ink that can be read on its shade."""
    written = [
        (column, row, cell.value)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if columns[column].leads and cell.value is not None and (cell.value >= palette.ramp_turn) is is_high
    ]
    return go.Scatter(
        x=[column for column, _, _ in written],
        y=[row for _, row, _ in written],
        text=[number(value) for _, _, value in written],
        mode="text",
        textfont={"size": 11, "color": palette.ramp_ink[is_high]},
        hoverinfo="skip",
    )


def _absent_cells(cells: Sequence[Sequence[HeatCell]], palette: Palette) -> go.Scatter:
    absent = [
        (column, row, cell.hover)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if cell.value is None
    ]
    return go.Scatter(
        x=[column for column, _, _ in absent],
        y=[row for _, row, _ in absent],
        mode="markers",
        marker={"symbol": "line-ne-open", "size": 13, "color": palette.quiet, "line": {"width": 1.2}},
        hovertext=[hover for _, _, hover in absent],
        hovertemplate="%{hovertext}<extra></extra>",
    )
