"""Profiles in the round: dots and lines only, as an area would say more than there is to say."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from texts import number, t
from views.charts_people import Estimate, Profile
from views.charts_style import SYMBOLS, Palette, base, legend_above

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def radar_figure(lines: Sequence[str], profiles: Sequence[Profile], palette: Palette) -> go.Figure:
    """Draw competencies as axes from the middle, 0 to 100; a line breaks where there is not enough evidence.

    Parameters
    ----------
    lines : sequence of str
        Names of the competencies, in order, three or more.
    profiles : sequence of Profile
        Up to five; told apart by mark and line as well as by colour.
    palette : Palette
    """
    figure = base(palette, height=500, top=76, bottom=30, left=70, right=70)
    for place, profile in enumerate(profiles):
        figure.add_trace(_round(place, profile, lines, palette))
    legend_above(figure, palette)
    figure.update_layout(
        legend_y=1.1,
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {
                "range": [0, 103], "tickvals": [25, 50, 75, 100], "angle": 90, "tickangle": 90,
                "gridcolor": palette.faint, "showline": False, "ticks": "",
                "tickfont": {"size": 11, "color": palette.quiet},
            },
            "angularaxis": {
                "direction": "clockwise", "rotation": 90, "gridcolor": palette.faint, "showline": False,
                "ticks": "", "tickfont": {"size": 12, "color": palette.ink},
            },
        },
    )  # fmt: skip
    return figure


def _round(place: int, profile: Profile, lines: Sequence[str], palette: Palette) -> go.Scatterpolar:
    """Return one candidate's line, closed where both ends are known."""
    closed = [*zip(lines, profile.estimates, strict=True), (lines[0], profile.estimates[0])]
    colour = palette.series[place]
    return go.Scatterpolar(
        name=profile.label,
        r=[one.at for _, one in closed],
        theta=[line for line, _ in closed],
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 1.8, "dash": DASHES[place]},
        marker={"symbol": SYMBOLS[place], "size": 9, "color": colour},
        hovertext=[f"<b>{profile.label}</b><br>{line}: {_said(one)}" for line, one in closed],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _said(one: Estimate) -> str:
    if one.at is None:
        return t("compare.not_enough")
    low, high = (one.at if end is None else end for end in (one.low, one.high))
    return f"{number(one.at)} ({number(low)}–{number(high)})"
