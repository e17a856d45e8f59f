"""How many file descriptors the process may still open: each open page, line and file takes one.

Without any left the system refuses everything alike: the answer of somebody who has been sitting for an hour
as well as the page of somebody who just came. So pages are refused while some are left (``web/rooms.py``).
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from anyio import current_time
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TAKEN = 65_536
"""More are not asked for: what a hundred times as many pages cost is memory."""
OPEN = Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd")
"""Lists what the process has open."""
TIGHT = 1 / 4
"""Below this share lines are not kept open between two requests."""
LOOK_EVERY_S = 0.5


def take_more() -> None:
    """Take the file descriptors the system gives: often the default is a tenth of them."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        # What cannot be had is done without: some systems say they have no limit and then keep one.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, min(most, TAKEN)), most))


def most_open() -> int | None:
    """Return how many the process may have open; None where the system has no such limit."""
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return None if most == resource.RLIM_INFINITY else most


def free_share() -> float:
    """Return the share that is left, from 0 to 1; 1 where there is no limit or it cannot be known."""
    most = most_open()
    if most is None:
        return 1.0
    try:
        n_open = len(os.listdir(OPEN))
    except FileNotFoundError:
        return 1.0
    except OSError:
        # Looking takes one, too.
        return 0.0
    return max(0.0, 1 - n_open / most)


class ShortLines:
    """ASGI middleware that lets browsers close their lines after an answer while few descriptors are left.

    A line is otherwise kept for five seconds, in case the browser asks for more.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._is_tight, self._looked_at = False, -LOOK_EVERY_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add ``Connection: close`` to its answer where lines are short."""
        if scope["type"] != "http" or not self._tight():
            await self.app(scope, receive, send)
            return

        async def closing(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
            await send(message)

        await self.app(scope, receive, closing)

    def _tight(self) -> bool:
        now = current_time()
        if now - self._looked_at >= LOOK_EVERY_S:
            self._is_tight, self._looked_at = free_share() < TIGHT, now
        return self._is_tight
