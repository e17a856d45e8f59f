"""Static files, compressed once: Streamlit's own scripts, our components, our fonts.

Streamlit leaves its 2.6 MB of scripts uncompressed. ``warm`` makes the smallest form of each file once per
release; whoever comes earlier gets a quick one. Files are sent with a cache life of a year, because their
names carry a hash or a version.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import anyio.to_thread
import brotli
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

Headers = list[tuple[bytes, bytes]]

STREAMLIT = Path(file_util.get_static_dir())
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


def compress(body: bytes, encoding: str, *, quick: bool = False) -> bytes:
    """Return a body in this encoding: the smallest form, or a fair one at once."""
    if encoding == "br":
        return brotli.compress(body, quality=5 if quick else 11)
    return gzip.compress(body, 6 if quick else 9, mtime=0) if encoding == "gzip" else body


class Store:
    """Compressed bodies: in memory for this process, on disk for the next one.

    The smallest form of Streamlit's largest script takes two seconds to make, so nobody waits for it: whoever
    comes before ``best`` has run is served a form made in a few milliseconds.

    Parameters
    ----------
    folder : Path or None
        Where compressed files are kept; None keeps them in memory only.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._memory: dict[tuple[str, str], bytes] = {}

    def get(self, name: str, encoding: str) -> bytes | None:
        """Return what memory already holds under this name."""
        return self._memory.get((name, encoding))

    def soon(self, name: str, encoding: str, read: Callable[[], bytes]) -> bytes:
        """Return the encoded body without delay: the best form if one was kept, else a quick one."""
        raw = read()
        body = self._kept(raw, encoding) or compress(raw, encoding, quick=True)
        return self._memory.setdefault((name, encoding), body)

    def best(self, name: str, encoding: str, read: Callable[[], bytes]) -> bytes:
        """Return the smallest encoded body, and keep it for the next start."""
        raw = read()
        body = self._kept(raw, encoding)
        if body is None:
            body = compress(raw, encoding)
            self._keep(raw, encoding, body)
        self._memory[name, encoding] = body
        return body

    def _file(self, raw: bytes, encoding: str) -> Path | None:
        name = f"{hashlib.sha256(raw).hexdigest()[:32]}.{encoding}"
        return self._folder / name if self._folder and encoding else None

    def _kept(self, raw: bytes, encoding: str) -> bytes | None:
        file = self._file(raw, encoding)
        return file.read_bytes() if file and file.is_file() else None

    def _keep(self, raw: bytes, encoding: str, body: bytes) -> None:
        file = self._file(raw, encoding)
        if file is None:
            return
        with contextlib.suppress(OSError):  # a full or read-only disk costs a second compression only
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(f".{os.getpid()}.tmp")
            fresh.write_bytes(body)
            fresh.replace(file)


class Shelf:
    """The files that may be served: our bundles by path, and two folders."""

    def __init__(self, files: Mapping[str, bytes], fonts: Path | None) -> None:
        self.files = files
        self.roots = {"/static/": STREAMLIT / "static"} | ({"/app/static/": fonts} if fonts else {})

    def paths(self) -> list[str]:
        """Name every file on the shelf, largest last so that small ones are ready early."""
        sizes = {path: len(body) for path, body in self.files.items()}
        for prefix, root in self.roots.items():
            for file in root.rglob("*"):
                if file.is_file():
                    sizes[prefix + file.relative_to(root).as_posix()] = file.stat().st_size
        return sorted(sizes, key=lambda path: sizes[path])

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


class PrecompressedStatic:
    """ASGI middleware that answers for files whose address changes when they do.

    Parameters
    ----------
    app : ASGIApp
        The application behind.
    files : mapping of path to bytes
        Our own bundles by full path (``views.components.bundle.FILES``).
    fonts : Path or None
        The folder served at ``/app/static/``.
    store : Store or None
        Where compressed bodies are kept.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        files: Mapping[str, bytes] | None = None,
        fonts: Path | None = None,
        store: Store | None = None,
    ) -> None:
        self.app = app
        self.shelf = Shelf(files or {}, fonts)
        self.store = store or Store()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a known file; pass everything else on."""
        asks = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        read = self.shelf.reader(scope["path"]) if asks else None
        if read is None:
            await self.app(scope, receive, send)
        else:
            await self._serve(read, scope, send)

    async def _serve(self, read: Callable[[], bytes], scope: Scope, send: Send) -> None:
        path, suffix = scope["path"], os.path.splitext(scope["path"])[1]
        encoding = "" if suffix in READY_MADE else encoding_for(scope["headers"])
        body = self.store.get(path, encoding)
        if body is None:
            body = await anyio.to_thread.run_sync(partial(self.store.soon, path, encoding, read))
        await send(
            {"type": "http.response.start", "status": 200, "headers": _headers(suffix, encoding, body)}
        )
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _headers(suffix: str, encoding: str, body: bytes) -> Headers:
    headers = [
        (b"content-type", TYPES[suffix]),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", FOREVER),
        (b"vary", b"accept-encoding"),
    ]
    return [*headers, (b"content-encoding", encoding.encode())] if encoding else headers


def warm(store: Store, files: Mapping[str, bytes], fonts: Path | None = None, encoding: str = "br") -> int:
    """Compress everything to its smallest form; return how many files. Meant for a thread after the start.

    Only the first start of a release takes long (about half a minute of one core); later ones read the disk.
    """
    shelf = Shelf(files, fonts)
    ready = 0
    for path in shelf.paths():
        read = shelf.reader(path)
        if read and os.path.splitext(path)[1] not in READY_MADE:
            store.best(path, encoding, read)
            ready += 1
    return ready
