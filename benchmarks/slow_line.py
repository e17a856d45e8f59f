"""A line of a given rate and delay in front of the server, for whatever goes over it: pages and websockets.

A TCP proxy on loopback. Both directions have the rate, shared by all connections in turns of one packet; each
packet takes half a round trip, and opening a connection takes a whole one. TCP's slow start is not copied, so
that a real line is a little slower.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

PACKET = 1460
"""Bytes."""


class Pace(NamedTuple):
    """Rate and delay of a line."""

    kbit_s: float
    round_trip_ms: float


class _Lane:
    """One direction of the line: packets leave one after the other."""

    def __init__(self, pace: Pace) -> None:
        self._bytes_s = pace.kbit_s * 125
        self._delay_s = pace.round_trip_ms / 2000
        self._free_at = 0.0

    async def turn(self, size: int) -> float:
        """Wait until so many bytes have left; return when they arrive, by the loop's clock."""
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + size / self._bytes_s
        await asyncio.sleep(self._free_at - loop.time())
        return self._free_at + self._delay_s


async def _carry(source: asyncio.StreamReader, target: asyncio.StreamWriter, lane: _Lane) -> None:
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=4096)

    async def deliver() -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while True:
                arrives_at, packet = await under_way.get()
                await asyncio.sleep(arrives_at - loop.time())
                if not packet:
                    break
                target.write(packet)
                await target.drain()
        target.close()

    delivery = asyncio.create_task(deliver())
    with contextlib.suppress(OSError):
        while packet := await source.read(PACKET):
            await under_way.put((await lane.turn(len(packet)), packet))
    await under_way.put((await lane.turn(0), b""))
    await delivery


@contextmanager
def slow_line(port: int, pace: Pace) -> Iterator[str]:
    """Lay a line to a port of this machine; yield the address at its near end."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    up, down = _Lane(pace), _Lane(pace)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the line is taken up at the end
            await carry(reader, writer)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(pace.round_trip_ms / 1000)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(reader, far_writer, up), _carry(far_reader, writer, down))

    async def lay() -> asyncio.Server:
        return await asyncio.start_server(serve, "127.0.0.1", 0, limit=2 * PACKET)

    door = asyncio.run_coroutine_threadsafe(lay(), loop).result()
    try:
        yield f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(door), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(door: asyncio.Server) -> None:
    door.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
