"""Deeds that check a password: few at a time, on threads of their own, and a queue that ends.

Each takes 64 MiB and a core for a moment (``workflows/passwords.py``). Waiting there would hold threads that
candidates' answers need, so who comes by a form waits here, without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from errors import DoorBusy
from workflows.passwords import AT_ONCE

MOST_WAITING = 50
"""Who comes after them is told to come again: the last of them waits for some five seconds."""

Done = TypeVar("Done")
_places = CapacityLimiter(AT_ONCE)


async def at_the_door(act: Callable[[], Done]) -> Done:
    """Do what checks a password when it is its turn.

    Raises
    ------
    DoorBusy
        Too many wait already; nothing was done.
    """
    if _places.statistics().tasks_waiting >= MOST_WAITING:
        raise DoorBusy("Too many are signing in at this moment.")
    return await anyio.to_thread.run_sync(act, limiter=_places)
