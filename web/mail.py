"""A thread that sends what waits in the outbox, for as long as the server lives."""

from __future__ import annotations

from threading import Event

import structlog

from workflows.mail_delivery import send_next
from workflows.smtp_settings import MailServer

LOOK_EVERY_S = 3.0
REST_S = 60.0
"""After trouble that any message would meet: a server that is down is not asked every three seconds."""

_log = structlog.get_logger()


def keep_sending(stop: Event, server: MailServer) -> None:
    """Look again and again until told to stop; whatever goes wrong, the server goes on serving."""
    pause = LOOK_EVERY_S
    while not stop.wait(pause):
        pause = LOOK_EVERY_S
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
            return LOOK_EVERY_S
        told = {"mail": done.mail_id, "kind": done.kind, "code": done.outcome.code or "sent"}
        if done.outcome.fate == "sent":
            _log.info("mail_sent", **told)
        else:
            _log.warning("mail_not_sent", **told)
        if done.outcome.at_server:
            return REST_S
    return LOOK_EVERY_S
