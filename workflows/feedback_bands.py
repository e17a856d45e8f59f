"""A competency's score in three bands, with how sure that is: rules that are the same for everybody.

The bounds are fixed and stated in docs/feedback.md. They rest on nobody else's scores: a person's band never
says where others stand.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Literal, NamedTuple

from workflows.compared import Measured

SOLID_FROM = 0.40
"""Score from which a competency is solid: 0 is what chance earns, 1 the key's own answers."""
STRENGTH_FROM = 0.65
"""Score from which it is a point of strength."""
PROBABLE = 0.80
"""Probability from which a band other than the middle one is given."""
CLEAR = 0.95
"""Probability from which no doubt needs to be told."""
TOWARDS = 1 / 3
"""Probability of a neighbouring band from which it is named as possible."""

Band = Literal["strength", "solid", "develop"]
Certainty = Literal["clear", "probable", "towards_strength", "towards_develop", "open"]


class Banded(NamedTuple):
    """Where a competency stands, and how sure that is."""

    band: Band
    certainty: Certainty


def banded(measured: Measured) -> Banded | None:
    """Return the band of a score; None: not enough evidence, or no error to say how sure it is.

    Parameters
    ----------
    measured : Measured
        Score on the 0-1 scale, unclipped, with its standard error. The true score is taken as normal around
        it, with no knowledge of other people's scores.

    Returns
    -------
    Banded or None
        A strength where the true score is above .65 with probability .80 or more, to develop where it is
        below .40 with .80 or more, else solid. Without any doubt about the score, where it lies decides.
    """
    if measured.score is None or measured.sem is None:
        return None
    above, below = _beyond(measured.score, measured.sem)
    if above >= PROBABLE:
        return Banded("strength", _sure(above))
    if below >= PROBABLE:
        return Banded("develop", _sure(below))
    within = 1 - above - below
    return Banded("solid", _sure(within) if within >= PROBABLE else _leaning(above, below))


def _beyond(score: float, sem: float) -> tuple[float, float]:
    """Return the probabilities of being above the upper bound and below the lower one."""
    if sem == 0:
        return float(score >= STRENGTH_FROM), float(score < SOLID_FROM)
    true_score = NormalDist(score, sem)
    return 1 - true_score.cdf(STRENGTH_FROM), true_score.cdf(SOLID_FROM)


def _sure(probability: float) -> Certainty:
    return "clear" if probability >= CLEAR else "probable"


def _leaning(above: float, below: float) -> Certainty:
    """Name the neighbour that is possible; neither where both are, or none."""
    is_up, is_down = above >= TOWARDS, below >= TOWARDS
    if is_up and not is_down:
        return "towards_strength"
    return "towards_develop" if is_down and not is_up else "open"
