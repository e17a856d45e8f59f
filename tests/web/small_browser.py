"""A browser small enough for tests of routes: it sends forms, keeps cookies, follows nothing by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import Headers

FROM_ELSEWHERE: list[dict[str, str]] = [
    {},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    {"sec-fetch-site": "same-site"},
]
"""Headers of requests that no page of ours sent."""


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        """The body as a text file."""
        return self.content.decode("utf-8-sig")


class SmallBrowser:
    """Talks to one ASGI application at http://testserver."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.cookies: dict[str, str] = {}

    def get(self, address: str, headers: Mapping[str, str] = MappingProxyType({})) -> Answer:
        """Open an address."""
        return self._ask("GET", address, headers, b"")

    def head(self, address: str) -> Answer:
        """Ask what opening an address would answer."""
        return self._ask("HEAD", address, {}, b"")

    def post(self, address: str, *, data: Mapping[str, Any], headers: Mapping[str, str]) -> Answer:
        """Send a form."""
        told = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", address, told, urlencode(data, doseq=True).encode())

    def send(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body as a script of a page does."""
        return self._ask("POST", address, headers, body)

    def _ask(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        path, _, query = address.partition("?")
        told = {"host": "testserver", **headers}
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
            "query_string": query.encode(), "scheme": "http", "http_version": "1.1",
            "server": ("testserver", 80), "client": ("127.0.0.1", 5000),
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
        }  # fmt: skip
        answer = asyncio.run(self._call(scope, body))
        self._keep_cookies(answer.headers)
        return answer

    async def _call(self, scope: dict[str, Any], body: bytes) -> Answer:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), content)

    def _keep_cookies(self, headers: Headers) -> None:
        for line in headers.getlist("set-cookie"):
            for name, cookie in SimpleCookie(line).items():
                if cookie["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = cookie.value
