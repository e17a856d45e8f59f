"""A score in bands, with how sure that is: rules that are the same for everybody.

The bounds are fixed and stated in docs/feedback.md. They rest on nobody else's scores: a person's band never
says where others stand.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from scoring.true_score import possible, surely_between
from workflows.compared import Measured

SOLID_FROM = 0.40
"""Score from which somebody is solid: 0 is what chance earns, 1 the key's own answers."""
STRENGTH_FROM = 0.65
"""Score from which it is a point of strength."""
MIDDLE = (SOLID_FROM + STRENGTH_FROM) / 2
"""Level in the middle of the middle band."""
PROBABLE = 0.80
"""Probability from which a band is given."""
CLEAR = 0.95
"""Probability from which no doubt needs to be told."""
Band = Literal["strength", "solid", "develop", "solid_or_strength", "solid_or_develop"]
"""The last two: one of two neighbours, and it cannot be told which."""
Certainty = Literal["clear", "probable"]

RANGES: dict[Band, tuple[float, float]] = {
    "strength": (STRENGTH_FROM, math.inf),
    "solid": (SOLID_FROM, STRENGTH_FROM),
    "develop": (-math.inf, SOLID_FROM),
    "solid_or_strength": (SOLID_FROM, math.inf),
    "solid_or_develop": (-math.inf, STRENGTH_FROM),
}
"""Band -> the true scores of which it is true."""
NARROW: tuple[Band, ...] = ("strength", "solid", "develop")
WIDE: tuple[Band, ...] = ("solid_or_strength", "solid_or_develop")


class Banded(NamedTuple):
    """Where somebody stands, and how sure that is."""

    band: Band
    certainty: Certainty


def banded(measured: Measured, family: str, middle_sem: float | None = None) -> Banded | None:
    """Return the band of a score; None: not enough evidence to give one.

    Parameters
    ----------
    measured : Measured
        Score on the 0-1 scale, unclipped, with its standard error at the candidate's own level.
    family : str
        Of the score: which true scores are expected beforehand (true_score.TRUE_SCORES).
    middle_sem : float, optional
        The standard error that the same answers would have at the level MIDDLE. Whoever stands high has
        a small error because of standing high; were they truly in the middle, it would be the middle's.

    Returns
    -------
    Banded or None
        One band where its probability is .80 or more, else two neighbours that together have .80 or more, the
        likelier pair; None where neither pair has, and without score or error.
    """
    if measured.score is None or measured.sem is None:
        return None
    sure = _probabilities(measured.score, measured.sem, family, middle_sem)
    for group in (NARROW, WIDE):
        likeliest = max(group, key=lambda band: sure[band])
        if sure[likeliest] >= PROBABLE:
            return Banded(likeliest, "clear" if sure[likeliest] >= CLEAR else "probable")
    return None


def _probabilities(score: float, sem: float, family: str, middle_sem: float | None) -> dict[Band, float]:
    """Return each band's probability; without any error the score decides."""
    largest = max(sem, middle_sem or 0.0)
    if largest == 0:
        return {band: float(low <= score < high) for band, (low, high) in RANGES.items()}
    cautious = possible(score, largest, family)
    sure: dict[Band, float] = {band: surely_between(cautious, *RANGES[band]) for band in RANGES}
    if 0 < sem < largest:
        sure["strength"] = surely_between(possible(score, sem, family), *RANGES["strength"])
    return sure
