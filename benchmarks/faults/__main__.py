"""``make bench-faults``: people answer while something breaks; written to docs/faults.md as a table.

``python -m benchmarks.faults [FAULT…]`` tries the faults named, or all, and prints the rows; ``--write`` also
writes the page. Everything runs on loopback, in folders of its own, and ends by itself, in about ten minutes.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.people import Notes, Person, compared, crowd
from benchmarks.faults.sites import Site, descriptors, postgres_site, small_disk, sqlite_site, template
from benchmarks.machine import machine, table
from benchmarks.server import ROOT
from workflows.common.clock import utc_now

PAGE = ROOT / "docs" / "faults.md"
N_PEOPLE = 20
N_READY = 620
"""Candidates who are brought to their first scene: enough for 500 open tabs, and for those who answer."""
SETTLING_S = 3.0
AFTER_S = 6.0
"""How long people go on when the fault is over."""
SMALL_DISK_MB = 48
OPENING_S = 120.0
"""For all tabs together to open."""

Disturb = Callable[[Site, Notes], Awaitable[str]]
"""Does the harm, and says in words what it was."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong, and where."""

    disturb: Disturb
    on: str = "sqlite"
    """``sqlite``, ``postgresql``, or ``small disk``: SQLite on a file system of its own."""
    n_servers: int = 1
    cut: float = 0.0
    limits: Callable[[], None] | None = None


async def nothing(site: Site, notes: Notes) -> str:
    """Let people answer in peace: what their waits are then is the machine's."""
    await asyncio.sleep(10)
    return "nothing for 10 s"


async def kill(site: Site, notes: Notes) -> str:
    """End the server as a power cut would, three times over, in the middle of answers."""
    for _ in range(3):
        await asyncio.to_thread(site.product.kill)
        await asyncio.to_thread(site.product.start)
        await asyncio.sleep(3)
    return "killed and started again 3 times"


async def full_disk(site: Site, notes: Notes) -> str:
    """Fill the file system that the database is on, then make room again."""
    filler = site.folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 4_096):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    await asyncio.sleep(8)
    health = await asyncio.to_thread(_health, site)
    filler.unlink()
    return f"no room for 8 s; health said “{health}”"


async def held_lock(site: Site, notes: Notes) -> str:
    """Let another process hold the write lock, for less and for more than a writer waits."""
    for seconds in (3, 8):
        with closing(sqlite3.connect(site.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
        await asyncio.sleep(3)
    return "held by another process for 3 s, then for 8 s"


async def restart(site: Site, notes: Notes) -> str:
    """End the database server at once, twice, and start it again."""
    assert site.postgres is not None
    for _ in range(2):
        await asyncio.to_thread(site.postgres.crash)
        await asyncio.sleep(2)
        await asyncio.to_thread(site.postgres.start)
        await asyncio.sleep(4)
    return "ended at once and started again 2 times"


async def freeze(site: Site, notes: Notes) -> str:
    """Stop every process of the database server for a while; lines stay open, and nothing comes back."""
    assert site.postgres is not None
    before = site.log_lines()
    site.postgres.freeze()
    began = time.perf_counter()
    health = await asyncio.to_thread(_health, site)
    asked = time.perf_counter() - began
    await asyncio.sleep(max(0.0, 15 - asked))
    site.postgres.thaw()
    await asyncio.sleep(5)
    lines = site.log_lines() - before
    return (
        f"frozen for {max(15, asked):.0f} s; health said “{health}” after {asked:.1f} s; {lines} lines logged"
    )


async def two_servers(site: Site, notes: Notes) -> str:
    """Let people answer at both servers in turns, and end one of them in the middle."""
    await asyncio.sleep(6)
    await asyncio.to_thread(site.products[1].kill)
    await asyncio.sleep(2)
    await asyncio.to_thread(site.products[1].start)
    await asyncio.sleep(4)
    return "two servers on one database; one was killed and started again"


async def cut_line(site: Site, notes: Notes) -> str:
    """Cut the line of every third sending before the answer to it arrives; the same is sent again."""
    await asyncio.sleep(15)
    return "every third sending cut off, and sent again"


async def purge(site: Site, notes: Notes) -> str:
    """Erase everybody of another campaign from the shell, beside the people who sit."""
    command = [sys.executable, "cli.py", "purge"]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "ENTREGENT_DATABASE_URL": site.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 180)
    took = time.perf_counter() - began
    return f"`cli.py purge` beside them, {took:.0f} s: {output.decode().splitlines()[0]}"


def tabs(n: int) -> Disturb:
    """Return what opens so many tabs more, one after the other, and lets them stay open."""

    async def open_tabs(site: Site, notes: Notes) -> str:
        own = Notes()
        others = [Person(site, site.tokens.pop(), own) for _ in range(n)]
        opened = tried = 0
        until = time.perf_counter() + OPENING_S
        while tried < n and time.perf_counter() < until:
            opened += sum(await asyncio.gather(*(other.look() for other in others[tried : tried + 10])))
            tried += 10
        before = len(notes.acknowledged)
        await asyncio.sleep(8)
        answered = len(notes.acknowledged) - before
        for other in others:
            await other.leave()
        return (
            f"{opened} tabs more were opened, {tried - opened} refused; "
            f"{answered} answers in 8 s while they were open"
        )

    return open_tabs


FAULTS: dict[str, Fault] = {
    "none": Fault(nothing),
    "none, PostgreSQL": Fault(nothing, on="postgresql"),
    "server killed": Fault(kill),
    "server killed, PostgreSQL": Fault(kill, on="postgresql"),
    "full disk": Fault(full_disk, on="small disk"),
    "held lock": Fault(held_lock),
    "database restarted": Fault(restart, on="postgresql"),
    "database frozen": Fault(freeze, on="postgresql"),
    "two servers": Fault(two_servers, n_servers=2),
    "two servers, PostgreSQL": Fault(two_servers, on="postgresql", n_servers=2),
    "line cut": Fault(cut_line, cut=0.33),
    "purge beside": Fault(purge, on="sqlite, people due"),
    "250 tabs": Fault(tabs(250), limits=descriptors(1024)),
    "500 tabs": Fault(tabs(500), limits=descriptors(1024)),
    "500 tabs, no more descriptors": Fault(tabs(500), limits=descriptors(1024, 1024)),
}


@contextmanager
def site_for(fault: Fault, filled: Path) -> Iterator[Site | None]:
    """Give the place a fault is tried at; None where this machine has none."""
    with ExitStack() as stack:
        if fault.on == "postgresql":
            yield stack.enter_context(postgres_site(N_READY // 6))
        elif fault.on == "small disk":
            disk = stack.enter_context(small_disk(SMALL_DISK_MB))
            yield None if disk is None else stack.enter_context(sqlite_site(filled, folder=disk))
        else:
            site = stack.enter_context(sqlite_site(filled))
            if fault.on == "sqlite, people due":
                command = [sys.executable, "-m", "benchmarks.faults.past", "400", "10"]
                environment = {**os.environ, "ENTREGENT_DATABASE_URL": site.url}
                subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            yield site


async def during(site: Site, fault: Fault) -> tuple[Notes, str]:
    """Let people answer, do the harm, let them go on; return what they saw and what was done."""
    notes, over = Notes(), asyncio.Event()
    people = asyncio.create_task(crowd(site, N_PEOPLE, notes, over, cut=fault.cut))
    await asyncio.sleep(SETTLING_S)
    # Opening a page takes more than an answer.
    notes.waits.clear()
    outcome = await fault.disturb(site, notes)
    await asyncio.sleep(AFTER_S)
    over.set()
    await asyncio.wait_for(people, 60)
    return notes, outcome


def row(name: str, filled: Path) -> dict[str, object]:
    """Try one fault; return its row of the table."""
    fault = FAULTS[name]
    with site_for(fault, filled) as site:
        if site is None:
            return _row(name, "not tried: no file system may be mounted here", Notes(), ("", "", ""))
        site.start(fault.n_servers, fault.limits)
        notes, outcome = asyncio.run(during(site, fault))
        site.stop()
        counts = compared(notes, site.stored(notes.sittings))
    return _row(name, outcome, notes, (counts.acknowledged, counts.lost, counts.doubled))


def _row(name: str, outcome: str, notes: Notes, counts: tuple[object, object, object]) -> dict[str, object]:
    waits = sorted(notes.waits)
    made = {
        "fault": name,
        "what was done": outcome,
        "acknowledged": counts[0],
        "lost": counts[1],
        "doubled": counts[2],
        "p95 ms": round(1000 * waits[int(0.95 * (len(waits) - 1))]) if waits else "",
        "longest s": round(waits[-1], 1) if waits else "",
        "refused": notes.n_refused,
        "unanswered": notes.n_cut,
        "pages refused": notes.pages_refused,
    }
    print(made, dict(notes.failures), file=sys.stderr, flush=True)
    return made


def _health(site: Site) -> str:
    """Return what whoever watches the server is told: status, and in words."""
    try:
        with urllib.request.urlopen(f"{site.product.address}/healthz", timeout=20) as answer:
            return _health_in_words(answer.status, answer.read())
    except urllib.error.HTTPError as problem:
        return _health_in_words(problem.code, problem.read())
    except OSError as problem:
        return f"nothing ({type(problem).__name__})"


def _health_in_words(status: int, body: bytes) -> str:
    return f"{status}, {json.loads(body)['status']}"


HEAD = """# What becomes of answers when something breaks

Written by `make bench-faults` on {day:%d %B %Y}. {machine}. Load average at the start: {load}.

{n} people answer, half a second of thought between two answers, while each fault is made at the real
server, with a database that flushes at each commit. Each notes what was acknowledged; then the notes are held
against the database. **Lost**: acknowledged, and not there as it was sent. **Doubled**: one scene stored
twice. **p95** and **longest**: from first sending an answer until it is acknowledged, sending again included.
**Refused**: sendings to which the server said that nothing was stored. **Unanswered**: sendings to which it
said nothing. Neither is a loss: the page keeps the answer and sends it again. **Pages refused**: tries to
open the page that did not succeed.

"""


def main(names: list[str], *, write: bool) -> None:
    """Try the faults named, or all; print the table, and write the page when asked to."""
    head = HEAD.format(
        day=utc_now(), machine=machine(), n=N_PEOPLE,
        load=", ".join(f"{load:.1f}" for load in os.getloadavg()),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="entregent-faults-") as folder:
        filled = template(Path(folder), N_READY)
        rows = [_tried(name, filled) for name in names or FAULTS]
    print(table(rows))
    if write:
        PAGE.write_text(head + _beside_others(table(rows)), "utf-8")


def _tried(name: str, filled: Path) -> dict[str, object]:
    """Try one fault; where the trial itself fails, say so and go on with the next."""
    try:
        return row(name, filled)
    except Exception as problem:
        traceback.print_exc()
        return _row(name, f"not measured: {type(problem).__name__}", Notes(), ("", "", ""))


def _beside_others(measured: str) -> str:
    """Return the table with the rows of an earlier run for what was not tried this time."""
    first, rule, *new = measured.splitlines()
    kept = PAGE.read_text("utf-8").splitlines() if PAGE.exists() else []
    old = [line for line in kept if line.startswith("| ")]
    rows = {line.split("|")[1].strip(): line for line in [*old[1:], *new]}
    return "\n".join([first, rule, *(rows[name] for name in FAULTS if name in rows)]) + "\n"


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if name != "--write"], write="--write" in sys.argv)
