"""Simulated interviews in which it is known how severe each interviewer is."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.interview.facets_design import FacetRating

Array = NDArray[np.float64]

STEPS = np.array([-1.8, -0.6, 0.6, 1.8])
SEVERITY_SD = 0.5
QUESTION_SD = 0.5
DRAWS = 2000


class Case(NamedTuple):
    """How interviews are drawn; standard deviations in logits."""

    interviewers: int
    people: int
    questions: int
    halo: float
    """Standard deviation of what one interviewer sees in one person beyond the others."""
    panels: str = "any"
    """Of two each: any = drawn at random, uneven = one interviewer sits on most, ring = neighbours only,
    bridge = two groups that met few people in common."""
    skewed: bool = False
    """People's true places: exponential instead of normal."""
    discrimination: float = 0.0
    """Standard deviation of the logarithm of how far a question tells people apart."""
    uneven_halo: bool = False
    """One interviewer has one and a half times the halo, another half of it."""


class Drawn(NamedTuple):
    """Interviews and their truth."""

    rows: list[FacetRating]
    severity: dict[str, float]
    """In logits; they sum to 0."""
    difference: dict[str, float]
    """Expected difference from panel mates on the people met with one, in points."""


def drawn(case: Case, rng: np.random.Generator) -> Drawn:
    """Draw interviews."""
    severity = rng.normal(0, SEVERITY_SD, case.interviewers)
    severity -= severity.mean()
    difficulty = rng.normal(0, QUESTION_SD, case.questions)
    slope = np.exp(rng.normal(0, case.discrimination, case.questions))
    halo = np.full(case.interviewers, case.halo)
    if case.uneven_halo:
        halo[:2] *= (1.5, 0.5)
    panels = _panels(case, rng)
    rows: list[FacetRating] = []
    for person, (theta, panel) in enumerate(zip(_places(case, case.people, rng), panels, strict=True)):
        for who in panel:
            place = theta + rng.normal(0, 1) * halo[who] - severity[who]
            chances = _chances(slope * (place - difficulty), slope)
            given = (rng.random((case.questions, 1)) > np.cumsum(chances, axis=1)).sum(axis=1)
            rows += [
                FacetRating(f"c{person:03}", f"R{who}", f"Q{at}", 1 + int(min(level, len(STEPS))))
                for at, level in enumerate(given)
            ]
    expected = _expected(case, severity, halo, difficulty, slope, rng)
    names = {f"R{who}": float(value) for who, value in enumerate(severity)}
    return Drawn(rows, names, _differences(panels, expected))


def _panels(case: Case, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Return who met each person."""
    n, pairs = case.interviewers, list(combinations(range(case.interviewers), 2))
    if case.panels == "ring":
        return [((at % n), (at + 1) % n) for at in range(case.people)]
    if case.panels == "bridge":
        half = n // 2
        within = [pair for pair in pairs if (pair[0] < half) == (pair[1] < half)]
        across = [pair for pair in pairs if pair not in within]
        met = [within[at % len(within)] for at in range(case.people - 4)]
        return met + [across[at % len(across)] for at in range(4)]
    weight = np.array([3.0 if case.panels == "uneven" and 0 in pair else 1.0 for pair in pairs])
    return [pairs[at] for at in rng.choice(len(pairs), case.people, p=weight / weight.sum())]


def _places(case: Case, n: int, rng: np.random.Generator) -> Array:
    return rng.exponential(1, n) - 1 if case.skewed else rng.normal(0, 1, n)


def _chances(location: Array, slope: Array) -> Array:
    """(..., C): of each rating, at some places on a question's scale."""
    sums = np.cumsum(location[..., None] - slope[..., None] * STEPS, axis=-1)
    logits = np.concatenate([np.zeros((*location.shape, 1)), sums], axis=-1)
    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def _expected(
    case: Case, severity: Array, halo: Array, difficulty: Array, slope: Array, rng: np.random.Generator
) -> Array:
    """(R,): the mean rating that each would give to everybody who could have come."""
    theta, view = _places(case, DRAWS, rng), rng.normal(0, 1, DRAWS)
    categories = np.arange(len(STEPS) + 1)
    ratings = [
        _chances(slope * ((theta + view * own - hard)[:, None] - difficulty), slope) @ categories
        for hard, own in zip(severity, halo, strict=True)
    ]
    return np.array([rating.mean() for rating in ratings])


def _differences(panels: list[tuple[int, int]], expected: Array) -> dict[str, float]:
    """Return the mean of own less mate's expected rating over the people met."""
    apart: dict[str, list[float]] = {}
    for own, other in panels:
        gap = float(expected[own] - expected[other])
        apart.setdefault(f"R{own}", []).append(gap)
        apart.setdefault(f"R{other}", []).append(-gap)
    return {who: sum(gaps) / len(gaps) for who, gaps in apart.items()}
