"""Cost of an answer to the server, as a multiple of its cost on the smallest Streamlit page there can be.

``python -m benchmarks.ratio [rounds]``: both servers run side by side and are loaded in turns, a few seconds
each, by a hundred people without a pause. Only the ratio tells about the product: the rest is the machine.
Loopback only; every round ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks.minimal.tab import MinimalTab
from benchmarks.server import ROOT, running, serving
from benchmarks.tab import Tab, some_answer
from views.components.bundle import FILES
from web.edge.compression import Store, warm

N_PEOPLE = 100
WARM_UP_S, ROUND_S = 5.0, 8.0
AIM = 6.5 / 4.9
"""The aim of 6.5 ms was set on a machine on which the minimal page cost 4.9 ms."""
OPTIONS = {
    "runner.postScriptGC": "false", "runner.magicEnabled": "false", "server.fileWatcherType": "none",
    "server.headless": "true", "browser.gatherUsageStats": "false", "logger.level": "warning",
}  # fmt: skip
"""What any Streamlit server under load should have; no theme, which costs a tenth of an answer."""

Answering = Callable[[], Awaitable[float]]


@contextmanager
def minimal_server() -> Iterator[tuple[str, int]]:
    """Run the minimal page away from the product's configuration; yield its address and process."""
    with TemporaryDirectory(prefix="entregent-minimal-") as folder:
        environment = os.environ | {"MINIMAL_DATABASE": f"sqlite:///{folder}/minimal.db"}
        script = ROOT / "benchmarks" / "minimal" / "page.py"
        options = [f"--{name}={value}" for name, value in OPTIONS.items()]
        with running(script, options, environment, folder=Path(folder), sign="/_stcore/health") as (at, pid):
            yield at, pid


async def candidate(address: str, tokens: list[str], waits: list[float], until: float) -> None:
    """Sit one form after another on the product."""
    while time.perf_counter() < until:
        tab = Tab(address, "sit", f"entregent_sitting={tokens.pop()}")
        await tab.open()
        # As far as scenes go without steps: what work samples cost is measured by itself.
        while tab.scene and "work" in tab.scene and tab.scene["work"] is None and time.perf_counter() < until:
            waits.append(await tab.answer(some_answer(tab.scene, len(waits))))
        await tab.close()


async def clicker(address: str, waits: list[float], until: float) -> None:
    """Answer the minimal page for ever."""
    tab = MinimalTab(address)
    await tab.open()
    while time.perf_counter() < until:
        waits.append(await tab.next())
    await tab.close()


async def a_round(pid: int, person: Callable[[list[float], float], Awaitable[None]]) -> tuple[float, float]:
    """Load one server; return processor milliseconds per answer, and answers per second."""
    process, waits = psutil.Process(pid), list[float]()
    until = time.perf_counter() + WARM_UP_S + ROUND_S
    people = [asyncio.ensure_future(person(waits, until)) for _ in range(N_PEOPLE)]
    await asyncio.sleep(WARM_UP_S)
    before, cpu, began = len(waits), sum(process.cpu_times()[:2]), time.perf_counter()
    await asyncio.sleep(ROUND_S - 0.2)
    n, spent = len(waits) - before, sum(process.cpu_times()[:2]) - cpu
    took = time.perf_counter() - began
    await asyncio.gather(*people)
    return 1000 * spent / n, n / took


def main(rounds: int) -> None:
    """Measure in turns and print each round, then the ratio."""
    warm(Store(ROOT / "var" / "compressed"), FILES, ROOT / "static")
    n_ready = int(N_PEOPLE + rounds * (WARM_UP_S + ROUND_S) * 16)
    ours, theirs = [], []
    with serving(n_ready) as server, minimal_server() as (address, pid):
        tokens = list(server.tokens)
        for number in range(1, rounds + 1):
            theirs.append(asyncio.run(a_round(pid, lambda waits, until: clicker(address, waits, until))))
            ours.append(
                asyncio.run(
                    a_round(server.pid, lambda waits, until: candidate(server.address, tokens, waits, until))
                )
            )
            print(
                f"round {number}: minimal {_in_words(theirs[-1])}; product {_in_words(ours[-1])}", flush=True
            )
    cost = [statistics.median(measured[0] for measured in each) for each in (ours, theirs)]
    print(f"\nprocessor time per answer: {cost[0]:.1f} ms against {cost[1]:.1f} ms of the minimal page")
    print(f"{cost[0] / cost[1]:.2f} times; aim: at most {AIM:.2f} times")


def _in_words(measured: tuple[float, float]) -> str:
    return f"{measured[0]:.2f} ms, {measured[1]:.0f} per second"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
