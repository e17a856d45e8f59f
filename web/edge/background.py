"""Threads that work while the server lives: mail, deadlines, and the purge of each night.

At the quiet hour of the night people whose time is over are erased, the database's file is cleared of their
bytes once nobody sits, the staff are reminded of requests that are due, and old messages to them are dropped.
A server that was off at that hour does so at its start.
"""

from __future__ import annotations

import ctypes
import datetime as dt
from functools import lru_cache
from threading import Event
from typing import Any

import structlog

from settings import settings
from workflows.common.clock import utc_now
from workflows.mail.delivery import send_next
from workflows.mail.smtp_settings import MailServer
from workflows.sitting.expiry import end_overdue

LOOK_FOR_MAIL_EVERY_S = 3.0
REST_S = 60.0
"""After trouble that any message would meet: a server that is down is not asked every three seconds."""
LOOK_FOR_DEADLINES_EVERY_S = 15.0
"""One reading of the database; a comparison holds who was ended by the deadline half a minute after it."""
LOOK_FOR_PURGE_EVERY_S = 600.0
"""How often it asks what time it is: a machine that slept, or whose clock was set, is noticed."""
WAITS_AT_MOST = dt.timedelta(days=2)
"""For how long bytes may stay in the file because somebody always sits; then a quiet hour must do."""

_log = structlog.get_logger()


def keep_sending(stop: Event, server: MailServer) -> None:
    """Look again and again until told to stop; whatever goes wrong, the server goes on serving."""
    pause = LOOK_FOR_MAIL_EVERY_S
    while not stop.wait(pause):
        pause = LOOK_FOR_MAIL_EVERY_S
        try:
            pause = _send_all(stop, server)
        except Exception as trouble:
            # A traceback could end in words of the mail server, which may repeat an address.
            _log.error("mail_not_looked_at", trouble=type(trouble).__name__)
            pause = REST_S


def _send_all(stop: Event, server: MailServer) -> float:
    """Send what is due and return how long to rest."""
    while not stop.is_set():
        done = send_next(server)
        if done is None:
            return LOOK_FOR_MAIL_EVERY_S
        fields = {"mail": done.mail_id, "kind": done.kind, "code": done.outcome.code or "sent"}
        if done.outcome.fate == "sent":
            _log.info("mail_sent", **fields)
        else:
            _log.warning("mail_not_sent", **fields)
        if done.outcome.at_server:
            return REST_S
    return LOOK_FOR_MAIL_EVERY_S


def keep_ending(stop: Event) -> None:
    """Look at the start and again and again until told to stop; after trouble, the next look tries anew."""
    while not stop.is_set():
        try:
            if n := end_overdue(stop.is_set):
                _log.info("ended_by_deadline", sittings=n)
        except Exception as trouble:  # whatever it is, the server goes on serving
            _log.error("deadlines_not_looked_at", trouble=type(trouble).__name__)
        stop.wait(LOOK_FOR_DEADLINES_EVERY_S)


def keep_purging(stop: Event) -> None:
    """Do what each night brings until told to stop, then end within one erasure; trouble is logged."""
    nights = Nights(stop)
    while not stop.is_set():
        nights.look()
        stop.wait(LOOK_FOR_PURGE_EVERY_S)


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
        from workflows.privacy.retention import last_quiet_hour

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
        from workflows.privacy.retention import purge

        done = purge(night, rest=self._stop.wait)
        if any(done):
            _log.info("purged", **done._asdict())
        self._done = night

    def _clear(self, is_night: bool) -> None:
        """Clear the file of bytes of erased people, where there are any and nobody sits."""
        from workflows.privacy.retention import clear_when_idle, holds_bytes

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
    from texts.letters import staff_letter
    from workflows.accounts.staff import forget_mails
    from workflows.privacy.requests import remind

    try:
        now = utc_now()
        forget_mails(now)
        if n_reminded := remind(now, staff_letter):
            _log.info("reminded_of_requests", requests=n_reminded)
    except Exception:  # as above
        _log.exception("mail_not_looked_after")


def give_back() -> None:
    """Return what is free to the system, where the C library can (glibc); others do so by themselves or not.

    It takes some milliseconds, without holding up other threads of Python.
    """
    if (trim := _trim()) is not None:
        trim(0)


@lru_cache(maxsize=1)
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
