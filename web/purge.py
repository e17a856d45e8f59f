"""A thread that does what days bring: at the server's start, and once a day while it lives.

It erases whose time is over, reminds of candidates' requests that are due, and drops old messages to staff.
"""

from __future__ import annotations

from threading import Event

import structlog

from workflows.clock import utc_now

EVERY_S = 24 * 3600.0

_log = structlog.get_logger()


def keep_purging(stop: Event) -> None:
    """Purge once a day until told to stop; after trouble, which is logged, the next day tries anew."""
    # Imported here: candidates do not wait for what it loads.
    from workflows.retention import purge

    while not stop.is_set():
        try:
            done = purge(utc_now())
            if any(done[:3]):
                _log.info("purged", erased=done.n_erased, held=done.n_held, failed=done.n_failed)
        except Exception:  # whatever it is, the server goes on serving
            _log.exception("not_purged")
        _look_after_mail()
        stop.wait(EVERY_S)


def _look_after_mail() -> None:
    """Remind of requests that are due, and drop old messages to staff."""
    from texts.staff_letters import staff_letter
    from workflows.password_reset import forget_mails
    from workflows.request_mails import remind

    try:
        now = utc_now()
        forget_mails(now)
        if n_reminded := remind(now, staff_letter):
            _log.info("reminded_of_requests", requests=n_reminded)
    except Exception:  # as above
        _log.exception("mail_not_looked_after")
