"""What must not happen on any page: a request elsewhere, an error of ours, a secret left lying about."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

STREAMLIT_GUESSES = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
"""Streamlit asks for its server under the page's own path first, and gets a 404: not ours."""
LINE_TROUBLE = re.compile(
    r"net::ERR_|WebSocket|timed out|Failed to fetch|status of 50\d|[Ss]erver (endpoint|is not resp)"
)
KEPT = "[document.documentElement.outerHTML, document.cookie, location.href, document.referrer,"
KEPT += " JSON.stringify([history.state, {...sessionStorage}, {...localStorage}])].join(' ')"
VIOLATION = """
addEventListener("securitypolicyviolation", event => {
  const { violatedDirective, blockedURI } = event
  if (blockedURI !== "wasm-eval") console.error(`CSP violation: ${violatedDirective} ${blockedURI}`)
})
"""
"""Streamlit's protobuf tries WebAssembly for long numbers, is refused, and goes on without: not ours."""


class Watch:
    """Collects what happens in browsers; ``complain`` fails the test."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.loses_line = False
        """Set by tests that cut the line: errors of the network are then expected."""
        self.expected: re.Pattern[str] | None = None
        """Set by tests that are refused something: what the browser says of it."""
        self.secrets: dict[BrowserContext, str] = {}

    def follow(self, context: BrowserContext, address: str) -> None:
        """Watch every page of a browser that opens this address first."""
        path, host = urlsplit(address).path, urlsplit(address).netloc
        self.secrets[context] = path.removeprefix("/i/") if path.startswith("/i/") else ""
        context.add_init_script(VIOLATION)
        context.on("request", lambda request: self._requested(request, host, self.secrets[context]))
        context.on("console", self._said)
        context.on("weberror", lambda error: self._complain(f"script error: {error.error}"))
        context.on("page", lambda page: page.on("websocket", lambda ws: self._secret_in(ws.url, context)))

    def look_at(self, context: BrowserContext) -> None:
        """Look for the link's secret wherever a script could find it."""
        for page in context.pages:
            if page.url.startswith("http"):
                self._secret_in(page.evaluate(KEPT), context)
        for cookie in context.cookies():
            if cookie["name"] == "entregent_sitting" and not (
                cookie["httpOnly"] and cookie["sameSite"] == "Lax"
            ):
                self._complain(f"the cookie is open to scripts or other sites: {cookie}")

    def complain(self) -> None:
        """Fail with everything that was seen."""
        assert not self.complaints, "\n".join(self.complaints)

    def _complain(self, what: str) -> None:
        self.complaints.append(what)

    def _requested(self, request: Request, host: str, secret: str) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss") and url.netloc != host:
            self._complain(f"a request left the server: {request.url}")
        opens_link = url.path.startswith("/i/")
        told = " ".join((request.url, request.headers.get("referer", ""), request.post_data or ""))
        if secret and secret in told and not opens_link:
            self._complain(f"the link's secret is in a request: {request.method} {url.path}")

    def _said(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type != "error" or STREAMLIT_GUESSES.search(urlsplit(where).path):
            return
        if self.expected and self.expected.search(f"{message.text} {where}"):
            return
        if not (self.loses_line and LINE_TROUBLE.search(message.text)):
            self._complain(f"console: {message.text} ({where})")

    def _secret_in(self, text: str, context: BrowserContext) -> None:
        secret = self.secrets[context]
        if secret and secret in text:
            self._complain(f"the link's secret can be read at: ...{text[: text.index(secret)][-80:]}")
