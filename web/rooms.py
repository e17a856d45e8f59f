"""Whether there is room for one page more: by who opens it, and by the file descriptors that are left.

Whoever has pages open, or had a moment ago, comes first: they reload, or their line was cut. Then whoever is
signed in or invited, then everybody else.
"""

from __future__ import annotations

import time
from collections import Counter

from settings import settings
from web.descriptors import free_share
from workflows.visitors import Visitor

BEHIND_A_PROXY = "behind a proxy"
"""Everybody whose request was passed on by a proxy that is not named: they count as one."""
OPEN_OF_ONE = 30
"""Pages one account or one candidate may have open."""
OPEN_OF_NOBODY = 250
"""Pages without a known visitor from all addresses together; of one address, a setting says how many."""

FREE_FOR_NOBODY = 3 / 8
"""Share of the file descriptors that must be left for a page of nobody known to be opened."""
FREE_FOR_KNOWN = 1 / 4
"""The same for somebody signed in or invited. Below it nobody new comes in: the rest is for those inside,
whose answers take lines and files of their own."""
FREE_FOR_RETURNING = 1 / 8
"""The same for somebody who was here within ``RETURNING_S``."""
RETURNING_S = 600.0
"""How long somebody who closed their last page counts as here; Streamlit keeps it as long."""


class Rooms:
    """How many pages are open, by visitor or by address."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._nobodys = 0
        self._left: dict[str, float] = {}
        """Who closed their last page and when, by a monotonic clock, the earliest first."""

    def has_descriptors(self, visitor: Visitor) -> bool:
        """Tell whether one page more of this visitor leaves enough for those who are inside."""
        if visitor.kind == "nobody":
            return free_share() >= FREE_FOR_NOBODY
        returns = self._was_here(_key(visitor, ""))
        return free_share() >= (FREE_FOR_RETURNING if returns else FREE_FOR_KNOWN)

    def enter(self, visitor: Visitor, address: str) -> str | None:
        """Count one page more and return what it is counted under; None when there is no room for it."""
        key, most = _key(visitor, address), OPEN_OF_ONE
        if visitor.kind == "nobody":
            # Behind a proxy that is not named everybody has one address: then only all together are counted.
            most = OPEN_OF_NOBODY if address == BEHIND_A_PROXY else settings().pages_per_address
            if self._nobodys >= OPEN_OF_NOBODY:
                return None
        if self._open[key] >= most or not self.has_descriptors(visitor):
            return None
        self._open[key] += 1
        self._nobodys += visitor.kind == "nobody"
        return key

    def leave(self, key: str) -> None:
        """Count one page less."""
        is_nobodys = key.startswith("address ")
        self._nobodys -= is_nobodys
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]
            if not is_nobodys:
                self._left.pop(key, None)
                self._left[key] = time.monotonic()
                self._forget()

    def _was_here(self, key: str) -> bool:
        self._forget()
        return key in self._open or key in self._left

    def _forget(self) -> None:
        before = time.monotonic() - RETURNING_S
        while self._left and next(iter(self._left.values())) < before:
            del self._left[next(iter(self._left))]


def _key(visitor: Visitor, address: str) -> str:
    return f"address {address}" if visitor.kind == "nobody" else f"{visitor.kind} {visitor.id}"


ROOMS = Rooms()
"""Those of this process."""
