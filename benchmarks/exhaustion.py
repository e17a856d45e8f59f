"""Waits of candidates while somebody tries to exhaust the server: ``python -m benchmarks exhaustion``.

Candidates answer at their pace while each attack of ``benchmarks.attacks`` is tried, over and over for a
while. Printed: their waits, what failed, how much memory the server took, and what became of the attack.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field

import psutil

from benchmarks.attacks import ATTACKS, Target
from benchmarks.server import ROOT, Server, serving
from benchmarks.tab import Tab, some_answer

N_PEOPLE = 20
THINKING_S = 1.0
SECONDS = 20.0
BUDGET = "p95 < 200 ms, RSS < 450 MB, 0 failed"


@dataclass
class Seen:
    """What people and the machine noticed during one attack."""

    waits: list[float] = field(default_factory=list)
    n_failed: int = 0
    last_failure: str = ""
    rss: list[float] = field(default_factory=list)
    """Of the server's process, in MB (2**20 bytes)."""
    children: list[float] = field(default_factory=list)
    """Of the processes it started, in MB."""


async def person(server: Server, tokens: list[str], seen: Seen, until: asyncio.Event) -> None:
    """Answer one scene after the other until told to stop; whose form is over gives way to the next."""
    while tokens and not until.is_set():
        tab = Tab(server.address, "sit", f"entregent_sitting={tokens.pop()}")
        try:
            await tab.open()
            await _answers(tab, seen, until)
        except Exception as problem:  # a load test counts every failure
            seen.n_failed += 1
            seen.last_failure = f"{type(problem).__name__}: {problem}"
        finally:
            with suppress(AttributeError):
                # A tab that could not be opened has nothing to close.
                await tab.close()


async def _answers(tab: Tab, seen: Seen, until: asyncio.Event) -> None:
    turn = 0
    while not until.is_set() and tab.scene is not None:
        await asyncio.sleep(THINKING_S)
        seen.waits.append(await tab.answer(some_answer(tab.scene, turn)))
        turn += 1
        if tab.failure or (tab.scene and tab.scene["error"]):
            seen.n_failed += 1
            seen.last_failure = tab.failure


async def weigh(pid: int, seen: Seen, until: asyncio.Event) -> None:
    """Note the memory of the server and of its children."""
    process = psutil.Process(pid)
    while not until.is_set():
        seen.rss.append(process.memory_info().rss / 2**20)
        children = 0.0
        for child in process.children(recursive=True):
            try:
                children += child.memory_info().rss / 2**20
            except psutil.NoSuchProcess:
                continue
        seen.children.append(children)
        await asyncio.sleep(0.1)


async def attacked(name: str, target: Target) -> str:
    """Try an attack from a process of its own: what it computes would else count as candidates' waits."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.attacks", name, *asdict(target).values(), cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    return output.decode().strip() or f"ended with {process.returncode}"


async def during(server: Server, name: str, tokens: list[str], seconds: float) -> tuple[Seen, str]:
    """Let people answer while an attack is tried at least once, and again until the time is over."""
    seen, over = Seen(), asyncio.Event()
    target = Target(server.address, server.staff_token, server.campaign_id)
    others = [asyncio.create_task(person(server, tokens, seen, over)) for _ in range(N_PEOPLE)]
    others.append(asyncio.create_task(weigh(server.pid, seen, over)))
    # Opening a page takes more than an answer.
    await asyncio.sleep(3)
    seen.waits.clear()
    ends, outcome = time.perf_counter() + seconds, ""
    while not outcome or time.perf_counter() < ends:
        outcome = await attacked(name, target)
    over.set()
    await asyncio.gather(*others)
    return seen, outcome


def rows(names: list[str]) -> list[dict[str, object]]:
    """Try the attacks named, or all, each on a server of its own."""
    return [_row(name) for name in names or ATTACKS]


def _row(name: str) -> dict[str, object]:
    with serving(4 * N_PEOPLE, n_finished=12) as server:
        seen, outcome = asyncio.run(during(server, name, list(server.tokens), SECONDS))
    waits = sorted(seen.waits)
    row: dict[str, object] = {
        "attack": name,
        "what became of it": outcome,
        "answers": len(waits),
        "p50 ms": round(1000 * waits[len(waits) // 2]),
        "p95 ms": round(1000 * waits[int(0.95 * (len(waits) - 1))]),
        "RSS MB, most": round(max(seen.rss)),
        "its children MB": round(max(seen.children)),
        "failed": f"{seen.n_failed} {seen.last_failure}".strip(),
    }
    print(row, file=sys.stderr, flush=True)
    return row
