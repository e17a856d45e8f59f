"""Run what reads a clock on other days than today: ``python -m tests.other_days [all]``.

The suite goes by a clock of its own. What is shown here is that no library beside it, and no server, makes a
test depend on the machine's: faketime (a Debian package) shifts what every process takes for the time.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.clock_readers import OPTION

HERE = Path(__file__).parent
DAYS = (
    ("a day that most years do not have", dt.datetime(2028, 2, 29, 12, 0, tzinfo=dt.UTC), "UTC"),
    ("half past two in Paris, an hour before it is half past two again",
     dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC), "Europe/Paris"),
)  # fmt: skip
SUITE = (sys.executable, "-m", "pytest", "-n", "3", "--dist", "loadgroup", "--ignore=tests/browser")


def main() -> None:
    """Run them on each day, and stop at the first that fails; ``all``: every test that reads one."""
    readers = f"{OPTION}={'all' if 'all' in sys.argv[1:] else 'one'}"
    if shutil.which("faketime") is None:
        sys.exit("faketime is not installed; on Debian: apt-get install faketime")
    for name, moment, zone in DAYS:
        print(f"{moment:%Y-%m-%d %H:%M} UTC, in the time zone {zone}: {name}", flush=True)
        ahead = moment - dt.datetime.now(dt.UTC)  # noqa: TID251 - how far the machine's own clock is shifted
        shifted = ("faketime", "--exclude-monotonic", "-f", f"{ahead.total_seconds():+.0f}s")
        done = subprocess.run(
            (*shifted, *SUITE, readers), env=os.environ | {"TZ": zone, "PYTHONPATH": str(HERE)}
        )
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
