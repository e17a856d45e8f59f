"""``make calibrate``: hold what the numbers claim against simulated truths, and write docs/calibration.md."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks.calibration import chosen, feedback, forms, ranking, severity, shares, skipping
from benchmarks.calibration.rows import Progress, Row

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "calibration.md"

TABLE = "| Case | Measure | Value | n | Must be |\n|---|---|---|---|---|\n"

PARTS: dict[str, Callable[[Progress], list[Row]]] = {
    "error": forms.run,
    "ranking": ranking.run,
    "chosen": chosen.run,
    "skipping": skipping.run,
    "shares": shares.run,
    "feedback": feedback.run,
    "severity": severity.run,
}

HEAD = """# Calibration

Written by `make calibrate`; seeds are fixed and printed, so that the same code gives the same rows. Simulated
people are not candidates: these rows say that the numbers mean what they say *if* people answer about as the
simulators do, which is varied where it is not known. They say nothing about validity.

Each value stands with the 95 % interval that the simulation's own error leaves, and what it counts. "Within
its own error" means that a bound counts as broken when that interval lies outside it.

{verdict}

"""


def main(wanted: Sequence[str]) -> int:
    """Run the parts asked for, all without; the page holds those that ran and names those that did not."""
    begun = time.monotonic()
    rows: list[Row] = []
    for name in wanted or PARTS:
        rows += PARTS[name](_told)
        print(f"{name}: done after {(time.monotonic() - begun) / 60:.1f} minutes", flush=True)
    minutes = (time.monotonic() - begun) / 60
    broken = [row for row in rows if row.holds is False]
    for row in broken:
        print(f"does not hold: {row.section}: {row.case}: {row.measure}: {row.value:.3f}", flush=True)
    print(f"{len(rows)} rows, {len(broken)} do not hold, {minutes:.1f} minutes", flush=True)
    left_out = [name for name in PARTS if wanted and name not in wanted]
    PAGE.write_text("".join(page(rows, left_out)), encoding="utf-8")
    return 0


def page(rows: Sequence[Row], left_out: Sequence[str]) -> Iterator[str]:
    """Yield the page, part by part."""
    n_bounds, n_broken = sum(row.holds is not None for row in rows), sum(row.holds is False for row in rows)
    verdict = f"{n_bounds - n_broken} of {n_bounds} bounds hold."
    if n_broken:
        verdict += " Those that do not are in bold."
    if left_out:
        verdict += f" Not run this time: {', '.join(left_out)}."
    yield HEAD.format(verdict=verdict)
    yield from _summary(rows)
    for section, of_section in groupby(rows, key=lambda row: row.section):
        yield f"## {section[0].upper()}{section[1:]}\n\n{TABLE}"
        for row in of_section:
            mark = "**" if row.holds is False else ""
            estimate = f"{mark}{row.value:.3f}{mark} ({row.low:.3f} to {row.high:.3f})"
            yield f"| {row.case} | {row.measure} | {estimate} | {row.n} | {row.bound} |\n"
        yield "\n"


def _summary(rows: Sequence[Row]) -> Iterator[str]:
    """Yield how many bounds of each section hold."""
    yield "| Section | Bounds | Hold |\n|---|---|---|\n"
    for section, of_section in groupby(rows, key=lambda row: row.section):
        held = [row.holds for row in of_section if row.holds is not None]
        yield f"| {section} | {len(held)} | {sum(held)} |\n"
    yield "\n"


def _told(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
