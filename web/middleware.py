"""What stands between the network and the application: headers, closed doors, files, the first page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from web.compression import PrecompressedStatic, Store, compress, encoding_for
from web.security import FIRST_PAGE, HASHES, SecurityHeaders, inline_hashes

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's doors nobody here needs: the server's figures, and a way to drive pages without a browser."""
COLOURS = ("primaryColor", "backgroundColor", "secondaryBackgroundColor", "textColor", "borderColor")

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    "%3Crect width='24' height='24' rx='6' fill='%230b5d56'/%3E"
    "%3Cpath d='M5 6h8a1.5 1.5 0 0 1 1.5 1.5v4A1.5 1.5 0 0 1 13 13H9l-3 2.5V13H5a1.5 1.5 0 0 1-1.5-1.5v-4"
    "A1.5 1.5 0 0 1 5 6' fill='%23fff'/%3E"
    "%3Cpath d='M16 9.5h2.5A1.5 1.5 0 0 1 20 11v4a1.5 1.5 0 0 1-1.5 1.5H18V19l-3-2.5h-3.5A1.5 1.5 0 0 1 10 15v-.5"
    "h3.5A2.5 2.5 0 0 0 16 12z' fill='%23f0955e'/%3E%3C/svg%3E"
)


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


def first_page(lang: str, *, scripts: tuple[str, ...] = (), fonts: tuple[str, ...] = ()) -> str:
    """Return Streamlit's first page made ours.

    It names its language and title before any script runs, fetches our fonts and components early instead
    of a 166 KiB font that is never shown, and starts in our colours instead of a white flash.
    """
    html = re.sub(r"<!--.*?-->", "", FIRST_PAGE.read_text("utf-8"), flags=re.DOTALL)
    html = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*/>', "", html)
    html = re.sub(r'<link rel="service-desc"[^>]*/>', "", html)
    html = re.sub(r'<link rel="shortcut icon"[^>]*/>', f'<link rel="icon" href="{ICON}" />', html)
    html = re.sub(r"<noscript>.*?</noscript>", _no_script(lang), html, flags=re.DOTALL)
    html = html.replace('<html lang="en">', f'<html lang="{lang}">')
    html = html.replace("<title>Streamlit</title>", _head())
    early = [f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>' for font in fonts]
    early += [f'<link rel="modulepreload" href="{script}">' for script in scripts]
    return re.sub(r"\n\s*\n+", "\n", html.replace("</head>", "".join(early) + "</head>")).strip() + "\n"


def _head() -> str:
    themes = {f"{mode.upper()}_THEME": _colours(mode) for mode in ("light", "dark")}
    light, dark = (theme.get("backgroundColor", "Canvas") for theme in themes.values())
    return (
        "<title>Entregent</title>"
        f"<style>html{{background:{light}}}@media(prefers-color-scheme:dark){{html{{background:{dark}}}}}</style>"
        f"<script>window.__streamlit={json.dumps(themes, sort_keys=True)}</script>"
    )


def _colours(mode: str) -> dict[str, str]:
    found = {name: config.get_option(f"theme.{mode}.{name}") for name in COLOURS}
    return {name: value for name, value in found.items() if value}


def _no_script(lang: str) -> str:
    texts = {
        "fr": "Cette page a besoin de JavaScript. Activez-le, ou écrivez à la personne qui vous a invité.",
        "en": "This page needs JavaScript. Turn it on, or write to the person who invited you.",
    }
    other = "en" if lang == "fr" else "fr"
    return f'<noscript><p>{texts[lang]}</p><p lang="{other}">{texts[other]}</p></noscript>'


class FirstPage:
    """ASGI middleware that serves our first page wherever Streamlit would serve its own.

    Parameters
    ----------
    app : ASGIApp
        The application behind.
    scripts, fonts : tuple of str
        Paths the browser should fetch at once.
    """

    def __init__(self, app: ASGIApp, *, scripts: tuple[str, ...] = (), fonts: tuple[str, ...] = ()) -> None:
        self.app = app
        self.theirs = str(FIRST_PAGE.stat().st_size).encode()
        self.bodies = {
            (lang, encoding): compress(first_page(lang, scripts=scripts, fonts=fonts).encode(), encoding)
            for lang in ("fr", "en")
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
                await self._serve(scope, send)
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
        lang, encoding = _spoken(scope), encoding_for(scope["headers"])
        body = self.bodies[lang, encoding]
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding, accept-language"),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


_CONDITIONS = {b"if-none-match", b"if-modified-since", b"range", b"if-range"}
_NOT_PAGES = ("/static/", "/app/static/", "/assets/", "/_stcore/", "/media/", "/api/", "/component/")


def _asks_for_page(scope: Scope) -> bool:
    asks = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
    return asks and not scope["path"].startswith(_NOT_PAGES)


def _spoken(scope: Scope) -> str:
    value = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return "fr" if value.decode("latin-1").strip().lower().startswith("fr") else "en"


def stack(
    *, files: Mapping[str, bytes], fonts: Path, store: Store | None = None, https: bool = False
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
        Whether the public address is https.
    """
    early = tuple(f"/app/static/{file.name}" for file in sorted(fonts.glob("*.woff2")))
    page = {"scripts": tuple(files), "fonts": early}
    hashes = (*HASHES, *inline_hashes(first_page("en")))
    return [
        Middleware(SecurityHeaders, https=https, hashes=tuple(dict.fromkeys(hashes))),
        Middleware(ClosedDoors),
        Middleware(PrecompressedStatic, files=files, fonts=fonts, store=store),
        Middleware(FirstPage, **page),
    ]
