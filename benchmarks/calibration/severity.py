"""Calibration of the intervals around the severity of interviewers.

Panels of two from two to six interviewers, 12 to 60 people, five or eight questions on five levels,
severities with a standard deviation of .5 logit: with and without halo, and with truths that the model does
not assume.
Run with ``python -m benchmarks.calibration.severity [data sets per design]``.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from benchmarks.calibration.interviews import Case, drawn
from benchmarks.calibration.rows import Progress, Row, clustered_mean
from benchmarks.calibration.workers import workers
from scoring.interview.facets import severity_adjusted
from scoring.interview.facets_design import Refusal
from scoring.interview.interview_agreement import panel_severity

SECTION = "severity"
SEED = 1_010
EACH = 12
"""Data sets per design and halo."""
HALO = "halo of .8 logit"
NO_HALO = "no halo"

DESIGNS = [
    (who, people, 5 + 3 * ((at + row) % 2))
    for at, who in enumerate((2, 3, 4, 6))
    for row, people in enumerate((12, 20, 30, 60))
]
"""Interviewers, people, questions."""
OTHER_TRUTHS = {
    "skewed people": {"skewed": True},
    "questions that discriminate unevenly": {"discrimination": 0.3},
    "uneven panels": {"panels": "uneven"},
    "halos that differ by interviewer": {"uneven_halo": True},
    "two groups, four people in common": {"panels": "bridge"},
}


class Seen(NamedTuple):
    """What was said of one interviewer in one data set, and what was true."""

    seed: int
    case: Case
    n_people: int
    stated: float
    low: float
    high: float
    true: float
    apart_low: float
    apart_high: float
    apart: float
    """The same for the difference from panel mates, in points."""

    @property
    def held(self) -> bool:
        """Say whether the interval holds the true severity."""
        return self.low <= self.true <= self.high


def seen(case: Case, seed: int) -> list[Seen]:
    """Draw interviews and return what is said of every interviewer; nothing when the model is refused."""
    drawing = drawn(case, np.random.default_rng([SEED, seed]))
    fit = severity_adjusted(drawing.rows)
    if isinstance(fit, Refusal):
        return []
    mates = panel_severity(drawing.rows)
    return [
        Seen(seed, case, severity.n, severity.value, severity.ci_low, severity.ci_high, drawing.severity[who],
             mates[who].ci_low, mates[who].ci_high, drawing.difference[who])
        for who, severity in fit.severities.items()
    ]  # fmt: skip


def run(progress: Progress, each: int = EACH) -> list[Row]:
    """Simulate and return what was found.

    Parameters
    ----------
    progress : callable
        Is told what is being simulated.
    each : int
        Data sets per design and halo, 2 or more.
    """
    main = [Case(*design, halo) for halo in (0.0, 0.8) for design in DESIGNS]
    stronger = [Case(*design, halo) for halo in (0.4, 1.2) for design in DESIGNS]
    other = {
        name: [Case(who, people, 8, 0.8, **how) for who, people in product((4, 6), (20, 40))]
        for name, how in OTHER_TRUTHS.items()
    }
    parts = {"": main * each, "halo": stronger * max(1, each // 3)} | {k: v * each for k, v in other.items()}
    by_part: dict[str, list[Seen]] = {}
    first = 0
    with workers() as processes:
        for name, cases in parts.items():
            progress(f"{SECTION}: {name or 'main designs'}, {len(cases)} data sets, seed {SEED}")
            jobs = processes.map(seen, cases, range(first, first + len(cases)), chunksize=8)
            by_part[name] = [rater for some in jobs for rater in some]
            first += len(cases)
    return [*_main(by_part[""]), *_halo(by_part["halo"]), *_other({k: by_part[k] for k in other})]


def _main(all_seen: Sequence[Seen]) -> Iterable[Row]:
    for halo, name in ((0.8, HALO), (0.0, NO_HALO)):
        own = [rater for rater in all_seen if rater.case.halo == halo]
        yield coverage(name, own)
        for people in (12, 20, 30, 60):
            yield coverage(f"{name}, {people} people", [x for x in own if x.case.people == people], part=True)
        for who in (2, 3, 4, 6):
            some = [rater for rater in own if rater.case.interviewers == who]
            yield coverage(f"{name}, {who} interviewers", some, part=True)
        few = [rater for rater in own if rater.n_people <= 8]
        yield coverage(f"{name}, who rated 8 people or fewer", few, part=True)
        yield slope(
            f"{name}, 30 people or more",
            [rater for rater in own if rater.case.people >= 30],
        )
        yield without(name, own)
        yield mates(name, own)


def _halo(all_seen: Sequence[Seen]) -> Iterable[Row]:
    for halo in (0.4, 1.2):
        own = [rater for rater in all_seen if rater.case.halo == halo]
        yield coverage(f"halo of {halo} logit".replace("0.", "."), own)
        yield slope(f"halo of {halo} logit, 30 people or more".replace("0.", "."),
                    [rater for rater in own if rater.case.people >= 30])  # fmt: skip


def _other(by_part: dict[str, list[Seen]]) -> Iterable[Row]:
    for name, own in by_part.items():
        yield coverage(f"{HALO}, {name}", own)
        yield mates(f"{HALO}, {name}", own)


def coverage(case: str, own: Sequence[Seen], *, part: bool = False) -> Row:
    """Return how often intervals hold the true severity; those who have none are left out.

    Parameters
    ----------
    case : str
    own : sequence of Seen
        All with halo, or all without.
    part : bool
        Whether these are a part of a case: the bound then holds unless the simulation's own error excludes
        it.
    """
    given = [rater for rater in own if not math.isnan(rater.low)]
    return _share(case, "95 % interval of severity holds the truth", given, lambda rater: rater.held, part)


def mates(case: str, own: Sequence[Seen]) -> Row:
    """Return how often intervals of the difference from panel mates hold the expected one."""
    given = [rater for rater in own if not math.isnan(rater.apart_low)]
    return _share(case, "95 % interval of the difference from panel mates holds the expected one", given,
                  lambda rater: rater.apart_low <= rater.apart <= rater.apart_high, False)  # fmt: skip


def _share(case: str, measure: str, given: Sequence[Seen], held: Callable[[Seen], bool], part: bool) -> Row:
    value, low, high = clustered_mean([held(rater) for rater in given], [rater.seed for rater in given])
    with_halo = any(rater.case.halo for rater in given)
    holds = (high if part else value) >= 0.90 if with_halo else (low if part else value) <= 0.98
    bound = ("at least .90" if with_halo else "at most .98") + (", within its own error" if part else "")
    return Row(SECTION, case, measure, value, low, high, len(given), bound, holds)


def slope(case: str, own: Sequence[Seen]) -> Row:
    """Return how far severities that are said follow the true ones: 1 = not drawn to 0, nor away from it."""
    true, stated = (
        np.array([rater.true for rater in own]),
        np.array([rater.stated for rater in own]),
    )
    ratio = float(true @ stated / (true @ true))
    # Each data set's part in the error of a slope through 0.
    parts = true * (stated - ratio * true) * len(true) / (true @ true)
    _, low, high = clustered_mean(parts.tolist(), [rater.seed for rater in own])
    measure = "slope of severity on the true one"
    return Row(SECTION, case, measure, ratio, ratio + low, ratio + high, len(own), "", None)


def without(case: str, own: Sequence[Seen]) -> Row:
    """Return how often there is a severity and no interval."""
    value, low, high = clustered_mean([math.isnan(rater.low) for rater in own], [rater.seed for rater in own])
    return Row(SECTION, case, "severity without an interval", value, low, high, len(own), "", None)


def main(each: int) -> None:
    """Print what is found."""
    start = time.perf_counter()
    for row in run(lambda line: print(line, flush=True), each):
        estimate = f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f}), n {row.n}"
        print(f"{row.case} | {row.measure} | {estimate} | {row.bound} | {row.holds}")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EACH)
