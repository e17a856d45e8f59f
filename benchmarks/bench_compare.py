"""Times of a comparison of 2,000 people: after a start of the server, after a change, from memory.

``python -m benchmarks.bench_compare [runs]`` fills a database once and prints a Markdown table of medians,
without the drawing of the page. ``DATABASE=FILE`` uses a database that is filled already.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.server import ROOT

N_CANDIDATES = 2_225
"""Nine in ten finish."""
AIM_S = 1.5
"""From the click to a page that answers, in a warm browser: the comparison has to leave time for drawing."""
FIRST_AIM_S = 4.0
"""For whoever looks first, after a restart or a change: nothing is kept over a restart."""
CASES = {
    "first after a restart, imports included": ("first", FIRST_AIM_S),
    "after a change": ("computed", FIRST_AIM_S),
    "from memory": ("memory", AIM_S),
    "to know that nothing has changed": ("state", AIM_S),
}


def fill(database: Path) -> None:
    """Load the demonstration with many people."""
    command = [sys.executable, "cli.py", "demo", "--candidates", str(N_CANDIDATES)]
    subprocess.run(command, cwd=ROOT, env=_environment(database), check=True, capture_output=True)


def measure(case: str) -> tuple[float, float]:
    """Return seconds on the clock and on the processor that one case takes in this process."""
    if case == "first":
        return _timed(lambda: _look()())
    look = _look()
    _state()  # the first query of a process opens the database and reads the form
    if case == "memory":
        look()
    return _timed(_state if case == "state" else look)


def _look() -> Callable[[], object]:
    from data.campaigns.campaigns import all_campaigns
    from data.common.engine import reading
    from workflows.comparison.results import pool_now
    from workflows.comparison.standings import comparison_of

    def look() -> object:
        with reading() as connection:
            campaign_id = all_campaigns(connection)[0].id
            now = pool_now(connection, campaign_id, stage="before_interview")
        return comparison_of(now)

    return look


def _state() -> object:
    from data.campaigns.campaigns import all_campaigns
    from data.common.engine import reading
    from workflows.comparison.results import pool_state

    with reading() as connection:
        return pool_state(connection, all_campaigns(connection)[0].id)


def _timed(job: Callable[[], object]) -> tuple[float, float]:
    start, cpu = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - start, time.process_time() - cpu


def _environment(database: Path) -> dict[str, str]:
    return os.environ | {
        "ENTREGENT_DATABASE_URL": f"sqlite:///{database}",
        "ENTREGENT_VAR_DIR": str(database.parent / "var"),
    }


def table(runs: int) -> str:
    """Measure every case, each run in a process of its own, and write a Markdown table."""
    lines = ["| comparison of 2,000 people | wall s | processor s | aim s |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory(prefix="entregent-bench-") as folder:
        database = Path(os.environ.get("DATABASE", f"{folder}/compare.db")).resolve()
        if not database.exists():
            fill(database)
        for name, (case, aim) in CASES.items():
            command = [sys.executable, "-m", "benchmarks.bench_compare", "--case", case]
            each = [
                subprocess.run(
                    command, cwd=ROOT, env=_environment(database), check=True, capture_output=True, text=True
                ).stdout.split()
                for _ in range(runs)
            ]
            wall, cpu = (statistics.median(float(run[at]) for run in each) for at in (0, 1))
            lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {aim} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--case"]:
        print(*measure(sys.argv[2]))
    else:
        print(table(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
