"""Limits of uploads: who may bring a file to the server, and how many files it holds.

Streamlit takes a file from any open page before its script has asked for one, and keeps it in memory until
the page has been closed for a while. So this stands before it: a sign-in whose role has a page for files, a
size that is told beforehand, and a limit on what one account, one address and everybody hold together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from texts import t, use
from web.edge.visitors import address_of, visitor_at

PREFIX = "/_stcore/upload_file/"
MOST_BYTES = 5_300_000
"""Of one upload: the largest file an import takes (5 MB), and what a browser puts around it."""
OF_ACCOUNT = 8
OF_ADDRESS = 16
OF_EVERYBODY = 24
"""Files held at once. A field holds one, and lets go of it when another is chosen."""
BYTES_OF_ALL = 64_000_000
_log = structlog.get_logger()

Held = Callable[[str, str], bool]
"""Tells whether Streamlit holds a file: the page's session, the file."""


class File(NamedTuple):
    """A file as Streamlit's address names it."""

    session: str
    id: str


@dataclass(frozen=True)
class Entry:
    """A file that is coming in or is held."""

    account: str
    address: str
    size: int
    is_whole: bool


class Shelf:
    """What is coming in and what Streamlit holds, by account and address.

    Parameters
    ----------
    is_held : callable
        Tells whether Streamlit still holds a file: it lets go of them when a page ends.
    """

    def __init__(self, is_held: Held) -> None:
        self._is_held = is_held
        self._entries: dict[File, Entry] = {}

    def reserve(self, file: File, entry: Entry) -> bool:
        """Make room for a file that is coming; False when there is none, or when it is coming already."""
        self._entries = {other: held for other, held in self._entries.items() if self._stays(other, held)}
        if file in self._entries and not self._entries[file].is_whole:
            return False
        others = [held for other, held in self._entries.items() if other != file]
        fits = (
            len(others) < OF_EVERYBODY
            and sum(held.account == entry.account for held in others) < OF_ACCOUNT
            and sum(held.address == entry.address for held in others) < OF_ADDRESS
            and _bytes(others) + entry.size <= BYTES_OF_ALL
        )
        if fits:
            self._entries[file] = entry
        return fits

    def keep(self, file: File) -> None:
        """Note that a file has come whole."""
        entry = self._entries[file]
        self._entries[file] = Entry(entry.account, entry.address, entry.size, is_whole=True)

    def drop(self, file: File) -> None:
        """Forget a file that did not come, or was taken back."""
        self._entries.pop(file, None)

    def _stays(self, file: File, held: Entry) -> bool:
        return not held.is_whole or self._is_held(*file)


class Uploads:
    """ASGI middleware before Streamlit's address for files."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.shelf = Shelf(_streamlit_holds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a file pass that may come and fits; pass everything else on."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        visitor = await visitor_at(scope)
        if not visitor.may_bring:
            await _refuse(403, "role", visitor.language, scope, receive, send)
        elif scope["method"] != "PUT":
            await self.app(scope, receive, send)
        elif (size := _declared_size(scope)) is None:
            await _refuse(411, "size", visitor.language, scope, receive, send)
        elif size > MOST_BYTES:
            await _refuse(413, "large", visitor.language, scope, receive, send)
        elif (file := _file_at(scope["path"])) is None:
            await self.app(scope, receive, send)
        elif not self.shelf.reserve(file, Entry(visitor.id, address_of(scope), size, is_whole=False)):
            await _refuse(429, "many", visitor.language, scope, receive, send)
        else:
            await self._take(file, scope, receive, send)

    async def _take(self, file: File, scope: Scope, receive: Receive, send: Send) -> None:
        is_taken = False

        async def noted(message: Message) -> None:
            nonlocal is_taken
            if message["type"] == "http.response.start":
                is_taken = message["status"] < 300
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            if is_taken:
                self.shelf.keep(file)
            else:
                self.shelf.drop(file)


async def _refuse(status: int, why: str, language: str, scope: Scope, receive: Receive, send: Send) -> None:
    _log.warning("file_refused", why=why)
    if status == 429:
        # Read and dropped: a browser cut off in the middle of sending does not see the answer.
        while (await receive()).get("more_body"):
            pass
    use(language)
    await PlainTextResponse(t(f"staff.uploads.{why}"), status_code=status)(scope, receive, send)


def _declared_size(scope: Scope) -> int | None:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(length) if length.isdigit() and len(length) < 12 else None


def _file_at(path: str) -> File | None:
    parts = path.removeprefix(PREFIX).split("/")
    return File(*parts) if len(parts) == 2 and all(parts) else None


def _bytes(entries: Iterable[Entry]) -> int:
    return sum(entry.size for entry in entries)


def _streamlit_holds(session: str, file: str) -> bool:
    return bool(Runtime.instance().uploaded_file_mgr.get_files(session, [file]))
