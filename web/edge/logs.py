"""The log of the server: events with ids and codes, no values, and a limit of lines of one kind in a minute.

A fault that everybody meets would otherwise be written as often as it is met, with its frames: a log of
gigabytes in an hour, and the line that says why is not found in it.

Nothing that runs in the process writes what an exception says: not Streamlit, which tells of a failed page
before we do, not uvicorn, not a thread, not the loop. Messages quote: a database's the row that was refused,
a validation's the value that did not fit, an address the secret of a link.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from traceback import TracebackException, walk_tb
from types import TracebackType
from typing import Any, TextIO

import structlog

MOST = 10
WITHIN_S = 60.0
TRIPLE = 3
KINDS = 500
"""Kinds that are counted at once; there are about a hundred, and more would be a fault of ours."""
NAMED = ("kind", "code", "reason", "why", "visitor")
"""What of an event makes it another kind; ids do not."""
ALWAYS = frozenset({"mail_sent", "mail_not_sent", "lines_held_back"})
"""Events that come at a pace of their own, each with an id that somebody may look for."""
FAILED_AT = "failed_at"
"""Attribute of a library's record: where its exception was raised."""
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

_log = structlog.get_logger()


def place_of(failure: object) -> int | None:
    """Return what tells apart where exceptions were raised, by all their frames; None for none.

    Parameters
    ----------
    failure : exception, triple of ``sys.exc_info`` or anything else
        As loggers take it.
    """
    if isinstance(failure, BaseException):
        trace = failure.__traceback__
    elif isinstance(failure, tuple) and len(failure) == TRIPLE:
        trace = failure[2]
    else:
        trace = sys.exc_info()[2] if failure else None
    if not isinstance(trace, TracebackType):
        return None
    return hash(tuple((frame.f_code.co_filename, line) for frame, line in walk_tb(trace)))


def tell(kind: Hashable, n_held: int) -> None:
    """Write how many lines of a kind were held back."""
    name = kind[0] if isinstance(kind, tuple) else kind
    _log.warning("lines_held_back", of=name, lines=n_held, within_s=int(WITHIN_S))


def _by_timer(seconds: float, call: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()


class Limit:
    """Counts lines by their kind.

    Parameters
    ----------
    report : callable
        Takes a kind and how many of its lines were held back, when its time is over.
    later : callable
        Calls a function after some seconds: a thread's timer, except in tests.
    """

    def __init__(
        self,
        report: Callable[[Hashable, int], None] = tell,
        later: Callable[[float, Callable[[], None]], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._report, self._later, self._clock = report, later or _by_timer, clock
        self._lock = threading.Lock()
        self._began: dict[Hashable, float] = {}
        self._n: dict[Hashable, int] = {}

    def number(self, kind: Hashable) -> int:
        """Return which line of its kind this is, from 1; 0 when it is to be held back."""
        with self._lock:
            now = self._clock()
            if kind not in self._began and len(self._began) >= KINDS:
                kind = "other kinds"
            if now - self._began.get(kind, now - WITHIN_S) >= WITHIN_S:
                n_held = self._end(kind)
                self._began[kind], self._n[kind] = now, 0
            else:
                n_held = 0
            self._n[kind] += 1
            n = self._n[kind]
        if n_held:
            self._report(kind, n_held)
        if n == MOST + 1:
            self._later(WITHIN_S, lambda: self.over(kind))
        return n if n <= MOST else 0

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._began.clear()
            self._n.clear()

    def over(self, kind: Hashable) -> None:
        """End the time of a kind, and tell what was held back."""
        with self._lock:
            n_held = self._end(kind)
        if n_held:
            self._report(kind, n_held)

    def _end(self, kind: Hashable) -> int:
        self._began.pop(kind, None)
        return max(0, self._n.pop(kind, 0) - MOST)


LIMIT = Limit()


def limit_events(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hold back an event of ours that comes too often, and the frames of one that was told a moment ago."""
    name = event.get("event")
    if name in ALWAYS:
        return event
    number = LIMIT.number((name, *(event.get(field) for field in NAMED), place_of(event.get("exc_info"))))
    if number == 0:
        raise structlog.DropEvent
    if number > 1:
        event.pop("exc_info", None)
    return event


def limit_libraries() -> None:
    """Do the same with what libraries write, whatever handlers they have or will be given."""
    if hasattr(logging.Logger.callHandlers, "limits"):
        return
    handlers = logging.Logger.callHandlers

    def limited(self: logging.Logger, record: logging.LogRecord) -> None:
        place = getattr(record, FAILED_AT, None)
        number = LIMIT.number((record.name, record.pathname, record.lineno, place))
        if number == 0:
            return
        if number > 1:
            record.exc_text = None
        handlers(self, record)

    limited.limits = True  # type: ignore[attr-defined]
    logging.Logger.callHandlers = limited  # type: ignore[method-assign]


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
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def quiet_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Let an event loop tell of a failed task as everything else is told."""
    loop.set_exception_handler(_failed_in_loop)


def where_it_failed(out: TextIO, failure: Any) -> None:
    """Write the frames of a failure and of what led to it, and their kinds, without what they say."""
    failed: TracebackException | None = TracebackException(*failure)
    while failed is not None:
        out.writelines(failed.stack.format())
        kind = failed.exc_type
        out.write(f"{kind.__module__}.{kind.__qualname__}\n" if kind else "unknown\n")
        failed = failed.__cause__ or (None if failed.__suppress_context__ else failed.__context__)


class _LeftOut:
    """Stands in a library's message for a value."""

    def __repr__(self) -> str:
        return "…"


_LEFT_OUT = _LeftOut()


def _record(*args: Any, **options: Any) -> logging.LogRecord:
    """Make a record of a library's message without values, ids of sessions and what its exception says."""
    record = logging.LogRecord(*args, **options)
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


def _failed_in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    failure = context.get("exception")
    trace = (type(failure), failure, failure.__traceback__) if failure else None
    _log.error("failed_in_loop", kind=type(failure).__name__, exc_info=trace)
