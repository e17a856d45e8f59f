"""Limits of slow connections: time for a request or an answer, and the size of a websocket's message.

The server would wait for ever for the rest of a request, and for a browser to fetch the rest of an answer; a
few hundred lines left so hold its memory and its file descriptors. Here a line that is unfinished gets a time
that grows with what has come, and only so many may be unfinished at once: the oldest gives way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State
from websockets.server import ServerProtocol

from web.edge.open_pages import most_open, take_more

REQUEST_S = 15.0
"""For headers and body of a request, from its first byte (or from the line's opening)."""
BYTES_PER_S = 20_000
"""What has come buys more time at this rate, so that an upload over a slow line is not cut."""
MOST_UNFINISHED = 1000
"""Requests under way at once, or a quarter of the file descriptors if that is less; a page of ours is asked
for in milliseconds."""
GRACE_S = 5.0
"""However many there are, a line has so long: in a rush what an honest browser sent may wait to be read."""
ANSWER_S = 60.0
"""For a browser to fetch what waits for it, and more at the rate below."""
ANSWER_BYTES_PER_S = 5_000
MOST_UNFETCHED = 100
"""Answers of more than 64 kB that wait for their browsers at once."""
MOST_OF_MESSAGE = 64_000
"""Bytes in one message to the server: a candidate's longest reply takes half. Half of a message is kept until
the rest comes, and once whole it can take a hundred times its size to read."""
MOST_OF_STAFF = 500_000
"""The same once a websocket is known to be a member of staff's; the fullest page of ours sends a tenth."""
TAKE_LARGER = "entregent.take_larger"
"""Under this name a websocket's scope holds what raises its limit to that of staff."""

TOO_SLOW = b"The request did not come within its time; nothing was done. Please send it again.\n"
_ANSWER = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\ncache-control: no-store\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(TOO_SLOW), TOO_SLOW)
)


class Queue:
    """Lines that are unfinished, the oldest first; beyond ``most``, each that comes ends one that is due."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lines: dict[object, tuple[float, Callable[[], None]]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def join(self, line: object, now: float, end: Callable[[], None]) -> None:
        """Add a line, when it came and how it is ended; ending must leave the queue."""
        self._lines[line] = (now, end)
        if len(self._lines) > self.most:
            since, end_oldest = next(iter(self._lines.values()))
            if now - since > GRACE_S:
                end_oldest()

    def leave(self, line: object) -> None:
        """Take a line away; one that is not there changes nothing."""
        self._lines.pop(line, None)


UNFINISHED = Queue(MOST_UNFINISHED)
UNFETCHED = Queue(MOST_UNFETCHED)


class TimedLine(asyncio.Protocol):
    """What is added to uvicorn's protocol of HTTP: times for the request and for fetching the answer."""

    # Of uvicorn's protocol, whichever of its two it is.
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    flow: Any
    cycle: Any
    timeout_keep_alive_task: asyncio.TimerHandle | None

    _received = 0
    _due: asyncio.TimerHandle | None = None
    _unfetched: asyncio.TimerHandle | None = None
    _is_socket = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the time of the first request."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take in bytes; what has come buys more time."""
        self._received += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """Rest between two requests: uvicorn itself closes a line that is idle."""
        super().on_response_complete()  # type: ignore[misc]
        self._look()

    def handle_websocket_upgrade(self, *event: Any) -> None:
        """Leave the line to the websocket, which asks for signs of life itself."""
        self._is_socket = True
        self._rest()
        super().handle_websocket_upgrade(*event)  # type: ignore[misc]

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the line."""
        self._rest()
        self._fetched()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin the time for fetching an answer."""
        super().pause_writing()
        if self._unfetched is None:
            within = ANSWER_S + self.transport.get_write_buffer_size() / ANSWER_BYTES_PER_S
            self._unfetched = self.loop.call_later(within, self._abort)
            UNFETCHED.join(self, self.loop.time(), self._abort)

    def resume_writing(self) -> None:
        """End it: the browser has fetched nearly everything."""
        self._fetched()
        super().resume_writing()

    def _look(self) -> None:
        if self._is_socket or self.transport.is_closing() or not self._is_unfinished():
            self._rest()
        elif self._due is None:
            now = self.loop.time()
            self._due = self.loop.call_later(REQUEST_S, self._is_due, now)
            UNFINISHED.join(self, now, self._end)

    def _is_unfinished(self) -> bool:
        if self.cycle is None or self.cycle.response_complete:
            # Between two requests uvicorn's own timer runs until the first byte of the next.
            return self.timeout_keep_alive_task is None
        return self.cycle.more_body

    def _is_due(self, began: float) -> None:
        left = began + REQUEST_S + self._received / BYTES_PER_S - self.loop.time()
        if self.flow.read_paused:
            # The server is slow in taking it, not the browser in sending.
            left = REQUEST_S
        if left > 0:
            self._due = self.loop.call_later(left, self._is_due, began)
        else:
            self._end()

    def _end(self) -> None:
        has_begun = self._received > 0
        is_answered = self.cycle is not None and self.cycle.response_started and self.cycle.more_body
        self._rest()
        if has_begun and not is_answered:
            self.transport.write(_ANSWER)
        self.transport.close()

    def _rest(self) -> None:
        UNFINISHED.leave(self)
        self._received = 0
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _fetched(self) -> None:
        UNFETCHED.leave(self)
        if self._unfetched is not None:
            self._unfetched.cancel()
            self._unfetched = None

    def _abort(self) -> None:
        self._fetched()
        # Not close(): that would first wait for what is not fetched.
        self.transport.abort()


class BoundedSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol of websockets; it takes no message larger than any of ours, and none compressed."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.conn = ServerProtocol(extensions=[], max_size=MOST_OF_MESSAGE, logger=self.logger)

    def handle_connect(self, event: Any) -> None:
        """Tell the application how larger messages are let in."""
        super().handle_connect(event)
        if self.conn.state is State.CONNECTING:
            # What serves it begins with this scope after this method has ended.
            cast("dict[str, Any]", self.scope)[TAKE_LARGER] = self._take_larger

    def _take_larger(self) -> None:
        self.conn.max_message_size = MOST_OF_STAFF


def bound_lines() -> None:
    """Let the server that Streamlit starts, without asking us, use these two for its lines."""
    startup = uvicorn.Server.startup
    if startup.__module__ == __name__:
        return
    take_more()
    if most := most_open():
        UNFINISHED.most = min(MOST_UNFINISHED, most // 4)

    async def bounded(self: uvicorn.Server, *how: Any, **more: Any) -> None:
        self.config.http_protocol_class = timed(self.config.http_protocol_class)
        self.config.ws_protocol_class = BoundedSocket
        await startup(self, *how, **more)

    uvicorn.Server.startup = bounded


def timed(protocol: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol of HTTP, whichever of its own it chose, with the times added."""
    return type("TimedHTTP", (TimedLine, protocol), {})
