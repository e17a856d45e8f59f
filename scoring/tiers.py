"""Who is ahead of whom, in words and in tiers."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from scoring.posterior import Posterior, probabilities_above

AHEAD = 0.95
PROBABLY_AHEAD = 0.85
"""With .80, people one true standard deviation apart stood in the wrong order, in different tiers, in more
than one pair of ten at a reliability of one half: docs/decisions/0019-when-candidates-are-told-apart.md."""

Words = Literal["ahead", "probably ahead", "not distinguishable"]


def words(probability: float) -> Words:
    """Say in words what a probability of being above another candidate allows to say."""
    if probability >= AHEAD:
        return "ahead"
    return "probably ahead" if probability >= PROBABLY_AHEAD else "not distinguishable"


def tiers(known: Posterior) -> list[int]:
    """Group candidates so that nobody in a group is probably ahead of anybody else in it.

    Parameters
    ----------
    known : Posterior
        Of n candidates.

    Returns
    -------
    list of int
        Tier of each candidate, 1 = top, in the order given. From the highest expected composite down, a
        candidate whom somebody of the current tier is probably ahead of opens the next one. Between equal
        expectations the smaller doubt comes first.
    """
    mean, sd = known.expected(), known.sd()
    # Rounded: two scores are equal or different to nine decimals, whatever the last bits of a sum are.
    order = np.lexsort((np.round(sd, 12), -np.round(mean, 12)))
    is_plain = len(known.weights) == 1 and not known.common.any()
    tier = [0] * known.n
    members: list[int] = []
    current = 0
    for i in order.tolist():
        if not members or _is_apart(known, i, members):
            members, current = [], current + 1
        if not is_plain or not _is_shadowed(known, i, members):
            members.append(i)
        tier[i] = current
    return tier


def _is_apart(known: Posterior, i: int, members: list[int]) -> bool:
    """Say whether somebody of the tier is probably ahead of a candidate, or they of somebody in it.

    The latter against the order of expectations, which a mixture does not rule out.
    """
    above = probabilities_above(known, i, np.array(members, dtype=np.int64))
    return bool((np.maximum(above, 1 - above) >= PROBABLY_AHEAD - math.ulp(1.0)).any())


def _is_shadowed(known: Posterior, i: int, members: list[int]) -> bool:
    """Say whether somebody before is as high and as sure: who is behind i is then behind them too.

    With one node and no shared doubt; it keeps a tier of thousands from being compared with every newcomer.
    """
    return bool((known.variance[0, members] <= known.variance[0, i]).any())
