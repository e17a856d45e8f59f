"""The posterior of one true score under a declared prior: no other candidate's result enters.

The prior is an assumption about people, not a finding about them. So nothing rests on one prior alone: a
probability is the lowest that it has under any of the priors close to the declared one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

SQRT_2 = math.sqrt(2)


class Prior(NamedTuple):
    """A normal distribution of true scores, on the 0-1 scale."""

    mean: float
    sd: float


TRUE_SCORES: Mapping[str, Prior] = MappingProxyType(
    {"interpersonal": Prior(0.58, 0.14), "technical": Prior(0.55, 0.16)}
)
"""Family -> true scores on its competencies: mean over people and competencies, and SD among people. From a
simulation of the whole bank by candidates with abilities N(0, 1); see docs/feedback.md."""

MEAN_OFF = 0.06
"""The mean of a pool, or of one competency in one form, may be as far as this from the declared one ..."""
NARROWER, WIDER = 0.75, 1.33
"""... and the SD of true scores between these multiples of it."""


@cache
def priors(family: str) -> tuple[Prior, ...]:
    """Return the corners of what the prior of a family may be."""
    declared = TRUE_SCORES[family]
    return tuple(
        Prior(declared.mean + off, declared.sd * factor)
        for off, factor in product((-MEAN_OFF, MEAN_OFF), (NARROWER, WIDER))
    )


def possible(score: float, sem: float, family: str) -> tuple[Prior, ...]:
    """Return what a true score may be, under each of the priors.

    Parameters
    ----------
    score, sem : float
        Score on the 0-1 scale, unclipped, with its standard error, above 0.
    family : str
        Of the score: a key of TRUE_SCORES.

    Returns
    -------
    tuple of Prior
        Normal with mean (s^2 score + e^2 m) / (s^2 + e^2) and variance s^2 e^2 / (s^2 + e^2), the prior being
        N(m, s^2) and e the standard error.

    References
    ----------
    [gelman2013], normal data with a known variance
    """
    posteriors: list[Prior] = []
    for prior in priors(family):
        reliability = prior.sd**2 / (prior.sd**2 + sem**2)
        mean = reliability * score + (1 - reliability) * prior.mean
        posteriors.append(Prior(mean, math.sqrt(reliability) * sem))
    return tuple(posteriors)


def surely_between(known: tuple[Prior, ...], low: float, high: float) -> float:
    """Return the probability that a true score lies between two bounds: the lowest under any of the priors.

    Parameters
    ----------
    known : tuple of Prior
        As ``possible`` returns them.
    low, high : float
        -inf and inf leave a side open.
    """
    return min(
        _below((high - posterior.mean) / posterior.sd) - _below((low - posterior.mean) / posterior.sd)
        for posterior in known
    )


def _below(z: float) -> float:
    """Return the standard normal distribution at a place."""
    return math.erfc(-z / SQRT_2) / 2
