"""What the server writes to its log: events with ids and codes, never names, addresses or answers.

Nothing that runs in the process writes what an exception says: not Streamlit, which tells of a failed page
before we do, not uvicorn, not a thread, not the loop. Messages quote: a database's the row that was
refused, a validation's the value that did not fit, an address the secret of a link.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
import threading
from collections.abc import Mapping
from traceback import TracebackException
from types import TracebackType
from typing import Any, TextIO

import structlog

from web.log_limit import FAILED_AT, limit_events, limit_libraries, place_of

_log = structlog.get_logger()
_SESSION = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
"""How the id of one of Streamlit's sessions looks."""
_FRAMES = "Traceback (most recent call last):"
_BETWEEN = (
    _FRAMES,
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_KIND = re.compile(r"(?:[^\W\d]\w*\.)*[^\W\d]\w*(?=:|$)")
"""The name of an exception's class, at the beginning of its line."""
_ROW = re.compile(
    r"\bKey \(.*?\)=\(.*\)|\bFailing row contains .*|\b(?:DETAIL|HINT|CONTEXT|LINE \d+): .*", re.DOTALL
)
"""How a database's driver quotes a row or a statement, to the end of what it says."""


def configure() -> None:
    """Write one line per event, and of failures where they happened and of what kind they are.

    The default renderer prints every local variable of every frame: answers and names among them, and seconds
    of work while people wait.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            limit_events,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=where_it_failed),
        ],
        cache_logger_on_first_use=True,
    )


def leave_values_out() -> None:
    """Let libraries, threads and what nobody caught tell of failures in this process as we do."""
    logging.setLogRecordFactory(_record)
    limit_libraries()
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_value, told.exc_traceback)


def quiet_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Let an event loop tell of a failed task as everything else is told."""
    loop.set_exception_handler(_failed_in_loop)


def where_it_failed(out: TextIO, failure: Any) -> None:
    """Write the frames of a failure and of what led to it, and their kinds, without what they say."""
    told: TracebackException | None = TracebackException(*failure)
    while told is not None:
        out.writelines(told.stack.format())
        kind = told.exc_type
        out.write(f"{kind.__module__}.{kind.__qualname__}\n" if kind else "unknown\n")
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)


class _LeftOut:
    """Stands in a library's message for a value."""

    def __repr__(self) -> str:
        return "…"


_LEFT_OUT = _LeftOut()


def _record(*args: Any, **told: Any) -> logging.LogRecord:
    """Make a record of a library's message without values, ids of sessions and what its exception says."""
    record = logging.LogRecord(*args, **told)
    if isinstance(record.args, Mapping):
        record.args = {name: _harmless(value) for name, value in record.args.items()}
    elif record.args:
        record.args = tuple(_harmless(value) for value in record.args)
    elif not isinstance(record.msg, str):
        # An exception or another object in the place of a message.
        record.msg = type(record.msg).__name__
    if isinstance(record.msg, str):
        record.msg = _SESSION.sub("(a session)", _unquoted(record.msg))
    if record.exc_info and record.exc_info[0] is not None:
        setattr(record, FAILED_AT, place_of(record.exc_info))
        out = io.StringIO()
        where_it_failed(out, record.exc_info)
        record.exc_text = out.getvalue().rstrip("\n")
    record.exc_info = None
    return record


def _unquoted(message: str) -> str:
    """Leave out of a message what exceptions say whose whole text was written into it."""
    return _ROW.sub("…", _frames_alone(message) if _FRAMES in message else message)


def _frames_alone(text: str) -> str:
    """Keep what stands before printed exceptions, and their frames and kinds: the rest is what they say."""
    start = text.index(_FRAMES)
    before, lines = text[:start], text[start:].splitlines()
    kept, was_frame = [before.rstrip("\n")] if before else [], False
    for line in lines:
        is_frame = line.startswith('  File "')
        is_source = was_frame and line.startswith("    ")
        if line in _BETWEEN or is_frame or is_source:
            kept.append(line)
        elif kept[-1].startswith("  ") and (kind := _KIND.match(line)):
            kept.append(kind[0])
        was_frame = is_frame
    return "\n".join(kept)


def _harmless(value: object) -> object:
    return value if value is None or isinstance(value, int | float) else _LEFT_OUT


def _uncaught(
    kind: type[BaseException], failure: BaseException | None, trace: TracebackType | None = None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log.error("failed", kind=kind.__name__, exc_info=(kind, failure, trace))


def _failed_in_loop(loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    failure = told.get("exception")
    trace = (type(failure), failure, failure.__traceback__) if failure else None
    _log.error("failed_in_loop", kind=type(failure).__name__, exc_info=trace)
