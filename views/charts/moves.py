"""Charts of other weights: a line per candidate from the present place to the one they would have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeVar

import plotly.graph_objects as go

from texts import number, t
from views.charts.style import Palette, PlotlyDict, axis, base_layout, legend, literal, to_figure

ROW = 20
"""Height of one place in pixels while everybody can be named."""
NAMED_UP_TO = 60
TALL = 980
"""Height of the plot in pixels where not everybody can be named."""
LABEL_APART = 15
"""Pixels between two labels that do not touch."""
SHORT_LABEL = 14
HEAD, FOOT = 62, 8
"""Margins above and below the plot in pixels."""
LEGEND_ABOVE = 24

Change = Literal["up", "down", "same"]
"""What becomes of a candidate's tier."""
MARKS: dict[Change, tuple[str, str, int]] = {
    "same": ("circle", "solid", 6),
    "up": ("triangle-up", "solid", 10),
    "down": ("triangle-down", "dash", 10),
}
"""Mark at the right end, line, size: who sees no colours tells them apart by these."""
NOTHING_AT_THE_RIGHT: PlotlyDict = {
    "type": "scatter", "x": [1], "y": [1], "yaxis": "y2", "mode": "markers", "opacity": 0,
    "hoverinfo": "skip", "showlegend": False,
}  # fmt: skip
"""An axis is drawn only where something is drawn on it."""

Item = TypeVar("Item")


class Move(NamedTuple):
    """One candidate's way."""

    label: str
    place_before: int
    """In a list in which everybody has a place of their own, 1 = first."""
    place_after: int
    rank_before: int
    """As it is written: equal scores share one."""
    rank_after: int
    change: Change
    hover: str


def moves_figure(moves: Sequence[Move], n: int, palette: Palette) -> go.Figure:
    """Draw ways between two orders; where not everybody can be named, those who move most are.

    Parameters
    ----------
    moves : sequence of Move
        Those drawn.
    n : int
        How many are in the order, drawn or not.
    palette : Palette
    """
    inside = ROW * max(n, 3) if n <= NAMED_UP_TO else TALL
    layout = base_layout(palette, height=inside + HEAD + FOOT, top=HEAD, bottom=FOOT)
    layout |= legend(palette, y=1 + LEGEND_ABOVE / inside)
    layout["xaxis"] |= {
        "range": [-0.02, 1.02], "tickvals": [0, 1], "ticktext": [t("what_if.now"), t("what_if.then")],
        "side": "top", "tickfont": {"size": 12, "color": palette.ink},
    }  # fmt: skip
    apart = LABEL_APART * max(n, 3) / inside
    before = _labels([(move.place_before, move.rank_before, move) for move in moves], apart)
    after = _labels([(move.place_after, move.rank_after, move) for move in moves], apart)
    layout["yaxis"] |= _label_axis(max(n, 3), before, palette)
    layout["yaxis2"] = axis(palette) | _label_axis(max(n, 3), after, palette)
    layout["yaxis2"] |= {"overlaying": "y", "side": "right"}
    ways = [
        _ways(members, change, palette, is_thin=len(moves) > NAMED_UP_TO)
        for change, members in _by_change(moves, lambda move: move.change)
    ]
    return to_figure([*ways, NOTHING_AT_THE_RIGHT], layout)


def most_moved_figure(moves: Sequence[Move], n: int, palette: Palette) -> go.Figure:
    """Draw a row for each of those who move most: an open circle now, a full mark as tried.

    Parameters
    ----------
    moves : sequence of Move
        In the order in which they are shown.
    n : int
        How many are in the order.
    palette : Palette
    """
    inside = ROW * len(moves)
    layout = base_layout(palette, height=inside + HEAD + FOOT, top=HEAD, bottom=FOOT, right=14)
    layout |= legend(palette, y=1 + LEGEND_ABOVE / inside)
    layout["xaxis"] |= {
        "range": [1 - 0.02 * n, 1.02 * n], "side": "top", "nticks": 6, "tickformat": ",d", "showgrid": True,
        "gridcolor": palette.faint,
    }  # fmt: skip
    layout["yaxis"] |= {
        "tickvals": list(range(len(moves))), "ticktext": [literal(_short(move.label)) for move in moves],
        "range": [len(moves) - 0.5, -0.5], "tickfont": {"size": 12, "color": palette.ink},
        "ticklabelstandoff": 6,
    }  # fmt: skip
    rows = _by_change(list(enumerate(moves)), lambda row: row[1].change)
    return to_figure([_dumbbells(members, change, palette) for change, members in rows], layout)


def _by_change(
    items: Sequence[Item], change_of: Callable[[Item], Change]
) -> Iterator[tuple[Change, list[Item]]]:
    """Yield each kind of change with its items; a kind without any is left out."""
    for change in MARKS:
        if members := [item for item in items if change_of(item) == change]:
            yield change, members


def _dumbbells(rows: Sequence[tuple[int, Move]], change: Change, palette: Palette) -> PlotlyDict:
    symbol, dash, size = MARKS[change]
    colour = _colour(change, palette)
    return {
        "type": "scatter",
        "name": t(f"what_if.tier_{change}"),
        "x": [x for _, move in rows for x in (move.rank_before, move.rank_after, None)],
        "y": [y for row, _ in rows for y in (row, row, None)],
        "mode": "lines+markers",
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {
            "symbol": ["circle-open", symbol, "circle"] * len(rows),
            "size": [9, max(9, size), 1] * len(rows),
            "color": colour,
            "opacity": 1,
        },
        **_hovers([move for _, move in rows]),
    }


def _ways(moves: Sequence[Move], change: Change, palette: Palette, *, is_thin: bool) -> PlotlyDict:
    """Draw the lines of one kind, with gaps between them."""
    symbol, dash, size = MARKS[change]
    colour = _colour(change, palette)
    return {
        "type": "scatter",
        "name": t(f"what_if.tier_{change}"),
        "x": [0, 1, None] * len(moves),
        "y": [y for move in moves for y in (move.place_before, move.place_after, None)],
        "mode": "lines+markers",
        "line": {"color": colour, "width": 1 if change == "same" or is_thin else 2, "dash": dash},
        "opacity": 0.55 if change == "same" and is_thin else 1,
        "marker": {
            "symbol": ["circle", symbol, "circle"] * len(moves),
            "size": [5, size, 1] * len(moves),
            "color": colour,
        },
        **_hovers(moves),
    }


def _colour(change: Change, palette: Palette) -> str:
    return {"same": palette.quiet, "up": palette.series[0], "down": palette.series[1]}[change]


def _hovers(moves: Sequence[Move]) -> PlotlyDict:
    """Say the same at both ends, nothing at the gap."""
    hovers = [literal(move.hover) for move in moves]
    return {
        "hovertext": [text for hover in hovers for text in (hover, hover, "")],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _labels(ends: Sequence[tuple[int, int, Move]], apart: float) -> dict[int, str]:
    """Return place -> label, of those who move most first, as long as they do not touch each other."""
    taken: dict[int, str] = {}
    for place, rank, move in sorted(ends, key=lambda end: -abs(end[2].place_before - end[2].place_after)):
        if all(abs(place - other) >= apart for other in taken):
            taken[place] = f"{number(rank)}  {literal(_short(move.label))}"
    return taken


def _label_axis(n: int, labels: dict[int, str], palette: Palette) -> PlotlyDict:
    """Return the range and the labels of an axis of places."""
    return {
        "range": [n + 0.5, 0.5], "tickfont": {"size": 12, "color": palette.ink}, "ticklabelstandoff": 5,
        "tickvals": list(labels), "ticktext": list(labels.values()),
    }  # fmt: skip


def _short(label: str) -> str:
    """Keep two labels and the lines between them on a phone's screen."""
    return label if len(label) <= SHORT_LABEL else label[: SHORT_LABEL - 1].rstrip() + "…"
