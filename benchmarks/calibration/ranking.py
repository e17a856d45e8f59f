"""Calibration of rank intervals, chances of a place and tiers, for pools whose truth is known.

True composites and errors are drawn here, with reliabilities that the code is not told: from people who are
all alike to people whom scores tell apart well, with equal and with unequal errors, normal and skewed.
Run with ``python -m benchmarks.calibration.ranking``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.rows import Progress, Row, bounded, clustered_mean, tell
from benchmarks.calibration.workers import workers
from scoring.ranking.posterior import probabilities_above
from scoring.ranking.standing import PROBABLY_AHEAD, posterior, ranks_of, tiers

Array = NDArray[np.float64]

SECTION = "ranking"
SEED = 3_000
TRUE_SD = 0.14
ALIKE_SEM = 0.1
"""Error where all true composites are equal."""
POOLS = {5: 480, 10: 240, 20: 130, 29: 90, 40: 65, 200: 16}
"""Candidates -> pools drawn per case."""
RELIABILITIES = (0.0, 0.3, 0.5, 0.7, 0.9)
SKEWED_RELIABILITY = 0.7
FEWEST = 200
"""Cases in a tenth of the chances from which they are held against what came true."""
ONE_SD = (0.9, 1.1)
"""True differences, in standard deviations, that count as one."""


class Case(NamedTuple):
    """What pools are drawn from."""

    n: int
    reliability: float
    unequal: bool = False
    shape: str = "normal"
    """Of true composites: normal, right (a long tail of good people) or left (of poor ones)."""

    def words(self) -> str:
        """Return what the case is, for the table."""
        sems = "unequal errors" if self.unequal else "equal errors"
        tail = "" if self.shape == "normal" else f", tail to the {self.shape}"
        return f"n = {self.n}, reliability {self.reliability:.1f}, {sems}{tail}"


class Seen(NamedTuple):
    """What was said of each candidate or pair, and whether it came true; pool = which pool it is from."""

    pool: list[int]
    covered: list[bool]
    chance: list[float]
    is_top: list[bool]
    pair_pool: list[int]
    pair_wrong: list[bool]
    apart: list[float]
    """Per pool: share of pairs in different tiers."""
    over: int
    """Pairs of one tier in which one is probably ahead."""


def draw(case: Case, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Draw true composites, standard errors and composites, (n,) each."""
    noise = rng.exponential(1, case.n) - 1 if case.shape != "normal" else rng.standard_normal(case.n)
    sign = -1 if case.shape == "left" else 1
    is_alike = case.reliability == 0
    true = np.full(case.n, 0.6) if is_alike else 0.6 + TRUE_SD * sign * noise
    size = ALIKE_SEM if is_alike else TRUE_SD * np.sqrt((1 - case.reliability) / case.reliability)
    sem = size * (rng.uniform(0.6, 1.4, case.n) if case.unequal else np.ones(case.n))
    return true, sem, true + sem * rng.standard_normal(case.n)


def seen_in(case: Case, n_pools: int, seed: int = SEED) -> Seen:
    """Rank pools and hold what is said against the truth."""
    seen = Seen([], [], [], [], [], [], [], 0)
    over, places = 0, max(1, case.n // 8)
    for at in range(n_pools):
        rng = np.random.default_rng([seed, at, case.n, int(100 * case.reliability), case.unequal])
        true, sem, composite = draw(case, rng)
        known = posterior(composite, sem)
        tier = np.array(tiers(known))
        seen.apart.append(float((tier[:, None] != tier[None, :])[np.triu_indices(case.n, 1)].mean()))
        over += _pairs_over(known, tier)
        if case.reliability == 0:
            continue
        ranks = ranks_of(known, places, at).estimates
        rank = 1 + (true[None, :] > true[:, None]).sum(axis=1)
        seen.pool.extend([at] * case.n)
        seen.covered.extend(((ranks.low <= rank) & (rank <= ranks.high)).tolist())
        seen.chance.extend(ranks.p_top_k.tolist())
        seen.is_top.extend((rank <= places).tolist())
        gap = (true[:, None] - true[None, :]) / TRUE_SD
        wrong = (tier[:, None] > tier[None, :])[(gap > ONE_SD[0]) & (gap < ONE_SD[1])].tolist()
        seen.pair_wrong.extend(wrong)
        seen.pair_pool.extend([at] * len(wrong))
    return seen._replace(over=over)


def _pairs_over(known, tier: NDArray[np.int64]) -> int:
    """Count pairs of one tier in which one is probably ahead of the other."""
    count = 0
    for i in range(known.n):
        same = np.flatnonzero(tier == tier[i])
        count += int((probabilities_above(known, i, same) >= PROBABLY_AHEAD).sum())
    return count


def rows_of(case: Case, seen: Seen) -> list[Row]:
    """Return what was found in one case."""
    words, n_pools = case.words(), len(seen.apart)
    rows = [_counted(words, "pairs of one tier at or above 85 %", seen.over, n_pools)]
    if case.reliability == 0:
        value, low, high = clustered_mean(seen.apart, range(n_pools))
        return [
            *rows,
            _row(words, "pairs of equal people in different tiers", (value, low, high), n_pools, 0, 0.15),
        ]
    most = 0.99 if case.n <= 20 else 0.97
    is_bounded = case.shape == "normal"
    covered = clustered_mean(np.array(seen.covered, dtype=float).tolist(), seen.pool)
    rows.append(
        _row(
            words,
            "rank intervals of 90 % that hold the true rank",
            covered,
            len(seen.covered),
            0.88,
            most,
            is_bounded,
        )
    )
    rows.append(_worst_tenth(words, seen, is_bounded))
    if case.reliability >= 0.5 and is_bounded:
        wrong = clustered_mean(np.array(seen.pair_wrong, dtype=float).tolist(), seen.pair_pool)
        measure = "people one true SD apart in the wrong order, in different tiers"
        rows.append(_row(words, measure, wrong, len(seen.pair_wrong), 0, 0.10))
    return rows


def _worst_tenth(words: str, seen: Seen, is_bounded: bool) -> Row:
    """Return the tenth of the chances that is furthest from what came true."""
    chance, is_top, pool = np.array(seen.chance), np.array(seen.is_top, dtype=float), np.array(seen.pool)
    tenth = np.minimum((chance * 10).astype(int), 9)
    gaps = []
    for number in range(10):
        those = tenth == number
        if those.sum() >= FEWEST:
            gap = clustered_mean((is_top - chance)[those].tolist(), pool[those].tolist())
            gaps.append((gap, int(those.sum()), float(chance[those].mean())))
    (value, low, high), n, stated = max(gaps, key=lambda entry: abs(entry[0][0]))
    measure = f"P(top k): true less said, worst tenth (said {stated:.2f})"
    return _row(words, measure, (value, low, high), n, -0.08, 0.08, is_bounded)


def _counted(words: str, measure: str, count: int, n_pools: int) -> Row:
    return Row(SECTION, words, measure, count, count, count, n_pools, "0", count == 0)


def _row(
    words: str,
    measure: str,
    estimate: tuple[float, float, float],
    n: int,
    lowest: float,
    highest: float,
    is_bounded: bool = True,
) -> Row:
    """Return a row; a bound counts as broken where the simulation's own error does not explain it."""
    value, low, high = estimate
    bound, holds = bounded(low, high, lowest, highest) if is_bounded else ("", None)
    return Row(SECTION, words, measure, value, low, high, n, bound, holds)


def cases() -> list[Case]:
    """Return everything that is simulated, the largest pools first."""
    normal = [Case(n, rel, unequal) for n in POOLS for rel in RELIABILITIES for unequal in (False, True)]
    skewed = [Case(n, SKEWED_RELIABILITY, shape=shape) for n in (10, 40, 200) for shape in ("right", "left")]
    return sorted(normal + skewed, key=lambda case: -case.n)


def _found(case: Case) -> tuple[Case, Seen]:
    return case, seen_in(case, POOLS[case.n])


def run(progress: Progress) -> list[Row]:
    """Simulate every case; about three minutes on two cores."""
    progress(f"ranking: seed {SEED}, {len(cases())} cases")
    with workers() as processes:
        by_case = {}
        for done, (case, seen) in enumerate(processes.map(_found, cases()), start=1):
            by_case[case] = seen
            progress(f"ranking: {done} of {len(cases())}: {case.words()}")
    return [*_over_all(by_case), *(row for case in sorted(by_case) for row in rows_of(case, by_case[case]))]


def _over_all(by_case: dict[Case, Seen]) -> Iterable[Row]:
    """Return, for each number of candidates, everything with normal truths together: held strictly."""
    for n in POOLS:
        those = [
            seen
            for case, seen in by_case.items()
            if case.n == n and case.shape == "normal" and case.reliability
        ]
        yield _strict(_worst_tenth(f"n = {n}, all reliabilities", _joined(those), True))


def _strict(row: Row) -> Row:
    return row._replace(bound="-0.08 to 0.08", holds=abs(row.value) <= 0.08)


def _joined(many: Sequence[Seen]) -> Seen:
    """Put what was seen in several cases together; pools keep apart."""
    joined = Seen([], [], [], [], [], [], [], 0)
    for at, seen in enumerate(many):
        joined.pool.extend([1_000_000 * at + pool for pool in seen.pool])
        joined.chance.extend(seen.chance)
        joined.is_top.extend(seen.is_top)
    return joined


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
