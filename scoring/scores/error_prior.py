"""The declared prior of every error: how much chance is in one answer before anybody has answered.

The standard deviations come from a simulation: candidates with abilities N(0, 1) answer every item of the
bank many times over, by the formats' own simulators. They are an assumption about people, not a finding
about them; what a pool answers soon outweighs it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from domain import INTERVIEW
from scoring.formats.scheme import Scheme
from scoring.scores.scale import form_coefficients

Array = NDArray[np.float64]

ITEM_SD: Mapping[str, float] = MappingProxyType(
    {
        "best_worst": 0.41,
        "rate_each": 0.32,
        "rank": 0.39,
        "multi_select": 0.38,
        "mcq": 0.55,
        "conversation": 0.32,
        "triage": 0.12,
        "open_reply": 0.19,
        INTERVIEW: 0.15,
    }
)
"""Format -> SD of one person's points on one item around what the same person earns on average, without what
markers or interviewers leave in them."""
MARKER_SD = 0.10
"""SD of one marker's points around what markers give to the same reply."""
INTERVIEWER_SD = 0.125
"""SD of one interviewer's view of a person as a whole, severity and halo: half a point of five."""

ANSWERS_ON_LEVEL = 40
"""The prior weighs as much as so many answers where the size of the error of a method is at stake ..."""
PEOPLE_ON_ITEM = 25
"""... as so many people where one item's error differs from those of its format ..."""
PEOPLE_ON_RATERS = 8
"""... and as so many people rated twice where the difference between those who rate is."""

LEAST = 1e-4
"""Share of the declared variance below which none that a form states is taken: a pool says how many times as
large its errors are, which is nothing beside 0."""


def prior_variances(scheme: Scheme) -> Array:
    """Return the error variance that each item's points are assumed to have beforehand, (J,).

    A form that states SD and reliability of its composites gets the one variance per item that gives a
    candidate who answers everything a standard error of sd sqrt(1 - reliability); one without composites
    states nothing that way.
    """
    declared = np.square([ITEM_SD[item.format] for item in scheme.items])
    full = math.fsum(np.square(form_coefficients(scheme)).tolist())
    if scheme.prior is None or not full > 0:
        return declared
    stated = scheme.prior.sd**2 * (1 - scheme.prior.reliability) / full
    return np.maximum(stated, LEAST * declared)
