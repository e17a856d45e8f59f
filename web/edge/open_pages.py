"""Limits of the pages that may be open, by who opens them and by the file descriptors that are left.

Without any descriptor left the system refuses everything alike: the answer of somebody who has been sitting
for an hour as well as the page of somebody who just came. So pages are refused while some are left. Whoever
has pages open, or had a moment ago, comes first: they reload, or their line was cut. Then whoever is signed
in or invited, then everybody else.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from anyio import current_time
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from settings import settings
from texts import t, use
from texts.markup import Html
from workflows.common.server import Visitor

TAKEN = 65_536
"""More are not asked for: what a hundred times as many pages cost is memory."""
OPEN = Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd")
"""Lists what the process has open."""
TIGHT = 1 / 4
"""Below this share lines are not kept open between two requests."""
LOOK_EVERY_S = 0.5

BEHIND_A_PROXY = "behind a proxy"
"""Everybody whose request was passed on by a proxy that is not named: they count as one."""
OPEN_OF_ONE = 30
"""Pages one account or one candidate may have open."""
OPEN_OF_NOBODY = 250
"""Pages without a known visitor from all addresses together; of one address, a setting says how many."""

FREE_FOR_NOBODY = 3 / 8
"""Share of the file descriptors that must be left for a page of nobody known to be opened."""
FREE_FOR_KNOWN = 1 / 4
"""The same for somebody signed in or invited. Below it nobody new comes in: the rest is for those inside,
whose answers take lines and files of their own."""
FREE_FOR_RETURNING = 1 / 8
"""The same for somebody who was here within ``RETURNING_S``."""
RETURNING_S = 600.0
"""How long somebody who closed their last page counts as here; Streamlit keeps it as long."""

RETRY_S = 60
_PAGE = Html(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<style>{style}</style></head><body><main><h1>{title}</h1>{paragraphs}</main></body></html>\n"
)
_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;margin:0;background:#f6f4ef;color:#1d2522}"
    "main{max-width:36rem;margin:0 auto;padding:3rem 1.5rem}h1{font-size:1.6rem;line-height:1.25}"
    "@media(prefers-color-scheme:dark){body{background:#121615;color:#e9edea}}"
)


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


def full_page(lang: str) -> str:
    """Return the page as HTML: what happened, what is kept, what to do."""
    use(lang)
    paragraph = Html("<p>{}</p>")
    return _PAGE.format(
        language=lang,
        title=t("server.full.title"),
        style=Html(_STYLE),
        paragraphs=Html().join(
            paragraph.format(t(f"server.full.{part}")) for part in ("what", "kept", "todo")
        ),
    )


class Rooms:
    """How many pages are open, by visitor or by address."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._nobodys = 0
        self._left: dict[str, float] = {}
        """Who closed their last page and when, by a monotonic clock, the earliest first."""

    def has_descriptors(self, visitor: Visitor) -> bool:
        """Tell whether one page more of this visitor leaves enough for those who are inside."""
        if visitor.kind == "nobody":
            return free_share() >= FREE_FOR_NOBODY
        returns = self._was_here(_key(visitor, ""))
        return free_share() >= (FREE_FOR_RETURNING if returns else FREE_FOR_KNOWN)

    def enter(self, visitor: Visitor, address: str) -> str | None:
        """Count one page more and return what it is counted under; None when there is no room for it."""
        key, most = _key(visitor, address), OPEN_OF_ONE
        if visitor.kind == "nobody":
            # Behind a proxy that is not named everybody has one address: then only all together are counted.
            most = OPEN_OF_NOBODY if address == BEHIND_A_PROXY else settings().pages_per_address
            if self._nobodys >= OPEN_OF_NOBODY:
                return None
        if self._open[key] >= most or not self.has_descriptors(visitor):
            return None
        self._open[key] += 1
        self._nobodys += visitor.kind == "nobody"
        return key

    def leave(self, key: str) -> None:
        """Count one page less."""
        is_nobodys = key.startswith("address ")
        self._nobodys -= is_nobodys
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]
            if not is_nobodys:
                self._left.pop(key, None)
                self._left[key] = time.monotonic()
                self._forget()

    def _was_here(self, key: str) -> bool:
        self._forget()
        return key in self._open or key in self._left

    def _forget(self) -> None:
        before = time.monotonic() - RETURNING_S
        while self._left and next(iter(self._left.values())) < before:
            del self._left[next(iter(self._left))]


def _key(visitor: Visitor, address: str) -> str:
    return f"address {address}" if visitor.kind == "nobody" else f"{visitor.kind} {visitor.id}"


ROOMS = Rooms()
"""Those of this process."""
