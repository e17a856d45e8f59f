"""Serve what never changes, compressed once: Streamlit's own scripts, our components, our fonts, the first page.

Streamlit leaves its 2.6 MB of scripts uncompressed. Each file is compressed at the first request that
wants it (or beforehand by ``warm``), kept in memory and on disk, and sent with a cache life of a year
because its name carries a hash or a version.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
import brotli
import streamlit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

STREAMLIT = Path(streamlit.__file__).parent / "static"
FOREVER = b"public, immutable, max-age=31536000"
TYPES = {
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".json": b"application/json",
    ".txt": b"text/plain; charset=utf-8",
    ".woff2": b"font/woff2",
}
READY_MADE = {".woff2"}
"""Already compressed by their own format."""


def encoding_for(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Choose ``br``, ``gzip`` or ``""`` from what the browser says it reads."""
    accepted = b",".join(value for name, value in headers if name == b"accept-encoding").decode("latin-1")
    offers = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if offers.get(name)), "")


def compress(body: bytes, encoding: str) -> bytes:
    """Return the smallest form of a body in this encoding; slow, so done once per file."""
    if encoding == "br":
        return brotli.compress(body, quality=11, lgwin=22)
    return gzip.compress(body, 9, mtime=0) if encoding == "gzip" else body


class Store:
    """Compressed bodies by content: in memory for this process, on disk for the next one.

    Parameters
    ----------
    folder : Path or None
        Where compressed files are kept; None keeps them in memory only.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[tuple[str, str], bytes] = {}

    def get(self, name: str, encoding: str) -> bytes | None:
        """Return what memory already holds under this name."""
        return self._memory.get((name, encoding))

    def make(self, name: str, encoding: str, read: Callable[[], bytes]) -> bytes:
        """Return the encoded body, from memory, from disk, or compressed now."""
        body = self._memory.get((name, encoding))
        if body is None:
            body = self._load_or_compress(read(), encoding)
            self._memory[name, encoding] = body
        return body

    def _load_or_compress(self, raw: bytes, encoding: str) -> bytes:
        if not encoding or self._folder is None:
            return compress(raw, encoding)
        kept = self._folder / f"{hashlib.sha256(raw).hexdigest()[:32]}.{encoding}"
        if kept.is_file():
            return kept.read_bytes()
        body = compress(raw, encoding)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(f".{os.getpid()}.tmp")
            fresh.write_bytes(body)
            fresh.replace(kept)
        except OSError:  # a read-only or full disk costs a second compression, nothing else
            pass
        return body


class CompressedStatic:
    """ASGI middleware that answers for files whose address changes when they do.

    Parameters
    ----------
    app : ASGIApp
        The application behind.
    files : mapping of path to bytes
        Our own bundles by full path (``views.components.bundle.FILES``).
    fonts : Path or None
        The folder served at ``/app/static/``.
    cache : Path or None
        Where compressed files are kept between starts, e.g. ``var/compressed``.
    """

    def __init__(
        self, app: ASGIApp, *, files: Mapping[str, bytes] | None = None, fonts: Path | None = None, cache: Path | None = None
    ) -> None:
        self.app = app
        self.files = dict(files or {})
        self.roots = {"/static/": STREAMLIT / "static"} | ({"/app/static/": fonts} if fonts else {})
        self.store = Store(cache)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a known file; pass everything else on."""
        read = self.reader(scope["path"]) if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} else None
        if read is None:
            return await self.app(scope, receive, send)
        path, suffix = scope["path"], os.path.splitext(scope["path"])[1]
        encoding = "" if suffix in READY_MADE else encoding_for(scope["headers"])
        body = self.store.get(path, encoding)
        if body is None:
            body = await anyio.to_thread.run_sync(partial(self.store.make, path, encoding, read))
        await _answer(send, body, self._headers(suffix, encoding, body), scope["method"] == "HEAD")

    def reader(self, path: str) -> Callable[[], bytes] | None:
        """Return a function that reads this path's content, or None when it is not ours to serve."""
        if path in self.files:
            return partial(self.files.__getitem__, path)
        prefix = next((prefix for prefix in self.roots if path.startswith(prefix)), None)
        if prefix is None or os.path.splitext(path)[1] not in TYPES:
            return None
        root = self.roots[prefix].resolve()
        try:
            file = (root / path.removeprefix(prefix)).resolve()
        except ValueError:  # a NUL byte in the path
            return None
        return file.read_bytes if file.is_relative_to(root) and file.is_file() else None

    @staticmethod
    def _headers(suffix: str, encoding: str, body: bytes) -> Headers:
        headers = [
            (b"content-type", TYPES[suffix]),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", FOREVER),
            (b"vary", b"accept-encoding"),
        ]
        return [*headers, (b"content-encoding", encoding.encode())] if encoding else headers

    def warm(self, encodings: Iterable[str] = ("br",)) -> int:
        """Compress everything now (a start-up thread may call this); return how many files are ready."""
        paths = list(self.files)
        for prefix, root in self.roots.items():
            paths += [prefix + file.relative_to(root).as_posix() for file in sorted(root.rglob("*")) if file.is_file()]
        ready = 0
        for path in paths:
            read = self.reader(path)
            if read and os.path.splitext(path)[1] not in READY_MADE:
                for encoding in encodings:
                    self.store.make(path, encoding, read)
                ready += 1
        return ready


async def _answer(send: Send, body: bytes, headers: Headers, head_only: bool) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head_only else body})
