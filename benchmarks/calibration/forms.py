"""Calibration of the shown error on every ready-made form, from one candidate to five hundred.

Candidates sit the same form several times; how far their composites are from their own expectation is the
real error. Answers come from the product's simulator and, as people may be otherwise, from a linear one in
which error is the same at every level.
Run with ``python -m benchmarks.calibration.forms``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.form.presets import PRESETS, Preset
from benchmarks.calibration.rows import Progress, Row, bounded, clustered_mean, tell
from benchmarks.calibration.sitters import DRAWS, abilities, library, prepare
from benchmarks.calibration.workers import workers
from domain import COMPETENCIES
from scoring.formats.scheme import Scheme
from scoring.scores.error import answer_variances, competency_sem
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import scale_scores
from scoring.scores.scores import score_pool_with

Array = NDArray[np.float64]

SECTION = "error"
SEED = 2_000
POOLS = {2: 150, 5: 70, 12: 40, 29: 20, 60: 12, 200: 5, 500: 3}
"""Candidates -> pools per case."""
SITTINGS = 8
"""How often each candidate sits the form: the first is scored, all tell the real error."""
SKIP_RATES = (0.0, 0.05, 0.10)
ENOUGH_FOR_TENTHS = 100
LINEAR_SD = 0.35
"""Error of one answer in the linear simulator, the same for all."""


class Case(NamedTuple):
    """Which pools are drawn."""

    preset: Preset
    n: int
    skip_rate: float = 0.0
    simulator: str = "answers"

    def words(self) -> str:
        """Return what the case is, for the table."""
        skips = f", {self.skip_rate:.0%} skipped" if self.skip_rate else ""
        linear = "" if self.simulator == "answers" else ", linear answers"
        return f"{self.preset} form, n = {self.n}{skips}{linear}"


class Seen(NamedTuple):
    """Of every candidate of every pool: squared shown errors, and real ones in the mean over sittings."""

    pool: Array
    true: Array
    shown: Array
    real: Array
    parts_shown: Array
    """(n, C)"""
    parts_real: Array


def seen_in(case: Case, n_pools: int, seed: int = SEED, draws: int = DRAWS) -> Seen:
    """Score pools and hold what is shown against what repeated sittings show."""
    pools = [
        _pool(case, draws, np.random.default_rng([seed, at, case.n, int(100 * case.skip_rate)]))
        for at in range(n_pools)
    ]
    pool = np.repeat(np.arange(n_pools), case.n)
    return Seen(pool, *(np.concatenate([arrays[at] for arrays in pools]) for at in range(5)))


def _pool(case: Case, draws: int, rng: np.random.Generator) -> tuple[Array, Array, Array, Array, Array]:
    scheme, sit, expected = _sitters(case, draws, rng)
    sittings = [_with_skips(sit(), case.skip_rate, rng) for _ in range(SITTINGS)]
    error = item_error(sittings[0], scheme)
    scores = score_pool_with(sittings[0], scheme, error)
    scales = [scale_scores(sitting.points, scheme) for sitting in sittings]
    truth = scale_scores((1 - case.skip_rate) * expected, scheme)
    parts = competency_sem(
        sittings[0].points, scales[0], scheme, answer_variances(error, sittings[0], scheme)
    )
    return (
        truth.composite,
        np.square(scores.sem),
        np.mean([np.square(scale.composite - truth.composite) for scale in scales], axis=0),
        np.square(parts),
        np.mean([np.square(scale.competencies - truth.competencies) for scale in scales], axis=0),
    )


def _sitters(case: Case, draws: int, rng: np.random.Generator) -> tuple[Scheme, Callable[[], Pool], Array]:
    """Return the scheme, a function that lets the same candidates sit again, and their expected points."""
    shelf = library(case.preset, draws)
    ability = abilities(case.n, rng)
    if case.simulator == "answers":
        return shelf.scheme, lambda: shelf.sit(ability, rng), shelf.expected(ability)[0]
    level = np.array([0 if family == "interpersonal" else 1 for family in shelf.families])
    expected = 0.55 + 0.13 * ability[:, level] + 0.05 * rng.standard_normal(len(level))
    return (
        shelf.scheme,
        lambda: Pool(expected + LINEAR_SD * rng.standard_normal(expected.shape)),
        expected,
    )


def _with_skips(pool: Pool, rate: float, rng: np.random.Generator) -> Pool:
    """Let candidates leave items out at random."""
    if not rate:
        return pool
    skipped = rng.random(pool.points.shape) < rate
    return pool._replace(points=np.where(skipped, 0.0, pool.points), skipped=skipped)


def rows_of(case: Case, seen: Seen) -> list[Row]:
    """Return what was found in one case."""
    rows = [_ratio(case, "composite: shown / real error", seen.pool, seen.shown, seen.real, 0.9, 1.1)]
    if case.simulator == "answers":
        for at, code in enumerate(COMPETENCIES):
            shown, real = seen.parts_shown[:, at], seen.parts_real[:, at]
            if np.isfinite(shown).all():
                rows.append(_ratio(case, f"{code}: shown / real error", seen.pool, shown, real, 0.85, 1.2))
    if case.n >= ENOUGH_FOR_TENTHS:
        for tenth, those in enumerate(np.array_split(np.argsort(seen.true), 10), start=1):
            measure = f"composite, tenth {tenth} of the scores: shown / real error"
            rows.append(
                _ratio(case, measure, seen.pool[those], seen.shown[those], seen.real[those], 0.85, 1.2)
            )
    return rows


def _ratio(
    case: Case, measure: str, pool: Array, shown: Array, real: Array, lowest: float, highest: float
) -> Row:
    """Return the ratio of root mean squares, with the interval that the real error's own noise leaves."""
    value = float(np.sqrt(shown.mean() / real.mean()))
    relative = (real - real.mean()) / real.mean() - (shown - shown.mean()) / shown.mean()
    groups = pool if len(np.unique(pool)) > 5 else np.arange(len(pool))
    _, low, high = clustered_mean(relative.tolist(), groups.tolist())
    half = value * (high - low) / 4
    bound, holds = bounded(value - half, value + half, lowest, highest)
    estimate = (value, value - half, value + half)
    return Row(SECTION, case.words(), measure, *estimate, len(shown), bound, holds)


def cases() -> list[Case]:
    """Return everything that is simulated."""
    product = [Case(preset, n, rate) for preset in PRESETS for n in POOLS for rate in SKIP_RATES]
    linear = [Case("standard", n, simulator="linear") for n in (5, 29, 200)]
    return product + linear


def _found(case: Case) -> list[Row]:
    return rows_of(case, seen_in(case, POOLS[case.n]))


def run(progress: Progress) -> list[Row]:
    """Simulate every case; about two minutes on two cores."""
    progress(f"error: seed {SEED}, {len(cases())} cases")
    prepare(PRESETS)
    rows: list[Row] = []
    with workers() as processes:
        for done, (case, measured) in enumerate(
            zip(cases(), processes.map(_found, cases()), strict=True), start=1
        ):
            rows += measured
            progress(f"error: {done} of {len(cases())}: {case.words()}")
    return rows


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
