"""One browser tab without a browser: speaks Streamlit's websocket protocol, as far as candidates need it.

A tab opens ``/_stcore/stream``, asks for a page, reads messages until the script has finished, and sends an
answer as the real page does: by the short cut where the scene names one, else as a component's trigger. A
message of the socket is parsed by protobuf's C parser, about half a millisecond of client time per answer.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from typing import Any
from urllib.parse import urlsplit

import websockets
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
HANG_UP_WITHIN_S = 0.03
TRIGGER_ID = "$$STREAMLIT_INTERNAL_KEY_{component}__events"


class PageFailed(Exception):
    """The server drew an error where a scene should be."""


class Tab:
    """A tab at one page, with the cookies of one person."""

    def __init__(self, address: str, page: str, cookie: str, *, query: str = "") -> None:
        self.address = address.replace("http", "ws", 1)
        self.page, self.query = page, query
        self.headers = {"Cookie": cookie, "Origin": address}
        self.page_hash = ""
        self.session_id = ""
        self.scene: dict[str, Any] | None = None
        self.component = ""
        self.failure = ""
        self.uploader = ""
        """Id of the field for a file, where the page has one."""
        self._posting = Posting(address, cookie)
        self._kept: set[str] = set()
        """Large messages seen before: a browser keeps them and is then sent their hash only."""

    async def open(self, *, resume: str = "") -> float:
        """Connect and draw the page; return seconds until it is complete."""
        protocols = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([resume] if resume else [])]
        self.socket = await websockets.connect(
            f"{self.address}/_stcore/stream",
            subprotocols=protocols,  # type: ignore[arg-type]
            additional_headers=self.headers,
            compression=None,
            max_size=None,
            open_timeout=60,
            ping_interval=None,
        )
        return await self.run({})

    async def close(self) -> None:
        """Close the tab."""
        await self._posting.close()
        await self.socket.close()

    async def answer(self, value: Any) -> float:
        """Send an answer to the scene on screen; return seconds until the next page is complete."""
        if self.scene is None:
            raise PageFailed(self.failure or "no scene on the page")
        sent = {"item": self.scene["item"], "revision": self.scene["revision"], "answer": value}
        if self.scene["address"]:
            began = time.perf_counter()
            body = {"sitting": self.scene["storage"], **sent}
            if came := await self._posting.post(self.scene["address"], body):
                self.scene = came["scene"]
                return time.perf_counter() - began
        events = json.dumps([{"event": "answer", "value": sent}])
        return await self.run({TRIGGER_ID.format(component=self.component): ("json_trigger_value", events)})

    async def send_and_hang_up(self, value: Any) -> None:
        """Send an answer by the short cut, and cut the line before anything comes back."""
        if self.scene is None or not self.scene["address"]:
            return
        sent = {"item": self.scene["item"], "revision": self.scene["revision"], "answer": value}
        await self._posting.hang_up(self.scene["address"], {"sitting": self.scene["storage"], **sent})

    async def run(self, states: dict[str, tuple[str, Any]]) -> float:
        """Ask for one run of the page's script and read it to its end.

        ``states``: widget -> which field of its state is set, and to what.
        """
        began = time.perf_counter()
        await self.socket.send(self._request(states))
        while True:
            message = ForwardMsg()
            message.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
            if self._read(message):
                return time.perf_counter() - began

    def _request(self, states: dict[str, tuple[str, Any]]) -> bytes:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self.page_hash
        state.page_name = "" if self.page_hash else self.page
        state.cached_message_hashes.extend(self._kept)
        context = state.context_info
        context.timezone, context.timezone_offset, context.locale = "Europe/Paris", -60, "fr-FR"
        context.url = f"http://localhost/{self.page}"
        context.is_embedded, context.color_scheme = False, "light"
        for widget_id, (field, value) in states.items():
            widget = state.widget_states.widgets.add()
            widget.id = widget_id
            if isinstance(value, Message):
                getattr(widget, field).CopyFrom(value)
            else:
                setattr(widget, field, value)
        return message.SerializeToString()

    def _read(self, message: ForwardMsg) -> bool:
        """Take in one message; return whether it ends the run."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        if kind == "new_session":
            # A run begins, perhaps again: what it does not draw is gone from the page.
            self.scene, self.failure = None, ""
            self.session_id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._see(message.delta.new_element)
        return kind == "script_finished" and message.script_finished == FINISHED

    def _see(self, element: Any) -> None:
        name = element.WhichOneof("type")
        if name == "bidi_component":
            component = element.bidi_component
            data = json.loads(component.bytes)
            if "format" in data:
                self.scene, self.component = data, component.id
        elif name == "file_uploader":
            self.uploader = element.file_uploader.id
        elif name == "alert":
            self.failure = element.alert.body
        elif name == "exception":
            self.failure = f"{element.exception.type}: {element.exception.message}"


class Posting:
    """What a tab posts beside its websocket, on one HTTP connection kept open, as a browser keeps it.

    Posts JSON to the server of an open page; compressed answers are taken, as browsers do.
    """

    def __init__(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._head = (
            f"Host: {parts.netloc}\r\nOrigin: {address}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: {cookie}\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\n"
        )
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Send an object; return the object that comes back, None for any answer but 200."""
        message = self._message(path, body)
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

    async def hang_up(self, path: str, body: dict[str, Any]) -> None:
        """Send an object on a line of its own, and cut that line before anything comes back."""
        _, writer = await asyncio.open_connection(self._host, self._port)
        writer.write(self._message(path, body))
        await writer.drain()
        # The server may have read it by then, have stored it, or neither.
        await asyncio.sleep(random.random() * HANG_UP_WITHIN_S)
        writer.transport.abort()

    def _message(self, path: str, body: dict[str, Any]) -> bytes:
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(content)}\r\n\r\n"
        return head.encode() + content

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


def is_over(scene: dict[str, Any]) -> bool:
    """Tell whether a work sample has been played to its end."""
    return bool((scene.get("work") or {}).get("is_over"))


def some_answer(scene: dict[str, Any], turn: int) -> Any:
    """Return a valid answer to a scene, or the next step of a work sample; another one each turn."""
    if scene["format"] == "triage":
        return _next_message(scene["work"], turn)
    ids = [option["id"] for option in scene["options"]]
    ids = ids[turn % len(ids) :] + ids[: turn % len(ids)]
    answers = {
        "best_worst": lambda: {"best": ids[0], "worst": ids[1]},
        "rate_each": lambda: {option: 1 + (turn + place) % 5 for place, option in enumerate(ids)},
        "rank": lambda: ids,
        "multi_select": lambda: sorted(ids[:2]),
        "mcq": lambda: ids[0],
        "conversation": lambda: ids[0],
        "open_reply": lambda: f"Reply number {turn}.",
    }
    return answers[scene["format"]]()


def _next_message(inbox: dict[str, Any], turn: int) -> dict[str, Any]:
    """Decide about the first message that is left, or once more about one of them."""
    arrived = [message["id"] for message in inbox["messages"]]
    left = [message for message in arrived if message not in inbox["handled"]] or arrived
    return {"message": left[turn % len(left)], "action": ["ignore"], "priority": 1 + turn % 4}
