"""A thread that does what days bring: at the server's start, and once a day while it lives.

It erases whose time is over, and reminds of candidates' requests that are due.
"""

from __future__ import annotations

import datetime as dt
from threading import Event

import structlog

EVERY_S = 24 * 3600.0

_log = structlog.get_logger()


def keep_purging(stop: Event) -> None:
    """Purge once a day until told to stop; after trouble, which is logged, the next day tries anew."""
    # Imported here: candidates do not wait for what it loads.
    from workflows.retention import purge

    while not stop.is_set():
        try:
            done = purge(dt.datetime.now(dt.UTC))
            if any(done[:3]):
                _log.info("purged", erased=done.n_erased, held=done.n_held, failed=done.n_failed)
        except Exception:  # whatever it is, the server goes on serving
            _log.exception("not_purged")
        _remind()
        stop.wait(EVERY_S)


def _remind() -> None:
    from texts.staff_letters import staff_letter
    from workflows.request_mails import remind

    try:
        if n_reminded := remind(dt.datetime.now(dt.UTC), staff_letter):
            _log.info("reminded_of_requests", requests=n_reminded)
    except Exception:  # as above
        _log.exception("not_reminded")
