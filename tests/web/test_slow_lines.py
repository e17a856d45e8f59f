"""Requests that do not come to their end are answered and closed, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
import websockets
from starlette.types import Receive, Scope, Send

from web.edge import slow_lines
from web.edge.slow_lines import BoundedSocket, Queue, timed
from web.edge.visitors import QuietlyGone

FORM = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\nemail="
HEADERS = b"GET / HTTP/1.1\r\nHost: x\r\nAccept:"
WHOLE = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nemail="
LARGE = b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Read a body to its end and answer; echo the size of what a websocket sends."""
    if scope["type"] == "websocket":
        await receive()
        if scope["path"] == "/staff":
            scope[slow_lines.TAKE_LARGER]()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": str(len(message["bytes"]))})
        return
    while (await receive()).get("more_body"):
        pass
    body = b"x" * (50_000_000 if scope["path"] == "/large" else 2)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", str(len(body)).encode())],
        }
    )
    await send({"type": "http.response.body", "body": body})


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[int]:
    config = uvicorn.Config(QuietlyGone(app), port=0, lifespan="off", log_level="critical")
    config.load()
    config.http_protocol_class = timed(config.http_protocol_class)
    config.ws_protocol_class = BoundedSocket
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def send(port: int, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    return reader, writer


async def answers(port: int, *requests: bytes) -> list[bytes]:
    """Send these on a line each and return what comes back until each line is closed."""
    lines = [await send(port, request) for request in requests]
    came = await asyncio.gather(*(reader.read() for reader, _ in lines))
    for _, writer in lines:
        writer.close()
    return came


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(slow_lines, "REQUEST_S", 0.3)
    monkeypatch.setattr(slow_lines, "ANSWER_S", 0.3)
    monkeypatch.setattr(slow_lines, "ANSWER_BYTES_PER_S", 1_000_000_000)


@pytest.mark.parametrize("sent", [FORM, HEADERS], ids=["body", "headers"])
def test_a_request_that_does_not_come_to_its_end_is_answered_and_closed(sent):
    async def run() -> None:
        async with asyncio.timeout(20), served() as port:
            (said,) = await answers(port, sent)
            assert said.startswith(b"HTTP/1.1 408")
            assert b"nothing was done" in said

    asyncio.run(run())


def test_a_line_on_which_nothing_comes_is_closed_without_a_word():
    async def run() -> None:
        async with asyncio.timeout(20), served() as port:
            assert await answers(port, b"") == [b""]

    asyncio.run(run())


def test_others_are_served_and_their_lines_stay_while_hundreds_are_unfinished():
    async def run() -> None:
        async with asyncio.timeout(60), served() as port:
            reader, writer = await send(port, WHOLE)
            waiting = asyncio.create_task(answers(port, *[FORM] * 300))
            for _ in range(5):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
                await reader.readexactly(2)
                await asyncio.sleep(0.1)
                writer.write(WHOLE)
            writer.close()
            assert {said[:12] for said in await waiting} == {b"HTTP/1.1 408"}

    asyncio.run(run())


def test_what_has_come_buys_more_time(monkeypatch):
    monkeypatch.setattr(slow_lines, "BYTES_PER_S", 10)

    async def run() -> None:
        async with asyncio.timeout(30), served() as port:
            reader, writer = await send(port, FORM)
            await asyncio.sleep(1)
            writer.write(b"a" * 294)
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            writer.close()

    asyncio.run(run())


def test_an_answer_nobody_fetches_is_dropped():
    async def run() -> None:
        async with asyncio.timeout(30), served() as port:
            _, writer = await send(port, LARGE)
            while len(slow_lines.UNFETCHED) == 0:
                await asyncio.sleep(0.01)
            while len(slow_lines.UNFETCHED):
                await asyncio.sleep(0.01)
            writer.close()

    asyncio.run(run())


def test_one_line_too_many_ends_the_oldest_unless_it_came_just_now():
    queue, ended = Queue(2), []

    def end(name: str) -> None:
        ended.append(name)
        queue.leave(name)

    def join(name: str, now: float) -> None:
        queue.join(name, now, lambda: end(name))

    join("first", 0)
    join("second", 1)
    join("third", slow_lines.GRACE_S)
    assert ended == []
    join("fourth", slow_lines.GRACE_S + 0.5)
    assert (ended, len(queue)) == (["first"], 3)


@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize(
    ("path", "most"), [("", slow_lines.MOST_OF_MESSAGE), ("staff", slow_lines.MOST_OF_STAFF)]
)
def test_a_message_larger_than_any_of_ours_ends_the_websocket(compression, path, most):
    async def run() -> None:
        async with asyncio.timeout(30), served() as port:
            address = f"ws://127.0.0.1:{port}/{path}"
            async with websockets.connect(address, compression=compression, ping_interval=None) as socket:
                assert not socket.protocol.extensions
                await socket.send(b"a" * most)
                assert await socket.recv() == str(most)
                await socket.send([b"a" * most, b"a"])
                with pytest.raises(websockets.ConnectionClosedError):
                    await socket.recv()

    asyncio.run(run())
