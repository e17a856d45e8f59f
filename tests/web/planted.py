"""The real server with faults planted in it whose messages quote a person; its port is the argument."""

from __future__ import annotations

import asyncio
import gc
import sys
from threading import Thread

import anyio
from streamlit.web.cli import main

from workflows.accounts import sign_in
from workflows.candidates import links

NAME = "Zzyzxa Quillfeather"
UNKNOWN = "no-such-" + "x" * 12
"""A token of a sign-in; whoever sends it meets the fault."""


class Careless:
    """Fails when nobody can be told: while it is cleared away."""

    def __del__(self) -> None:
        raise ValueError(f"{NAME} was cleared away")


def fail(where: str) -> None:
    """Raise what quotes a person, with a cause that does too."""
    try:
        raise KeyError(f"{NAME}, row 1")
    except KeyError as cause:
        raise ValueError(f"{NAME} does not fit in {where}") from cause


def plant() -> None:
    """Let a route and the page of one sign-in fail, and with them a thread and the loop."""
    actor_of = sign_in.actor_of

    def failing_page(token):
        if token == UNKNOWN:
            fail("a page")
        return actor_of(token)

    def failing_check(token: str) -> None:
        Thread(target=fail, args=("a thread",)).start()
        anyio.from_thread.run(failing_loop)
        Careless()
        gc.collect()
        fail("a route")

    async def failing_loop() -> None:
        asyncio.get_running_loop().call_soon(fail, f"a callback for {NAME}")
        task = asyncio.create_task(failing_task())
        await asyncio.wait([task])

    async def failing_task() -> None:
        fail("a task")

    sign_in.actor_of = failing_page
    links.life_of = failing_check


if __name__ == "__main__":
    port = sys.argv[1]
    plant()
    sys.argv = ["streamlit", "run", "app.py", "--server.port", port, "--server.address", "127.0.0.1"]
    main()
