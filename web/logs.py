"""What the server writes to its log: events with ids and codes, never names, addresses or answers."""

from __future__ import annotations

from traceback import TracebackException
from typing import Any, TextIO

import structlog


def configure() -> None:
    """Write one line per event, and of failures where they happened and of what kind they are.

    The default renderer prints every local variable of every frame: answers and names among them, and seconds
    of work while people wait.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=where_it_failed),
        ],
        cache_logger_on_first_use=True,
    )


def where_it_failed(out: TextIO, failure: Any) -> None:
    """Write the frames of a failure and of what led to it, and their kinds, without what they say.

    Messages quote: a database's the row that was refused, a validation's the value that did not fit.
    """
    told: TracebackException | None = TracebackException(*failure)
    while told is not None:
        out.writelines(told.stack.format())
        kind = told.exc_type
        out.write(f"{kind.__module__}.{kind.__qualname__}\n" if kind else "unknown\n")
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
