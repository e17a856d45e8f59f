"""An open page takes one file descriptor, its websocket's; its script's event loop takes none while it rests.

Streamlit gives each page an event loop for whatever its script loads might ask for one, and keeps it until
the page is forgotten, ten minutes after it was closed. asyncio's takes three descriptors at once: one to wait
with and a pair of sockets to be woken by. No script of ours runs it, so this one waits by ``poll``, which
needs no descriptor, and makes the pair when somebody does run it.
"""

from __future__ import annotations

import asyncio
import selectors
import socket
import sys
from collections.abc import Callable
from typing import Any

from streamlit.runtime.app_session import AppSession

ATTRIBUTE = "_script_event_loop"


class RestingLoop(asyncio.SelectorEventLoop):
    """asyncio's own event loop, which opens what wakes it when it first runs."""

    _ssock: socket.socket | None = None
    _csock: socket.socket | None = None

    def __init__(self) -> None:
        super().__init__(selectors.PollSelector())

    def run_forever(self) -> None:
        """Run until stopped, as any loop does."""
        if self._ssock is None and not self.is_closed():
            super()._make_self_pipe()  # type: ignore[misc]
        super().run_forever()

    def _make_self_pipe(self) -> None:
        """Leave it until the loop runs; asyncio calls this when a loop is made."""

    def _close_self_pipe(self) -> None:
        if self._ssock is not None:
            super()._close_self_pipe()  # type: ignore[misc]


def rest_script_loops() -> bool:
    """Give pages loops that rest; return whether it could be done.

    Where a release of Streamlit or Python keeps these things elsewhere, nothing is replaced: a page then
    takes four descriptors again (``tests/web/test_full.py`` notices).
    """
    has_pair = hasattr(asyncio.SelectorEventLoop, "_make_self_pipe")
    if sys.platform == "win32" or not has_pair or not hasattr(selectors, "PollSelector"):
        return False
    if not hasattr(AppSession.__init__, "rests"):
        AppSession.__init__ = _resting(AppSession.__init__)  # type: ignore[method-assign]
    return True


def _resting(original: Callable[..., None]) -> Callable[..., None]:
    def made(self: AppSession, *args: Any, **options: Any) -> None:
        original(self, *args, **options)
        loop = getattr(self, ATTRIBUTE, None)
        if isinstance(loop, asyncio.AbstractEventLoop) and not loop.is_running():
            setattr(self, ATTRIBUTE, RestingLoop())
            loop.close()

    made.rests = True  # type: ignore[attr-defined]
    return made
