"""A thread that keeps comparisons fresh for as long as the server lives."""

from __future__ import annotations

import time
from threading import Event

import structlog

LOOK_EVERY_S = 5.0
REST = 19
"""Seconds of rest for each second of processor time: candidates' answers come first."""

_log = structlog.get_logger()


def keep_fresh(stop: Event) -> None:
    """Look again and again until told to stop; after trouble, which is logged, the next look tries anew."""
    # Imported here: what ranks takes a second to load, and candidates do not wait for it.
    from workflows.standing_refresh import Refresher

    refresher, pause = Refresher(), LOOK_EVERY_S
    while not stop.wait(pause):
        worked = time.thread_time()
        try:
            refresher.look(time.monotonic())
        except Exception:  # whatever it is, the server goes on serving
            _log.exception("standings_not_refreshed")
        pause = max(LOOK_EVERY_S, REST * (time.thread_time() - worked))
