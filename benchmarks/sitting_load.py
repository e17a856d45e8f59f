"""Load by people who sit at once: the real candidate's page, the real database, one process.

``python -m benchmarks.sitting_load`` runs every case of ``CASES`` and prints a table; one case by its name.
A lost answer is one whose run was acknowledged and whose row is not in the database: there must be none.
Loopback only; every case ends by itself.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Literal

import psutil

from benchmarks.server import ROOT, Server, Stage, serving
from benchmarks.tab import PageFailed, Tab, is_over, some_answer
from views.components.bundle import FILES
from web.edge.compression import Store, warm


@dataclass(frozen=True)
class Case:
    """One load: how many people, how long each thinks, for how long."""

    name: str
    n_people: int
    think_s: float
    """Mean of an exponential; 0 = the next answer at once."""
    seconds: float
    budget: str
    max_answers: int = 1_000_000
    at: Stage = "scenes"
    """In ``work`` an answer is a choice in a conversation or a message of an inbox."""


CASES = (
    Case("200 think 10 s", 200, 10, 40, "p95 <= 40 ms"),
    Case("500 think 30 s", 500, 30, 60, "p95 <= 60 ms"),
    Case("100 at once", 100, 0, 20, ">= 120/s, CPU <= 6.5 ms, 0 lost"),
    Case("100 at work, think 5 s", 100, 5, 40, "p95 <= 100 ms", at="work"),
    Case("10,000 answers", 50, 0, 240, "RSS <= 350 MB, flat", max_answers=10_000),
)
WARM_UP_S = 12.0
"""Not counted: the tabs open, which costs more than an answer, and the ranking page computes its pool."""


@dataclass
class Tally:
    """What the people saw."""

    waits: list[float] = field(default_factory=list)
    n_answers: int = 0
    n_refused: int = 0
    n_errors: int = 0
    last_error: str = ""
    rss: list[float] = field(default_factory=list)


async def person(server: Server, case: Case, tokens: list[str], tally: Tally, until: float) -> None:
    """Sit one form after another until the time is over."""
    # Everybody arrives during the warm-up, one after the other.
    await asyncio.sleep(random.random() * WARM_UP_S * 0.8)
    while tokens and time.perf_counter() < until and tally.n_answers < case.max_answers:
        tab = Tab(server.address, "sit", f"entregent_sitting={tokens.pop()}")
        try:
            await tab.open()
            turn = 0
            while tab.scene and not is_over(tab.scene) and tally.n_answers < case.max_answers:
                if case.think_s:
                    thinking = random.expovariate(1 / case.think_s)
                    await asyncio.sleep(min(thinking, max(until - time.perf_counter(), 0)))
                if time.perf_counter() >= until:
                    break
                tally.waits.append(await tab.answer(some_answer(tab.scene, turn)))
                # A page that says "not saved yet" has acknowledged nothing: the person answers again.
                refused = bool(tab.scene and tab.scene["error"])
                tally.n_refused += refused
                tally.n_answers += not refused
                turn += 1
            if tab.failure:
                raise PageFailed(tab.failure)
        except Exception as problem:  # a load test counts every failure
            tally.n_errors += 1
            tally.last_error = f"{type(problem).__name__}: {problem}"
        finally:
            await tab.close()


async def measure(server: Server, case: Case) -> dict[str, object]:
    """Run a case and return its row of the table."""
    process = psutil.Process(server.pid)
    staff = Tab(server.address, "compare", f"entregent_staff={server.staff_token}")
    await staff.open()  # an open ranking page: plotly, pandas and scipy are in the process
    table: Literal["answer", "step"] = "step" if case.at == "work" else "answer"
    before = server.stored(table)
    tally, tokens = Tally(), list(server.tokens)
    until = time.perf_counter() + WARM_UP_S + case.seconds
    people = [asyncio.create_task(person(server, case, tokens, tally, until)) for _ in range(case.n_people)]
    await asyncio.sleep(WARM_UP_S)
    first, cpu, began = len(tally.waits), sum(process.cpu_times()[:2]), time.perf_counter()
    while time.perf_counter() < until and not all(task.done() for task in people):
        tally.rss.append(process.memory_info().rss / 2**20)
        await asyncio.sleep(1)
    took = time.perf_counter() - began
    spent, last = sum(process.cpu_times()[:2]) - cpu, len(tally.waits)
    await asyncio.gather(*people)
    await staff.close()
    waits = sorted(tally.waits[first:last])
    n = len(waits)
    return {
        "case": case.name,
        "budget": case.budget,
        "answers": n,
        "per second": round(n / took, 1),
        "p50 ms": _ms(waits, 0.50),
        "p95 ms": _ms(waits, 0.95),
        "p99 ms": _ms(waits, 0.99),
        "CPU ms": round(1000 * spent / max(n, 1), 2),
        "RSS MB": f"{tally.rss[0]:.0f} to {max(tally.rss):.0f}, half-way {statistics.median(tally.rss):.0f}",
        "lost": tally.n_answers - (server.stored(table) - before),
        "refused": tally.n_refused,
        "errors": f"{tally.n_errors} {tally.last_error[:80]}".strip(),
    }


def _ms(ordered: list[float], share: float) -> float:
    if not ordered:
        return float("nan")
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def rows(names: list[str]) -> list[dict[str, object]]:
    """Measure the cases named, or all."""
    # A release's first start compresses files in the background: half a minute that is not the candidates'.
    warm(Store(ROOT / "var" / "compressed"), FILES, ROOT / "static")
    measured = []
    for case in CASES:
        if names and case.name not in names:
            continue
        # In a closed loop a form of 26 scenes is soon over: enough people for the whole time.
        per_second = 12 if not case.think_s else case.n_people / case.think_s / 4 if case.at == "work" else 0
        n_ready = case.n_people + int((case.seconds + WARM_UP_S) * per_second)
        with serving(n_ready, at=case.at) as server:
            measured.append(asyncio.run(measure(server, case)))
        print(measured[-1], file=sys.stderr, flush=True)
    return measured


if __name__ == "__main__":
    for row in rows(sys.argv[1:]):
        print(" | ".join(f"{name} {value}" for name, value in row.items()))
