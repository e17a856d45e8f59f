"""A page's session belongs to the browser that opened it: its id alone opens nothing.

Streamlit takes the id of a session for proof that a connection belongs to it, and writes that id into upload
addresses. Here the session is bound to the cookies it was opened with, by a header which only this layer can
set and which Streamlit compares (``server.trustedUserHeaders`` in ``.streamlit/config.toml``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime

from workflows import cookie_names

HEADER = "x-entregent-browser"
TRUSTED = {HEADER: "browser"}
"""What ``server.trustedUserHeaders`` must be."""
UPLOADS = "/_stcore/upload_file/"
_PROTOCOLS = "sec-websocket-protocol"
WHO = (cookie_names.STAFF, cookie_names.HALF_OPEN, cookie_names.JOINING, cookie_names.SITTING)
"""The cookies that make a browser somebody's."""


class OwnSessions:
    """ASGI middleware that lets a session be taken up again, and uploaded to, by its own browser only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say which browser opens a websocket; refuse an upload to another one's session."""
        if scope["type"] == "websocket":
            scope = _told(scope)
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


def _told(scope: Scope) -> Scope:
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
    asked = [part.strip() for line in headers.getlist(_PROTOCOLS) for part in line.split(",")]
    if len(asked) <= 2:
        return scope
    others = [(name, value) for name, value in scope["headers"] if name != _PROTOCOLS.encode()]
    kept = (_PROTOCOLS.encode(), ", ".join(asked[:2]).encode("latin-1"))
    return {**scope, "headers": [*others, kept], "subprotocols": asked[:2]}


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
