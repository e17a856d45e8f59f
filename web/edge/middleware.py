"""The stack of middleware: headers, closed doors, files, the first page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain import LANGUAGES
from errors import StorageError
from texts import preferred, t, use
from web.edge.compression import PrecompressedStatic, Store, compress, encoding_for
from web.edge.cookies import HostCookies
from web.edge.early import PATH, FindEarly, Shell, secret_of
from web.edge.first_page import first_page
from web.edge.open_pages import RETRY_S as OPEN_PAGES_RETRY_S
from web.edge.open_pages import ShortLines, full_page
from web.edge.security import FIRST_PAGE, HASHES, OwnWebsockets, SecurityHeaders, inline_hashes
from web.edge.sessions import OwnSessions
from web.edge.uploads import Uploads
from web.edge.visitors import QuietlyGone, Visitors, has_room

RETRY_S = 60


class TryAgain:
    """ASGI middleware that answers where a route let the trouble of the database through.

    The log was told where it was met (``data/common/storage_state.py``).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; say in words that it was not done, unless an answer has begun."""
        has_begun = False

        async def noticed(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noticed)
        except StorageError:
            if has_begun or scope["type"] != "http":
                raise
            use(preferred(_language(scope)))
            headers = {"Retry-After": str(RETRY_S), "Cache-Control": "no-store"}
            await PlainTextResponse(t("staff.errors.storage"), 503, headers)(scope, receive, send)


def _language(scope: Scope) -> str:
    asked = (value for name, value in scope["headers"] if name == b"accept-language")
    return next(asked, b"").decode("latin-1").strip()


CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/auth/logout", "/media")
"""Streamlit's doors nobody here needs.

Figures, pages without a browser, the end of a session of its own, and files of pages by address alone.
"""

DRAWS_SCENES = "/assets/sit."
"""How the path of the file begins that draws a candidate's page."""
HANDS = 4
"""Early pages written at once; the rest waits."""


class ClosedDoors:
    """ASGI middleware that answers 404 for addresses Streamlit opens and the product does not."""

    def __init__(self, app: ASGIApp, *, closed: tuple[str, ...] = CLOSED) -> None:
        self.app = app
        self.closed = closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 for a closed address; pass everything else on."""
        path = scope.get("path", "")
        shut = any(path == door or path.startswith(f"{door}/") for door in self.closed)
        if scope["type"] == "http" and shut:
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class FirstPage:
    """ASGI middleware that serves our first page wherever Streamlit would serve its own.

    Where there is no room for a page more, it says so instead, with 503: the page would come up empty.

    Parameters
    ----------
    app : ASGIApp
        The application behind.
    scripts, fonts : tuple of str
        Paths the browser should fetch at once.
    shells : mapping of language to Shell
        What surrounds a candidate's scene that is shown early.
    early : function, optional
        What a candidate can be shown at once.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        scripts: tuple[str, ...] = (),
        fonts: tuple[str, ...] = (),
        shells: Mapping[str, Shell] | None = None,
        early: FindEarly | None = None,
    ) -> None:
        self.app = app
        self.shells = shells or {}
        self.early = early
        self.hands = CapacityLimiter(HANDS)
        self.theirs = str(FIRST_PAGE.stat().st_size).encode()
        # What staff need besides would only keep a candidate waiting.
        of_candidates = tuple(path for path in scripts if path.startswith(DRAWS_SCENES))
        self.bodies = {
            (lang, whose, encoding): compress(
                first_page(lang, scripts=needed, fonts=fonts).encode(), encoding
            )
            for lang in LANGUAGES
            for whose, needed in (("candidate", of_candidates), ("anybody", scripts))
            for encoding in ("br", "gzip", "")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Replace the answer when, and only when, it is Streamlit's own first page."""
        if not _asks_for_page(scope):
            await self.app(scope, receive, send)
            return
        replaced = False

        async def swapped(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and self._is_theirs(message):
                replaced = True
                await (self._serve(scope, send) if await has_room(scope) else _serve_full(scope, send))
            elif not replaced:
                await send(message)

        # The whole page each time: a conditional or partial answer would mix their page with ours.
        plain = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
        await self.app({**scope, "headers": plain}, receive, swapped)

    def _is_theirs(self, message: Message) -> bool:
        headers = dict(message.get("headers", []))
        html = headers.get(b"content-type", b"").startswith(b"text/html")
        return message["status"] == 200 and html and headers.get(b"content-length") == self.theirs

    async def _serve(self, scope: Scope, send: Send) -> None:
        encoding = encoding_for(scope["headers"])
        body, kept = await self._with_scene(scope, encoding), b"no-store"
        if body is None:
            whose = "candidate" if scope["path"].rstrip("/") == PATH else "anybody"
            body, kept = self.bodies[_spoken(scope), whose, encoding], b"no-cache"
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", kept),
            (b"vary", b"accept-encoding, accept-language, cookie"),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _with_scene(self, scope: Scope, encoding: str) -> bytes | None:
        """Return the page of the candidate who asks, with their scene; None where it cannot be shown yet."""
        token = secret_of(scope) if self.early and self.shells else None
        if token is None or self.early is None:
            return None
        return await anyio.to_thread.run_sync(
            _written, self.early, self.shells, token, _spoken(scope), encoding, limiter=self.hands
        )


def _written(
    early: FindEarly, shells: Mapping[str, Shell], token: str, spoken: str, encoding: str
) -> bytes | None:
    page = early(token, spoken)
    return (
        None if page is None else compress(shells[page.language].around(page).encode(), encoding, quick=True)
    )


async def _serve_full(scope: Scope, send: Send) -> None:
    """Say that there is no room."""
    body = full_page(_spoken(scope)).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(OPEN_PAGES_RETRY_S).encode()),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


_CONDITIONS = {b"if-none-match", b"if-modified-since", b"range", b"if-range", b"accept-encoding"}
"""What would make Streamlit answer with less than its whole page, or with one of another length."""
_NOT_PAGES = ("/static/", "/app/static/", "/assets/", "/_stcore/", "/media/", "/api/", "/component/")


def _asks_for_page(scope: Scope) -> bool:
    asks = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    return asks and not scope["path"].startswith(_NOT_PAGES)


def _spoken(scope: Scope) -> str:
    value = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return "fr" if value.decode("latin-1").strip().lower().startswith("fr") else "en"


def stack(
    *,
    files: Mapping[str, bytes],
    fonts: Path,
    store: Store | None = None,
    https: bool = False,
    early: FindEarly | None = None,
) -> list[Middleware]:
    """Return the middlewares in order.

    Parameters
    ----------
    files : mapping of path to bytes
        The components' modules, ``views.components.bundle.FILES``.
    fonts : Path
        The project's ``static`` folder.
    store : Store or None
        Where compressed files are kept; the same one is given to ``compression.warm`` after the start.
    https : bool
        Whether cookies are for https only.
    early : function, optional
        What a candidate can be shown at once, ``views.sitting.early.early_page``.
    """
    faces = tuple(f"/app/static/{file.name}" for file in sorted(fonts.glob("*.woff2")))
    page = {"scripts": tuple(files), "fonts": faces}
    drawing = next((path for path in files if path.startswith(DRAWS_SCENES)), None)
    shells = {
        lang: Shell(first_page(lang, fonts=faces), drawing) for lang in LANGUAGES if drawing is not None
    }
    hashes = (*HASHES, *inline_hashes(first_page("en")), *inline_hashes(shells["en"].page if shells else ""))
    return [
        Middleware(QuietlyGone),
        Middleware(ShortLines),
        Middleware(TryAgain),
        *([Middleware(HostCookies)] if https else []),
        Middleware(SecurityHeaders, https=https, hashes=tuple(dict.fromkeys(hashes))),
        Middleware(ClosedDoors),
        Middleware(OwnWebsockets),
        Middleware(OwnSessions),
        Middleware(Visitors),
        Middleware(Uploads),
        Middleware(PrecompressedStatic, files=files, fonts=fonts, store=store),
        Middleware(FirstPage, **page, shells=shells, early=early),
    ]
