"""Whether a form was sent, a file asked for, or a websocket opened by one of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from settings import settings

REFUSED = 1008
"""Code of a websocket that breaks a rule; before it is opened the browser is answered 403."""


def from_our_page(request: Request) -> bool:
    """Tell whether a request comes from a page of this very address.

    ``Sec-Fetch-Site`` is set by the browser and cannot be forged by a page; where it is missing, ``Origin``
    must name the host asked for.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return origin not in ("", "null") and urlsplit(origin).netloc == request.headers.get("host")


def from_elsewhere(request: Request) -> bool:
    """Tell whether a page of another site made the browser ask for this, with our cookies.

    What the person typed, kept as a bookmark or opened from another program comes from no page. Where
    ``Sec-Fetch-Site`` is missing, a ``Referer`` of another host tells; without either nothing does.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    referrer = urlsplit(request.headers.get("referer", "")).netloc
    return referrer not in ("", request.headers.get("host"))


class OwnWebsockets:
    """ASGI middleware that lets pages of this very address open websockets, and nobody else.

    Streamlit itself accepts every page on any port of this machine, and whoever names no origin at all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a websocket before it is opened; pass everything else on."""
        if scope["type"] == "websocket" and not _is_own(HTTPConnection(scope)):
            await receive()
            await send({"type": "websocket.close", "code": REFUSED})
        else:
            await self.app(scope, receive, send)


def _is_own(connection: HTTPConnection) -> bool:
    """Tell whether ``Origin`` is the host asked for, or the public address that a named proxy stands for."""
    origin = connection.headers.get("origin", "").lower()
    host = urlsplit(origin).netloc
    if not host:
        return False
    if host == connection.headers.get("host", "").lower():
        return True
    public = urlsplit(settings().public_url.lower())
    return bool(settings().trusted_proxy) and origin == f"{public.scheme}://{public.netloc}"
