"""How a simulated candidate sees the options of an item, for demonstrations and load tests."""

from __future__ import annotations

import math
from random import Random

from scoring.points import Key

NOISE_AT_AVERAGE = 2.2
"""SD of the error of an average candidate's view of an option, in key units (a key's own SD is about 1.4)."""
NOISE_DECAY = 0.45
"""Each unit of ability divides that error by exp(.45), about 1.6."""


def perceived_effectiveness(key: Key, ability: float, rng: Random) -> dict[str, float]:
    """Draw how effective each option looks to someone of this ability.

    Parameters
    ----------
    key : mapping of option id to effectiveness, 1 to 5
    ability : float
        About -3 to 3; the higher, the closer the view is to the key.
    rng : random.Random
        The only source of chance.

    Returns
    -------
    dict
        Option id -> perceived effectiveness, unbounded, in key units.
    """
    noise = NOISE_AT_AVERAGE * math.exp(-NOISE_DECAY * ability)
    return {option: value + rng.gauss(0.0, noise) for option, value in key.items()}
