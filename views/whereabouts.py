"""Where a deed of this run has left the candidate, so that the page need not read it a second time.

A callback runs before the script, in the same thread, as ``components/handled.py`` says; a place is taken
once, at the beginning of the run it was left for, and every other run reads the database.
"""

from __future__ import annotations

from contextvars import ContextVar

from workflows.sit import Place

_left: ContextVar[Place | None] = ContextVar("left", default=None)


def leave(place: Place | None) -> None:
    """Keep the place a deed has led to; None: nobody knows it."""
    _left.set(place)


def take() -> Place | None:
    """Return the place the last deed has led to, once."""
    place = _left.get()
    _left.set(None)
    return place
