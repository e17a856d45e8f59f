"""What a tab posts beside its websocket: one HTTP connection kept open, as a browser keeps it."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from typing import Any
from urllib.parse import urlsplit

HANG_UP_WITHIN_S = 0.03


class Posting:
    """Posts JSON to the server of an open page; compressed answers are taken, as browsers do."""

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._head = (
            f"Host: {parts.netloc}\r\nOrigin: {address}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: {cookie}\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\n"
        )
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, told: dict[str, Any]) -> dict[str, Any] | None:
        """Send an object; return the object that comes back, None for any answer but 200."""
        message = self._message(path, told)
        try:
            reader, first = await self._send(message)
        except (asyncio.IncompleteReadError, ConnectionError):
            # A server closes a line nobody has used for five seconds; a browser opens another one.
            await self.close()
            reader, first = await self._send(message)
        status, headers = _head(first)
        came = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("content-encoding") == "gzip":
            came = gzip.decompress(came)
        return json.loads(came) if status == 200 else None

    async def hang_up(self, path: str, told: dict[str, Any]) -> None:
        """Send an object on a line of its own, and cut that line before anything comes back."""
        _, writer = await asyncio.open_connection(self._host, self._port)
        writer.write(self._message(path, told))
        await writer.drain()
        # The server may have read it by then, have stored it, or neither.
        await asyncio.sleep(random.random() * HANG_UP_WITHIN_S)
        writer.transport.abort()

    def _message(self, path: str, told: dict[str, Any]) -> bytes:
        body = json.dumps(told).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    async def _send(self, message: bytes) -> tuple[asyncio.StreamReader, bytes]:
        if self._line is None or self._line[0].at_eof():
            self._line = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._line
        writer.write(message)
        return reader, await reader.readuntil(b"\r\n\r\n")

    async def close(self) -> None:
        """Close the connection."""
        if self._line is not None:
            self._line[1].close()
            self._line = None


def _head(raw: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = raw.decode("latin-1").strip().split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}
