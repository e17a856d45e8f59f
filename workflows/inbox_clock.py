"""How long an inbox has been open, whatever is done to the machine's clock meanwhile.

A clock that is put right while somebody works would end their inbox at once, or give them minutes nobody else
has. So this process counts the seconds of every inbox it has seen by a clock that nobody can set. The stored
times of one inbox stay on one scale, that of the moment it was opened; what is read is moved to the clock of
now. A process that starts takes what is stored as true, and no step before the last one as undone.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import NamedTuple

from data.steps import Step
from workflows.clock import steady_s

SLEWED = dt.timedelta(seconds=2)
"""What a clock may be off without having been set: it is slewed, and reading it takes time."""
_MOST_KEPT = 10_000
"""Inboxes counted at once; the one not looked at for longest is forgotten first."""


class _Seen(NamedTuple):
    steady_s: float
    elapsed: dt.timedelta
    """How long the inbox had been open then."""


_seen: OrderedDict[tuple[str, str, dt.datetime], _Seen] = OrderedDict()
"""By sitting, item and when it was opened: an opening that was not kept is none."""
_lock = Lock()


def put_since(sitting_id: str, item_id: str, steps: tuple[Step, ...], now: dt.datetime) -> dt.timedelta:
    """Return by how much the clock was put ahead since an inbox was opened; negative: back.

    Parameters
    ----------
    steps : tuple of Step
        As they are stored; the first one opened the inbox.
    now : datetime
        By the clock that may have been put.

    Returns
    -------
    timedelta
        Zero when it was not, as far as this process knows.
    """
    steady = steady_s()
    if not steps or steady is None:
        return dt.timedelta()
    opened, last = steps[0].made_at, steps[-1].made_at
    inbox = (sitting_id, item_id, opened)
    with _lock:
        seen = _seen.setdefault(inbox, _Seen(steady, max(now, last) - opened))
        _seen.move_to_end(inbox)
        while len(_seen) > _MOST_KEPT:
            _seen.popitem(last=False)
    by = now - opened - seen.elapsed - dt.timedelta(seconds=steady - seen.steady_s)
    return by if abs(by) > SLEWED else dt.timedelta()


def moved(steps: tuple[Step, ...], by: dt.timedelta) -> tuple[Step, ...]:
    """Return steps as the clock of now would have timed them."""
    return tuple(replace(step, made_at=step.made_at + by) for step in steps) if by else steps


def forget() -> None:
    """Forget every inbox, as a process that starts has seen none."""
    with _lock:
        _seen.clear()
