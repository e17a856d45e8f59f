"""Who is ahead of whom, in words and in tiers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

AHEAD = 0.95
PROBABLY_AHEAD = 0.80

Words = Literal["ahead", "probably ahead", "not distinguishable"]


def probability_above(mean_i: float, variance_i: float, mean_j: float, variance_j: float) -> float:
    """Return the probability that i's true composite is above j's.

    Parameters
    ----------
    mean_i, variance_i, mean_j, variance_j : float
        Two posteriors, independent and normal.

    Returns
    -------
    float
        Phi((m_i - m_j) / sqrt(v_i + v_j)); without any variance 1, 0, or .5 for equal means.
    """
    difference = mean_i - mean_j
    variance = variance_i + variance_j
    if variance == 0:
        return 0.5 if difference == 0 else float(difference > 0)
    return 0.5 * math.erfc(-difference / math.sqrt(2 * variance))


def words(probability: float) -> Words:
    """Say in words what a probability of being above another candidate allows to say."""
    if probability >= AHEAD:
        return "ahead"
    return "probably ahead" if probability >= PROBABLY_AHEAD else "not distinguishable"


def tiers(means: Sequence[float], variances: Sequence[float]) -> list[int]:
    """Group candidates that the first of their group is not probably ahead of.

    Parameters
    ----------
    means, variances : sequences of length n
        Posteriors. Between equal means the smaller variance comes first.

    Returns
    -------
    list of int
        Tier of each candidate, 1 = top, in the order given.
    """
    order = sorted(range(len(means)), key=lambda i: (-means[i], variances[i]))
    tier = [0] * len(means)
    top, current = 0, 0
    for i in order:
        if (
            not current
            or probability_above(means[top], variances[top], means[i], variances[i]) >= PROBABLY_AHEAD
        ):
            top, current = i, current + 1
        tier[i] = current
    return tier
