"""Waits of candidates while others are erased: ``python -m benchmarks purge [PEOPLE…]``.

For each number of people a server starts on a database in which they are all due: it erases them at once, as
one that was off at the quiet hour, while twenty candidates of another campaign answer at their pace. Before
that the same database is purged without server, rest or anybody who sits, and measured step by step; and a
server is told to end in the middle. Loopback only; every case ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.due import N_SNAPSHOTS
from benchmarks.exhaustion import Seen, person
from benchmarks.server import ROOT, Product, Server
from benchmarks.tab import Tab

SIZES = (500, 1000, 2000)
N_SITTING = 20
AT_MOST_S = 600.0
AIM = "p95 60 ms, 0 failed, linear, ended within 2 s"


def rows(sizes: list[int]) -> list[dict[str, object]]:
    """Measure each number of people, on a database of its own."""
    measured = []
    for n in sizes or SIZES:
        with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
            measured.append(_row(n, Path(folder)))
        print(measured[-1], file=sys.stderr, flush=True)
    return measured


def _row(n: int, folder: Path) -> dict[str, object]:
    made = folder / "made.db"
    _campaign, _staff, *tokens = _run(made, "benchmarks.due", str(n), str(6 * N_SITTING)).split()
    alone = [float(part) for part in _run(_copy(made, "alone"), "benchmarks.purge_load", "steps").split()]
    ended = asyncio.run(_ended(_copy(made, "ended"), tokens[:5]))
    seen, took, n_erased = asyncio.run(_beside(_copy(made, "beside"), tokens))
    waits = sorted(1000 * wait for wait in seen.waits)
    tenth = max(len(alone) // 10, 1)
    return {
        "people": n,
        "snapshots": N_SNAPSHOTS,
        "alone s": round(sum(alone) / 1000, 1),
        "ms each, median": round(statistics.median(alone), 1),
        "first and last tenth ms": f"{_median(alone[:tenth])}, {_median(alone[-tenth:])}",
        "longest ms": round(max(alone), 1),
        "beside 20 people s": round(took, 1),
        "erased": n_erased,
        "answers": len(waits),
        "p50 ms": _at(waits, 0.50),
        "p95 ms": _at(waits, 0.95),
        "p99 ms": _at(waits, 0.99),
        "most ms": _at(waits, 1.0),
        "failed": f"{seen.n_failed} {seen.last_failure}".strip(),
        "ends in s": round(ended, 2),
    }


def _median(values: list[float]) -> float:
    return round(statistics.median(values), 1)


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1) if ordered else float("nan")


def _copy(made: Path, name: str) -> Path:
    """Copy a database with what is still in its write-ahead log."""
    target = made.with_name(f"{name}.db")
    with closing(sqlite3.connect(made)) as present, closing(sqlite3.connect(target)) as copy:
        present.backup(copy)
    return target


def _run(database: Path, module: str, *given: str) -> str:
    environment = {**os.environ, "ENTREGENT_DATABASE_URL": f"sqlite:///{database}"}
    return subprocess.run(
        [sys.executable, "-m", module, *given],
        cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


def steps() -> None:
    """Purge everybody without a rest, and print how long each erasure took, in milliseconds."""
    from workflows.common.clock import utc_now
    from workflows.privacy.retention import RESTS_TIMES, purge

    took: list[float] = []
    purge(utc_now(), rest=lambda seconds: took.append(1000 * seconds / RESTS_TIMES))
    print(*took, sep="\n")


def _erased(database: Path) -> tuple[int, int]:
    """Return how many people are erased, and how many there are in their campaign."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute(
            "SELECT count(erased_at), count(*) FROM candidate WHERE campaign_id = "
            "(SELECT campaign_id FROM snapshot LIMIT 1)"
        ).fetchone()


async def _beside(database: Path, tokens: list[str]) -> tuple[Seen, float, int]:
    """Let people answer while others are erased; waits while their tabs were opened do not count."""
    product, seen, over = Product(database), Seen(), asyncio.Event()
    product.start()
    try:
        server = Server(product.address, product.pid, database, tokens, "", "")
        others = [asyncio.create_task(person(server, tokens, seen, over)) for _ in range(N_SITTING)]
        await asyncio.sleep(3)
        seen.waits.clear()
        first, began = _erased(database)[0], time.perf_counter()
        while (erased := _erased(database))[0] < erased[1] and time.perf_counter() - began < AT_MOST_S:
            await asyncio.sleep(0.25)
        took = time.perf_counter() - began
        over.set()
        await asyncio.gather(*others)
        return seen, took, erased[0] - first
    finally:
        product.stop()


async def _ended(database: Path, tokens: list[str]) -> float:
    """Return how long a server with open tabs takes to end that is told to in the middle of a purge."""
    product = Product(database)
    product.start()
    tabs = [Tab(product.address, "sit", f"entregent_sitting={token}") for token in tokens]
    for tab in tabs:
        await tab.open()
    while _erased(database)[0] < 10:
        await asyncio.sleep(0.05)
    began = time.perf_counter()
    await asyncio.to_thread(product.stop)
    took = time.perf_counter() - began
    for tab in tabs:
        await tab.close()
    erased, everybody = _erased(database)
    if erased >= everybody:
        raise SystemExit("The purge was over before the server was told to end.")
    return took


if __name__ == "__main__":
    steps()
