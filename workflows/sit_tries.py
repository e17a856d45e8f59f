"""What a page tried before at the same step: its answers may have been stored though it never heard of it.

A page names, with each sending, what it has already sent at that item and revision. Who the page is need not
be known or kept: what is stored is its own if, and only if, it was among these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST = 8
"""Tries that a page names, its latest."""
FINISH = "finish"
"""Stands for having closed an inbox."""


def is_own(stored: Sequence[Any], tried: Sequence[Any]) -> bool:
    """Tell whether all that was stored at a step and since was tried by the page that now sends again.

    Parameters
    ----------
    stored : sequence
        What is stored, from the step the page shows, in order; empty is nobody's.
    tried : sequence
        What the page sent at this step before, in order. Fewer than were stored: this sending is an old one
        that comes late, or somebody else stored something.
    """
    return 0 < len(stored) <= len(tried) and all(one in tried for one in stored)
