"""Style of all charts: colours of the two themes, quiet axes, layout, legend, width of labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from texts import language
from texts.scores import Z_90 as Z_90
from texts.scores import shown as shown

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
"""With colour, never instead of it: who sees no colours tells candidates apart by shape."""
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}
FONT = "Inter, system-ui, sans-serif"
WIDE, NARROW, APART = 12.0, 7.8, 14
"""Pixels: a wide and a narrow sign of a label, and what is around it."""
WIDE_SIGNS = "mwæœ%@—…"
FIRST_IDEOGRAPH = "\u2e80"
PlotlyDict = dict[str, Any]
"""A trace, an axis, a shape or a note, as Plotly holds it."""


@dataclass(frozen=True)
class Palette:
    """Colours for one of the two themes; each stands out from the background by 3:1 or more."""

    ink: str
    quiet: str
    faint: str
    band: str
    surface: str
    series: tuple[str, ...]
    ramp: tuple[str, ...]
    """From chance to full score; the last ones are dark on light, light on dark."""
    ramp_ink: tuple[str, str]
    """Ink on the first and on the last shades of the ramp."""
    muted: str
    """Of a score that is more chance than not."""
    grey_ramp: tuple[str, ...]
    """The ramp of such scores."""
    ramp_turn: float
    """Value from which the second ink is the more readable one."""

    @property
    def first(self) -> str:
        """The colour of whatever there is only one of."""
        return self.series[0]


LIGHT = Palette(
    ink="#1d2522",
    quiet="#59625e",
    faint="#d5d0c4",
    band="rgba(29,37,34,0.045)",
    surface="#f6f4ef",
    series=("#0b5d56", "#c8642b", "#5b5ea6", "#b08a1e", "#8a3a63"),
    ramp=("#f3efe6", "#d5e8e4", "#9fcac2", "#5aa397", "#1f7168", "#08463f"),
    ramp_ink=("#080c0a", "#ffffff"),
    muted="#8b938f",
    grey_ramp=("#f1efea", "#e4e1da", "#d5d1c8"),
    ramp_turn=73,
)
DARK = Palette(
    ink="#e9edea",
    quiet="#a7b0ac",
    faint="#3c4643",
    band="rgba(233,237,234,0.055)",
    surface="#121615",
    series=("#66cdbd", "#f0955e", "#a3a6ee", "#e0bd55", "#e08cb8"),
    ramp=("#1c2221", "#17443e", "#22655c", "#379387", "#66c4b5", "#c5eee7"),
    ramp_ink=("#ffffff", "#080c0a"),
    muted="#78827e",
    grey_ramp=("#1b2120", "#262d2b", "#333b39"),
    ramp_turn=54,
)


def literal(text: str) -> str:
    """Return somebody's text so that no part of it becomes a tag of the chart."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def base_layout(
    palette: Palette, *, height: int, left: int = 8, right: int = 8, top: int = 8, bottom: int = 40
) -> PlotlyDict:
    """Return the layout all charts begin with: no frame, no title, no zoom by accident."""
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": palette.ink},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "showlegend": False,
        "dragmode": False,
        "clickmode": "event+select",
        "separators": ",\u202f" if language() == "fr" else ".,",
        "xaxis": axis(palette),
        "yaxis": axis(palette),
    }


def to_figure(traces: Sequence[PlotlyDict], layout: PlotlyDict) -> go.Figure:
    """Make a figure of plain values in one go.

    Plotly's checks of each value take most of the time of a chart; the tests do them instead.
    """
    return go.Figure({"data": list(traces), "layout": layout}, _validate=False)


def base(
    palette: Palette, *, height: int, left: int = 8, right: int = 8, top: int = 8, bottom: int = 40
) -> go.Figure:
    """Return an empty figure with that layout, to be drawn on step by step."""
    return go.Figure(
        layout=base_layout(palette, height=height, left=left, right=right, top=top, bottom=bottom)
    )


def room_for(labels: Iterable[str]) -> int:
    """Return the pixels beside a plot that its labels need.

    Plotly can find out by itself, and draws everything twice for it.
    """
    return APART + round(max((sum(map(_width, label)) for label in labels), default=0))


def _width(sign: str) -> float:
    return WIDE if sign.isupper() or sign in WIDE_SIGNS or sign >= FIRST_IDEOGRAPH else NARROW


def legend(palette: Palette, *, y: float = 1.0) -> PlotlyDict:
    """Return the layout of a legend above the plot, where it is read first."""
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h", "yanchor": "bottom", "y": y, "xanchor": "left", "x": 0,
            "font": {"size": 12, "color": palette.quiet}, "itemclick": False, "itemdoubleclick": False,
        },
    }  # fmt: skip


def legend_above(figure: go.Figure, palette: Palette) -> None:
    """Put the legend above the plot of a figure."""
    figure.update_layout(**legend(palette))


def titled(palette: Palette, text: str) -> PlotlyDict:
    """Return the title of an axis."""
    return {"title": {**axis(palette)["title"], "text": text}}


def axis(palette: Palette) -> PlotlyDict:
    """Return a quiet axis."""
    return {
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"size": 12, "color": palette.quiet},
        "title": {"font": {"size": 12, "color": palette.quiet}, "standoff": 8},
        "automargin": True,
    }
