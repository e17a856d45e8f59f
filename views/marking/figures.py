"""Agreement and severity in writing: a number with its interval, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from texts import both, number, t
from views.common.layout import Cell, table
from workflows.marking.marker_agreement import MarkerSeverity

if TYPE_CHECKING:
    from workflows.marking.marker_agreement import Estimate

TOTAL = "total"


def figure(estimate: Estimate, digits: int = 2) -> Cell:
    """Write an estimate with its 95 % interval; undefined is "not enough evidence" and the reason."""
    if math.isnan(estimate.value):
        reason = estimate.reason
        return t("marking.figures.undefined"), t(f"marking.reasons.{reason.value if reason else 'no_pairs'}")
    value = signless(estimate.value, digits)
    if math.isnan(estimate.ci_low) or math.isnan(estimate.ci_high):
        return value, t("marking.figures.no_interval")
    low, high = signless(estimate.ci_low, digits), signless(estimate.ci_high, digits)
    return value, t("marking.figures.interval", low=low, high=high)


def signless(value: float, digits: int) -> str:
    """Write a number so that what rounds to nothing has no sign."""
    return number(round(value, digits) + 0.0, digits)


def severity_table(
    caption: str,
    dimensions: Sequence[tuple[str, Mapping[str, str]]],
    markers: Sequence[tuple[str, MarkerSeverity]],
) -> None:
    """Draw how far each marker is from the others, in points, dimension by dimension."""
    columns = [*(name for name, _ in dimensions), TOTAL]
    head = [
        t("marking.figures.marker"),
        *(both(name) for _, name in dimensions),
        t("marking.figures.total"),
        t("marking.figures.n"),
    ]
    rows = [
        [
            marker,
            *(figure(severity.by_dimension[name]) for name in columns),
            number(severity.by_dimension[TOTAL].n),
        ]
        for marker, severity in markers
    ]
    table(caption, head, rows)
