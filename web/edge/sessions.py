"""Streamlit's sessions as this product needs them: bound to a browser, discreet, light, and kept for people.

**Bound.** Streamlit takes the id of a session for proof that a connection belongs to it, and writes that id
into upload addresses. Here a session is bound to the cookies it was opened with, by a header which only this
layer can set and which Streamlit compares (``server.trustedUserHeaders`` in ``.streamlit/config.toml``).

**Discreet.** Streamlit tells everybody, before any sign-in, its own version and Python's, the system it runs
on, the folder it is installed in and ids of the installation. These fields of its first message are emptied;
where a release has no such function, nothing is changed and all still works.

**Light.** Streamlit gives each page an event loop for whatever its script loads might ask for one, and keeps
it until the page is forgotten, ten minutes after it was closed. asyncio's takes three descriptors at once:
one to wait with and a pair of sockets to be woken by. No script of ours runs it, so this one waits by
``poll``, which needs no descriptor, and makes the pair when somebody does run it.

**Kept for people.** Streamlit keeps a closed page for ``server.disconnectedSessionTTL``, so that a phone that
slept finds it as it was. A page behind which no cookie names anybody holds nothing worth that, and would let
anybody fill the memory by opening pages and closing them.
"""

from __future__ import annotations

import asyncio
import hashlib
import selectors
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import SessionInfo, SessionStorage

from domain import HALF_OPEN_COOKIE, JOIN_COOKIE, SITTING_COOKIE, STAFF_COOKIE
from errors import SettingsError
from web.edge.visitors import VISITOR_HEADER

HEADER = "x-entregent-browser"
TRUSTED = {HEADER: "browser"}
"""What ``server.trustedUserHeaders`` must be."""
UPLOADS = "/_stcore/upload_file/"
_PROTOCOLS = "sec-websocket-protocol"
WHO = (STAFF_COOKIE, HALF_OPEN_COOKIE, JOIN_COOKIE, SITTING_COOKIE)
"""The cookies that make a browser somebody's."""
_NEW_SESSION = "_create_new_session_message"
_SCRIPT_LOOP = "_script_event_loop"
"""Names in Streamlit's ``AppSession``: what writes its first message, where a page's event loop is kept."""


class OwnSessions:
    """ASGI middleware that lets a session be taken up again, and uploaded to, by its own browser only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say which browser opens a websocket; refuse an upload to another one's session."""
        if scope["type"] == "websocket":
            scope = _with_browser(scope)
        elif scope["type"] == "http" and _is_foreign_upload(scope):
            await PlainTextResponse("Forbidden", status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def browser_of(cookies: Mapping[str, str]) -> str | None:
    """Return what tells browsers apart: a digest of the cookies of who it is; None without any.

    After another sign-in, or another candidate's link, it is another browser.
    """
    ours = [(name, cookies[name]) for name in WHO if cookies.get(name)]
    return hashlib.sha256(repr(ours).encode()).hexdigest() if ours else None


def _with_browser(scope: Scope) -> Scope:
    """Return a websocket's scope with its browser, whatever the client says it is."""
    browser = browser_of(HTTPConnection(scope).cookies)
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER.encode()]
    if browser is not None:
        return {**scope, "headers": [*headers, (HEADER.encode(), browser.encode())]}
    return _without_session({**scope, "headers": headers})


def _without_session(scope: Scope) -> Scope:
    """Leave out the session that somebody unknown wants to take up: all of them would be one browser."""
    # The third protocol is the session's id: "streamlit, TOKEN, ID".
    headers = Headers(raw=scope["headers"])
    protocols = [part.strip() for line in headers.getlist(_PROTOCOLS) for part in line.split(",")]
    if len(protocols) <= 2:
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != _PROTOCOLS.encode()]
    first_two = (_PROTOCOLS.encode(), ", ".join(protocols[:2]).encode("latin-1"))
    return {**scope, "headers": [*others, first_two], "subprotocols": protocols[:2]}


def _is_foreign_upload(scope: Scope) -> bool:
    """Tell whether an upload goes to the session of another browser; to none is Streamlit's to refuse."""
    path: str = scope["path"]
    if not path.startswith(UPLOADS) or scope["method"] == "OPTIONS" or not Runtime.exists():
        return False
    client = Runtime.instance().get_client(path.removeprefix(UPLOADS).partition("/")[0])
    if client is None:
        return False
    opened = client.client_context
    owner = browser_of(opened.cookies) if opened else None
    return owner is None or owner != browser_of(HTTPConnection(scope).cookies)


def tell_less() -> bool:
    """Make Streamlit keep what no page needs to itself; return whether it could be done."""
    original = getattr(AppSession, _NEW_SESSION, None)
    if original is None:
        return False
    if not hasattr(original, "tells_less"):
        setattr(AppSession, _NEW_SESSION, _telling_less(original))
    return True


def _telling_less(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(*args: Any, **options: Any) -> Any:
        message = original(*args, **options)
        new = message.new_session
        new.main_script_path = ""
        for part in (new.initialize.user_info, new.initialize.environment_info):
            part.Clear()
            # The page asks for these parts; they must be there, empty.
            part.SetInParent()
        return message

    create.tells_less = True  # type: ignore[attr-defined]
    return create


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
        loop = getattr(self, _SCRIPT_LOOP, None)
        if isinstance(loop, asyncio.AbstractEventLoop) and not loop.is_running():
            setattr(self, _SCRIPT_LOOP, RestingLoop())
            loop.close()

    made.rests = True  # type: ignore[attr-defined]
    return made


class KeptTabs(SessionStorage):
    """Keeps closed pages as another storage does, except those of nobody known.

    Parameters
    ----------
    kept : SessionStorage
        Where the others are kept.
    manager : SessionManager
        Streamlit's, which still has the page that is closing among the open ones.
    """

    def __init__(self, kept: SessionStorage, manager: object) -> None:
        self._kept = kept
        self._manager = manager

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a page that was closed."""
        return self._kept.get(session_id)

    def save(self, session_info: SessionInfo) -> None:
        """Keep a page that is closing; one of nobody known is marked to be ended instead."""
        session = session_info.session
        client = self._manager.get_active_session_info(session.id).client  # type: ignore[attr-defined]
        if dict(client.client_context.headers).get(VISITOR_HEADER, "nobody") == "nobody":
            # Streamlit ends at once what it may not resume, and then deletes it here.
            session.clear_user_info()
        else:
            self._kept.save(session_info)

    def delete(self, session_id: str) -> None:
        """Forget a page; one that was never kept changes nothing."""
        if self._kept.get(session_id) is not None:
            self._kept.delete(session_id)

    def list(self) -> list[SessionInfo]:
        """Return the pages that are kept."""
        return self._kept.list()


def keep_tabs_of_people() -> None:
    """Put this storage in the place of Streamlit's own; before anybody is served.

    Raises
    ------
    SettingsError
        When this release of Streamlit keeps its pages elsewhere.
    """
    manager = Runtime.instance()._session_mgr
    if not hasattr(manager, "_session_storage"):
        raise SettingsError(
            "This release of Streamlit keeps closed pages where Entregent does not find them."
        )
    manager._session_storage = KeptTabs(manager._session_storage, manager)  # type: ignore[attr-defined]
