"""A thread that ends sittings whose deadline has passed, for as long as the server lives."""

from __future__ import annotations

from threading import Event

import structlog

from workflows.deadlines import end_overdue

LOOK_EVERY_S = 15.0
"""One reading of the database; a comparison holds who was ended by the deadline half a minute after it."""

_log = structlog.get_logger()


def keep_ending(stop: Event) -> None:
    """Look at the start and again and again until told to stop; after trouble, the next look tries anew."""
    while not stop.is_set():
        try:
            if n := end_overdue(stop.is_set):
                _log.info("ended_by_deadline", sittings=n)
        except Exception as trouble:  # whatever it is, the server goes on serving
            _log.error("deadlines_not_looked_at", trouble=type(trouble).__name__)
        stop.wait(LOOK_EVERY_S)
