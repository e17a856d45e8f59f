"""Limits of visitors: pages that one of them may keep open, and passwords checked at a time.

Each takes 64 MiB and a core for a moment (``workflows/accounts/passwords.py``). Waiting there would hold
threads that candidates' answers need, so who comes by a form waits here, without one.

A page that is open costs the server memory, whoever opened it. So every websocket is counted: by account or
candidate where a cookie proves one, by network address otherwise. Streamlit is told who it is by a header
that no browser can set, so that a page nobody is known behind ends when it is closed
(``web/edge/sessions.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain import SITTING_COOKIE, STAFF_COOKIE
from errors import DoorBusy
from settings import settings
from web.edge.addresses import client_address
from web.edge.open_pages import BEHIND_A_PROXY, FREE_FOR_NOBODY, ROOMS, free_share
from web.edge.slow_lines import TAKE_LARGER
from workflows.accounts.passwords import AT_ONCE
from workflows.common.server import NOBODY, Visitor, visitor_of

MOST_WAITING = 50
"""Who comes after them is told to come again: the last of them waits for some five seconds."""

Done = TypeVar("Done")
_places = CapacityLimiter(AT_ONCE)


async def at_the_door(act: Callable[[], Done]) -> Done:
    """Do what checks a password when it is its turn.

    Raises
    ------
    DoorBusy
        Too many wait already; nothing was done.
    """
    if _places.statistics().tasks_waiting >= MOST_WAITING:
        raise DoorBusy("Too many are signing in at this moment.")
    return await anyio.to_thread.run_sync(act, limiter=_places)


VISITOR_HEADER = "x-entregent-visitor"
"""Header in which Streamlit's session finds the visitor's kind; what a browser sends under it is dropped."""

TURNS_A_SECOND = 8.0
"""Pages without a known visitor that are opened or run, from all addresses together: each takes the processor
ten to twenty milliseconds. A sign-in itself is a plain form and waits for none of this."""
LONGEST_WAIT_S = 5.0
_log = structlog.get_logger()


class QuietlyGone:
    """ASGI middleware for browsers that left, or were cut off, before their request had come whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; nobody is there to be answered, and nothing went wrong."""
        try:
            await self.app(scope, receive, send)
        except ClientDisconnect:
            return


class Pace:
    """Turns at a steady pace; in quiet times nobody waits for one."""

    def __init__(self, a_second: float = TURNS_A_SECOND) -> None:
        self._apart = 1 / a_second
        self._next = 0.0

    async def turn(self) -> bool:
        """Wait for one's turn; False, at once, when that would take too long."""
        now = anyio.current_time()
        turn = max(self._next, now)
        if turn - now > LONGEST_WAIT_S:
            return False
        self._next = turn + self._apart
        await anyio.sleep(turn - now)
        return True


class Visitors:
    """ASGI middleware that counts websockets, and lets those of nobody known wait for their turns."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.rooms = ROOMS
        self.pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a websocket in while there is room for it; pass everything else on."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        visitor = await visitor_at(scope)
        key = self.rooms.enter(visitor, address_of(scope))
        if key is not None and visitor.kind == "nobody" and not await self.pace.turn():
            self.rooms.leave(key)
            key = None
        if key is None:
            _log.warning("too_many_pages_open", visitor=visitor.kind)
            await _refuse(receive, send)
            return
        if visitor.kind == "staff" and (take_larger := scope.get(TAKE_LARGER)):
            take_larger()
        try:
            await self.app(_named(scope, visitor), _bounded(visitor, self.pace, receive, send), send)
        finally:
            self.rooms.leave(key)


async def has_room(scope: Scope) -> bool:
    """Tell whether the page that a request asks for could be opened, as far as file descriptors are left."""
    if free_share() >= FREE_FOR_NOBODY:
        # Nobody needs more than is left: no need to ask who it is.
        return True
    visitor = await visitor_at(scope)
    if ROOMS.has_descriptors(visitor):
        return True
    _log.warning("too_few_descriptors", visitor=visitor.kind)
    return False


async def visitor_at(scope: Scope) -> Visitor:
    """Return whose cookies a request or websocket carries."""
    cookies = _cookies(scope)
    staff, sitting = cookies.get(STAFF_COOKIE), cookies.get(SITTING_COOKIE)
    if not staff and not sitting:
        return NOBODY
    return await anyio.to_thread.run_sync(visitor_of, staff, sitting)


def address_of(scope: Scope) -> str:
    """Return the network address by which the pages and files of whoever is not known are counted."""
    request = Request({**scope, "type": "http"})
    if not settings().trusted_proxy and "x-forwarded-for" in request.headers:
        return BEHIND_A_PROXY
    return client_address(request)


def _cookies(scope: Scope) -> dict[str, str]:
    return dict(Request({**scope, "type": "http"}).cookies)


def _named(scope: Scope, visitor: Visitor) -> Scope:
    name = VISITOR_HEADER.encode()
    others = [pair for pair in scope["headers"] if pair[0].lower() != name]
    return {**scope, "headers": [*others, (name, visitor.kind.encode())]}


def _bounded(visitor: Visitor, pace: Pace, receive: Receive, send: Send) -> Receive:
    """Return what ends a websocket that sends text, which Streamlit never does, or too much too fast.

    What somebody unknown sends runs the page's script: it waits for its turn.
    """

    async def received() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        if message.get("bytes") is None:
            code = 1003
        elif visitor.kind != "nobody" or await pace.turn():
            return message
        else:
            code = 1013
        _log.warning("page_cut_off", visitor=visitor.kind, code=code)
        await send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

    return received


async def _refuse(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1013})
