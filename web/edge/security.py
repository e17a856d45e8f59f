"""Security headers of every answer, and the check that a request comes from one of our own pages.

The policy allows no inline script but those of the first page, by their hashes, and no ``eval``. Styles stay
``'unsafe-inline'`` because Streamlit writes its own at run time; ``blob:`` scripts are how Streamlit loads a
component's two-line loader.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from settings import settings

Headers = list[tuple[bytes, bytes]]

FIRST_PAGE = Path(file_util.get_static_dir()) / "index.html"
REFUSED = 1008
"""Code of a websocket that breaks a rule; before it is opened the browser is answered 403."""
YEAR = 31_536_000
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:]+\](:\d{1,5})?")

FIXED: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": that would send "Origin: null" with our own forms, which then could not be checked.
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"x-robots-tag", b"noindex, nofollow"),
)


def inline_hashes(html: str) -> tuple[str, ...]:
    """Return the policy's name of each inline script of a page."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


HASHES: tuple[str, ...] = inline_hashes(FIRST_PAGE.read_text("utf-8"))
"""Of the page this release of Streamlit ships; computed, because it changes with releases."""


def policy(hashes: tuple[str, ...], host: str = "") -> str:
    """Return the content security policy of a page served from this host.

    ``'self'`` covers websockets of the same origin in today's browsers; older ones want them by name.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' blob: {' '.join(hashes)}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'self'",
            "object-src 'none'",
        )
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers an answer does not already carry.

    Parameters
    ----------
    app : ASGIApp
        The application behind.
    https : bool
        Whether the public address is https: only then may browsers be told to insist on it.
    hashes : tuple of str
        Inline scripts the policy allows, as ``inline_hashes`` names them.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False, hashes: tuple[str, ...] = HASHES) -> None:
        self.app = app
        self.hashes = hashes
        self.fixed = list(FIXED)
        if https:
            self.fixed.append((b"strict-transport-security", f"max-age={YEAR}; includeSubDomains".encode()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._complete(list(message.get("headers", [])), host)}
            await send(message)

        await self.app(scope, receive, completed)

    def _complete(self, headers: Headers, host: str) -> Headers:
        present = {name.lower() for name, _ in headers}
        wanted = [*self.fixed, (b"content-security-policy", policy(self.hashes, host).encode())]
        return headers + [(name, value) for name, value in wanted if name not in present]


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
