"""How many lines of one kind a minute brings: what is held back is counted, and told when the minute is over.

A fault that everybody meets would otherwise be written as often as it is met, with its frames: a log of
gigabytes in an hour, and the line that says why is not found in it.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Hashable, MutableMapping
from traceback import walk_tb
from types import TracebackType
from typing import Any

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
    said : callable
        Told a kind and how many of its lines were held back, when its time is over.
    later : callable
        Calls a function after some seconds: a thread's timer, except in tests.
    """

    def __init__(
        self,
        said: Callable[[Hashable, int], None] = tell,
        later: Callable[[float, Callable[[], None]], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._said, self._later, self._clock = said, later or _by_timer, clock
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
                told = self._end(kind)
                self._began[kind], self._n[kind] = now, 0
            else:
                told = 0
            self._n[kind] += 1
            n = self._n[kind]
        if told:
            self._said(kind, told)
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
            self._said(kind, n_held)

    def _end(self, kind: Hashable) -> int:
        self._began.pop(kind, None)
        return max(0, self._n.pop(kind, 0) - MOST)


LIMIT = Limit()


def limit_events(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hold back an event of ours that comes too often, and the frames of one that was told a moment ago."""
    name = event.get("event")
    if name in ALWAYS:
        return event
    number = LIMIT.number((name, *(event.get(one) for one in NAMED), place_of(event.get("exc_info"))))
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
