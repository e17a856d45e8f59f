"""A page's event loop takes no file descriptor while it rests, and is a whole one when it runs."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from web.edge.sessions import RestingLoop

FOLDER = Path("/proc/self/fd")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


@pytest.mark.skipif(not FOLDER.exists(), reason="nothing lists what is open")
def test_a_loop_that_rests_takes_no_descriptor_and_one_that_ran_leaves_none():
    before = os.listdir(FOLDER)
    resting = [RestingLoop() for _ in range(5)]
    assert os.listdir(FOLDER) == before
    resting[0].run_until_complete(asyncio.sleep(0))
    for loop in resting:
        loop.close()
    assert os.listdir(FOLDER) == before


def test_another_thread_wakes_it_and_it_does_what_loops_do():
    loop = RestingLoop()

    async def woken() -> str:
        future = asyncio.get_running_loop().create_future()
        threading.Thread(target=loop.call_soon_threadsafe, args=(future.set_result, "woken")).start()
        return f"{await future}, {await asyncio.to_thread(lambda: 'by a thread')}"

    def run() -> None:
        told = loop.run_until_complete(woken())
        loop.run_until_complete(loop.shutdown_default_executor())
        said.set_result(told)

    said: Future[str] = Future()
    # In a thread that may be left behind: what is not woken waits for ever.
    running = threading.Thread(target=run, daemon=True)
    running.start()
    assert said.result(20) == "woken, by a thread"
    running.join(20)
    loop.close()
    assert loop.is_closed()
    with pytest.raises(RuntimeError):
        loop.run_forever()
