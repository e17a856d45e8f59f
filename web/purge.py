"""A thread that does what days bring, at the quiet hour of each night while the server lives.

It erases whose time is over, clears the database's file of their bytes once nobody sits, reminds of requests
that are due, and drops old messages to staff. A server that was off at that hour does so at its start.
"""

from __future__ import annotations

import datetime as dt
from threading import Event

import structlog

from settings import settings
from workflows.clock import utc_now

LOOK_EVERY_S = 600.0
"""How often it asks what time it is: a machine that slept, or whose clock was set, is noticed."""
WAITS_AT_MOST = dt.timedelta(days=2)
"""For how long bytes may stay in the file because somebody always sits; then a quiet hour must do."""

_log = structlog.get_logger()


def keep_purging(stop: Event) -> None:
    """Do what each night brings until told to stop, then end within one erasure; trouble is logged."""
    nights = Nights(stop)
    while not stop.is_set():
        nights.look()
        stop.wait(LOOK_EVERY_S)


class Nights:
    """What was done for which night."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._done: dt.datetime | None = None
        """The quiet hour up to which everybody due was erased."""
        self._reminded: dt.datetime | None = None
        self._cleared_at: dt.datetime | None = None
        self._waiting_since: dt.datetime | None = None

    def look(self) -> None:
        """Do what has not been done since the last quiet hour."""
        # Imported here: candidates do not wait for what it loads.
        from workflows.quiet_hour import last_quiet_hour

        night = last_quiet_hour(utc_now(), settings().quiet_hour, settings().time_zone)
        is_new = night != self._done
        try:
            if is_new:
                self._purge(night)
            self._clear(is_new)
        except Exception:  # whatever it is, the server goes on serving, and the next look tries anew
            _log.exception("not_purged")
        if night != self._reminded:
            self._reminded = night
            _look_after_mail()

    def _purge(self, night: dt.datetime) -> None:
        """Erase whose time was over by that hour: who is due since then waits for the next."""
        from workflows.purge import purge

        done = purge(night, rest=self._stop.wait)
        if any(done):
            _log.info("purged", **done._asdict())
        self._done = night

    def _clear(self, is_night: bool) -> None:
        """Clear the file of bytes of erased people, where there are any and nobody sits."""
        from workflows.purge import clear_when_idle, holds_bytes

        now = utc_now()
        if self._stop.is_set() or not holds_bytes(now, self._cleared_at):
            self._waiting_since = None
            return
        self._waiting_since = self._waiting_since or now
        is_long = is_night and now - self._waiting_since >= WAITS_AT_MOST
        if clear_when_idle(now, at_any_rate=is_long, is_over=self._stop.is_set):
            self._cleared_at, self._waiting_since = now, None


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
