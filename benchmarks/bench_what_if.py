"""Cost of a move of a slider: weighing otherwise, drawing, and what travels to the browser.

Run with ``python -m benchmarks.bench_what_if [runs]``; prints a Markdown table. Times are of one machine:
on the processor, which other work on it does not change much, and on the clock.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from data.common import engine
from data.tables import METADATA
from tests.builders import MANAGER, example_form, filled_campaign
from views.charts.style import LIGHT
from views.comparison.what_if import figure_of
from workflows.comparison import other_weights as workflow
from workflows.comparison.standings import comparison

SIZES = (60, 200, 2000)
BUDGET_MS = {200: 200}
FORM = [f"S{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 26, 27, 28, 29, 30, 31)]


class Milliseconds(NamedTuple):
    """Medians of one deed."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.cpu:.0f} ({self.wall:.0f})"


def median_ms(do: Callable[[], object], runs: int) -> Milliseconds:
    """Return the median time of a deed, after it has been done once."""
    do()
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    return Milliseconds(statistics.median(walls), statistics.median(cpus))


def row(n: int, runs: int) -> dict[str, object]:
    """Measure one size of pool."""
    filled = filled_campaign(n, form=example_form(item_ids=FORM))
    ranked = [candidate.candidate_id for candidate in comparison(MANAGER, filled.id).ranked]
    shares = iter(0.6 + 0.0001 * step for step in range(4000))

    def weigh() -> workflow.WhatIfView:
        return workflow.what_if(MANAGER, filled.id, interpersonal=next(shares))

    view = weigh()
    figure = figure_of(view, {}, LIGHT)
    weighing = median_ms(weigh, runs)
    drawing = median_ms(lambda: figure_of(view, {}, LIGHT).to_json(), runs)
    swap = median_ms(lambda: workflow.what_it_would_take(MANAGER, filled.id, ranked[0], ranked[-1]), runs)
    return {
        "people": f"{n:,}",
        "weighing, ms (on the clock)": weighing,
        "figure and JSON, ms": drawing,
        "together, ms": Milliseconds(weighing.wall + drawing.wall, weighing.cpu + drawing.cpu),
        "budget, ms": BUDGET_MS.get(n, "–"),
        "JSON, kB": f"{len(figure.to_json()) / 1000:.0f}",
        "smallest change, ms": swap,
    }


def main(runs: int) -> None:
    """Print the table."""
    METADATA.create_all(engine.bind("sqlite://"))
    rows = [row(n, runs) for n in SIZES]
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for candidate in rows:
        print("| " + " | ".join(str(cell) for cell in candidate.values()) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
