"""What the server writes to its log: events with ids and codes, never names, addresses or answers."""

from __future__ import annotations

import structlog


def configure() -> None:
    """Write one line per event, and tracebacks as Python prints them.

    The default renderer prints every local variable of every frame: answers and names among them, and seconds
    of work while people wait.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        cache_logger_on_first_use=True,
    )
