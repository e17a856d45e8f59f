"""``make bench``: measure everything and write docs/performance.md, with the machine it was measured on.

``python -m benchmarks exhaustion [ATTACK…]`` prints what candidates notice of attacks, and
``python -m benchmarks purge [PEOPLE…]`` what they notice while others are erased; both write nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import bench_compare, exhaustion, purge_load, sitting_load
from benchmarks.machine import machine, table

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"

HEAD = """# Performance

Written by `make bench`. {machine}.
Load average at the start: {load}. A shared machine is noisy: compare rows of one run, not runs.

## Scoring and ranking

"""
COMPARING = """
## Comparing

The work behind the ranking page, without drawing it. Comparisons are kept in memory
only: the first reader after a restart or a change waits for one.

"""
SITTING = """
## People sitting at once

One process, the real candidate's page, SQLite with a flush per answer, an open ranking page in the same
process. A wait is the time from sending an answer until the next scene has arrived, on loopback. A lost
answer is one that was acknowledged and is not in the database.

"""


def main() -> None:
    """Measure, print, and write the page."""
    head = HEAD.format(machine=machine(), load=", ".join(f"{load:.1f}" for load in os.getloadavg()))
    scoring = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_scoring"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip
    text = head + scoring + COMPARING + bench_compare.table(3) + SITTING + table(sitting_load.rows([]))
    PAGE.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    if sys.argv[1:2] == ["exhaustion"]:
        print(table(exhaustion.rows(sys.argv[2:])))
    elif sys.argv[1:2] == ["purge"]:
        print(table(purge_load.rows([int(size) for size in sys.argv[2:]])))
    else:
        main()
