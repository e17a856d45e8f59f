"""How the agreement and the severity of interviewers are written: a number with its interval, or why not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from texts import t
from views.marking_figures import signless
from views.marking_table import Cell

if TYPE_CHECKING:
    from workflows.marking_agreement import Estimate


def figure(estimate: Estimate, digits: int = 2) -> Cell:
    """Write an estimate with its 95 % interval; undefined is "not enough evidence" and the reason."""
    if estimate.reason is not None:
        return t("interviews.quality.not_enough"), t(f"interviews.reasons.{estimate.reason.value}")
    value = signless(estimate.value, digits)
    if math.isnan(estimate.ci_low) or math.isnan(estimate.ci_high):
        return value, t("marking.figures.no_interval")
    low, high = signless(estimate.ci_low, digits), signless(estimate.ci_high, digits)
    return value, t("interviews.quality.interval", low=low, high=high)


def heads(names: Sequence[str]) -> list[str]:
    """Return the titles of columns."""
    return [t(f"interviews.quality.columns.{name}") for name in names]
