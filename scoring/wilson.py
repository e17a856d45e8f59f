"""Wilson's interval of a share: inside 0 to 1, and sound for few units and for none or all of them.

References: [wilson1927]
"""

from __future__ import annotations

import math

from scoring.agreement_estimate import Z_95


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share seen on n units.

    Parameters
    ----------
    share : float
        0 to 1.
    n : int
        1 or more; the share of none is undefined.

    Returns
    -------
    (float, float)
        Holds the share itself, at 0 and 1 too.
    """
    z2 = Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At 0 and 1 the bound is the share itself; rounding must not push it past.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))
