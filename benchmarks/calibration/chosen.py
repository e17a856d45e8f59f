"""Calibration of error and chances after the best few were interviewed by two.

Candidates sit the standard form, the best of them are interviewed, and all is scored as the product does it.
Interviewers rate as in the sample data; how severe they are, how much they see a person in another light, and
how far an interview tells the same as the scenes, is varied.
Run with ``python -m benchmarks.calibration.chosen``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.content.load import load_bank
from benchmarks.calibration.rows import Progress, Row, bounded, clustered_mean, tell
from benchmarks.calibration.sitters import Library, abilities, library, prepare
from benchmarks.calibration.workers import workers
from scoring.formats.scheme import Scheme
from scoring.interview.interview import HIGHEST, LOWEST, Guide, Question, rating_points
from scoring.interview.interview_pool import with_questions
from scoring.ranking.selected import ranked_pool
from scoring.ranking.standing import ranks_of
from scoring.scores.pool import EMPTY, Panels, Pool
from scoring.scores.scale import scale_scores
from scoring.scores.scores import score_pool

Array = NDArray[np.float64]

SECTION = "after the interview"
SEED = 5_400
POOLS = 160
SAT, SEEN, PLACES = 54, 12, 2
NOT_OBSERVED = 0.03
NOISE = 0.7
"""Of one rating, in points of the scale."""
FEWEST = 200


class Case(NamedTuple):
    """How interviewers see candidates."""

    words: str
    leanings: tuple[float, ...] | None = (0.35, 0.0, -0.5)
    """Points by which each interviewer rates higher; None = drawn anew for each pool, SD .35."""
    halo: float = 0.0
    """SD of how one interviewer sees one person in another light."""
    link: float = 0.6
    """Points per standard deviation of what the interview is about."""
    same: float = 1.0
    """Correlation of what the interview is about with skill in the scenes."""


CASES = (
    Case("as in the sample data"),
    Case("halo of half a point", halo=0.5),
    Case("other interviewers in every pool", leanings=None, halo=0.3),
    Case("interviews about something else too", same=0.6),
    Case("interviews that tell little", link=0.3, same=0.6, halo=0.3),
)


class Seen(NamedTuple):
    """Of every interviewed candidate: what was said, and what came true."""

    pool: list[int]
    error: list[float]
    """Composite less the true one."""
    sem: list[float]
    before_sem: list[float]
    covered: list[bool]
    chance: list[float]
    is_top: list[bool]
    expected: list[float]
    """Composite less the true one that is expected of it: what the page says is too much, on average."""


@cache
def guide() -> Guide:
    """Return the bank's interview questions."""
    return tuple(
        Question(question.id, dict(question.loadings)) for question in load_bank().interview.values()
    )


def seen_in(case: Case, shelf: Library, n_pools: int = POOLS, seed: int = SEED) -> Seen:
    """Interview the best of many pools, and hold what is said against the truth."""
    seen = Seen([], [], [], [], [], [], [], [])
    for at in range(n_pools):
        _add(seen, case, shelf, at, np.random.default_rng([seed, at]))
    return seen


def _add(seen: Seen, case: Case, shelf: Library, at: int, rng: np.random.Generator) -> None:
    scheme = with_questions(shelf.scheme, guide())
    ability = abilities(SAT, rng)
    about = case.same * ability[:, 0] + np.sqrt(1 - case.same**2) * rng.standard_normal(SAT)
    leanings = np.array(case.leanings if case.leanings is not None else rng.normal(0, 0.35, 3))
    sat = shelf.sit(ability, rng)
    before = score_pool(sat, shelf.scheme)
    chosen = np.sort(np.argsort(-before.composite, kind="stable")[:SEEN])
    pool = _interviewed(sat, scheme, chosen, about, leanings, case, rng)
    scores = score_pool(pool, scheme)
    together = np.zeros(SAT, dtype=bool)
    together[chosen] = True
    ranking = ranked_pool(pool, scheme, scores, together)
    assert ranking.known is not None
    truth = _true(shelf.expected(ability)[0], about, leanings, scheme, case)[chosen]
    ranks = ranks_of(ranking.known, PLACES, at).estimates
    rank = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    seen.pool.extend([at] * SEEN)
    seen.error.extend((scores.composite[chosen] - truth).tolist())
    seen.sem.extend(scores.sem[chosen].tolist())
    seen.before_sem.extend(before.sem[chosen].tolist())
    seen.covered.extend(((ranks.low <= rank) & (rank <= ranks.high)).tolist())
    seen.chance.extend(ranks.p_top_k.tolist())
    seen.is_top.extend((rank <= PLACES).tolist())
    seen.expected.extend((scores.composite[chosen] - ranking.known.expected()).tolist())


def _interviewed(
    sat: Pool,
    scheme: Scheme,
    chosen: NDArray[np.int64],
    about: Array,
    leanings: Array,
    case: Case,
    rng: np.random.Generator,
) -> Pool:
    """Return the pool with the interviews of those chosen, two interviewers each, in turn."""
    n_items, n_asked = sat.points.shape[1], len(guide())
    columns = np.arange(n_items, n_items + n_asked)
    seats = np.stack([np.arange(len(chosen)) % 3, (np.arange(len(chosen)) + 1) % 3], axis=1)
    seen = 3 + case.link * about[chosen][:, None, None] + leanings[seats][:, :, None]
    seen = seen + case.halo * rng.standard_normal(seats.shape)[:, :, None]
    given = np.clip(np.rint(seen + NOISE * rng.standard_normal((*seats.shape, n_asked))), LOWEST, HIGHEST)
    given = np.where(rng.random(given.shape) < NOT_OBSERVED, np.nan, rating_points(given))
    points = np.full((SAT, n_items + n_asked), np.nan)
    points[:, :n_items] = sat.points
    counted = (~np.isnan(given)).sum(axis=1)
    points[chosen[:, None], columns] = np.divide(
        np.nansum(given, axis=1), counted, out=np.full(counted.shape, np.nan), where=counted > 0
    )
    who = np.full((SAT, 2), EMPTY, dtype=np.int64)
    who[chosen] = seats
    ratings = np.full((SAT, 2, n_asked), np.nan)
    ratings[chosen] = given
    pending = np.zeros((SAT, len(scheme.methods_used)), dtype=bool)
    pending[:, scheme.methods_used.index("interview")] = True
    pending[chosen] = False
    marked = sat.marked and sat.marked.widened(n_asked)
    return Pool(points, pending, marked, Panels(who, ratings, columns), sat.skipped)


def _true(expected: Array, about: Array, leanings: Array, scheme: Scheme, case: Case) -> Array:
    """Return what candidates would score over many sets of scenes and many interviews."""
    spoken = _expected_rating(about, tuple(leanings.tolist()), case.halo, case.link)
    points = np.hstack([expected, np.repeat(spoken[:, None], len(guide()), axis=1)])
    return scale_scores(points, scheme).composite


def _expected_rating(about: Array, leanings: tuple[float, ...], halo: float, link: float) -> Array:
    """Return the expected points of one question, by numerical integration over noise and interviewers."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    spread = np.hypot(NOISE, halo)
    seen = 3 + link * about[:, None, None] + np.array(leanings)[None, :, None] + spread * nodes
    points = rating_points(np.clip(np.rint(seen), LOWEST, HIGHEST))
    return (points * weights).sum(axis=2).mean(axis=1) / weights.sum()


def rows_of(case: Case, seen: Seen) -> list[Row]:
    """Return what was found in one case."""
    error, pool = np.array(seen.error), np.array(seen.pool)
    real = np.square(error - error.mean())
    shown = np.square(seen.sem)
    value = float(np.sqrt(shown.mean() / real.mean()))
    _, low, high = clustered_mean(((real - real.mean()) / real.mean()).tolist(), pool.tolist())
    half = value * (high - low) / 4
    rows = [
        _row(
            case,
            "composite: shown / real error, around what those chosen have too much on average",
            (value, value - half, value + half),
            len(real), 0.9, 1.15,
        ),
        _row(
            case,
            "what those chosen have too much on average: said less true",
            clustered_mean((np.array(seen.expected) - error).tolist(), seen.pool),
            len(real), -0.01, 0.01,
        ),
        Row(
            SECTION, case.words, "what those chosen have too much on average, 0-1 scale",
            *clustered_mean(seen.error, seen.pool), len(real), "", None,
        ),
        _row(
            case,
            "shown error after / before the interview",
            clustered_mean((np.array(seen.sem) / np.array(seen.before_sem)).tolist(), seen.pool),
            len(real), 0, 1,
        ),
        _row(
            case,
            "rank intervals of 90 % that hold the true rank",
            clustered_mean(np.array(seen.covered, dtype=float).tolist(), seen.pool),
            len(real), 0.88, 0.99,
        ),
    ]  # fmt: skip
    return rows + _tenths(case, seen)


def _tenths(case: Case, seen: Seen) -> list[Row]:
    """Return each tenth of the chances beside what came true."""
    chance, is_top, pool = np.array(seen.chance), np.array(seen.is_top, dtype=float), np.array(seen.pool)
    tenth = np.minimum((chance * 10).astype(int), 9)
    rows = []
    for number in range(10):
        those = tenth == number
        if those.sum() >= FEWEST:
            measure = f"P(top {PLACES}): true less said (said {chance[those].mean():.2f})"
            gap = clustered_mean((is_top - chance)[those].tolist(), pool[those].tolist())
            rows.append(_row(case, measure, gap, int(those.sum()), -0.07, 0.07))
    return rows


def _row(
    case: Case, measure: str, estimate: tuple[float, float, float], n: int, lowest: float, highest: float
) -> Row:
    bound, holds = bounded(estimate[1], estimate[2], lowest, highest)
    return Row(SECTION, case.words, measure, *estimate, n, bound, holds)


def _found(case: Case) -> list[Row]:
    return rows_of(case, seen_in(case, library("standard")))


def run(progress: Progress) -> list[Row]:
    """Simulate every case; about two minutes on two cores."""
    progress(f"after the interview: seed {SEED}, {len(CASES)} cases of {POOLS} pools")
    prepare(["standard"])
    rows: list[Row] = []
    with workers() as processes:
        for done, measured in enumerate(processes.map(_found, CASES), start=1):
            rows += measured
            progress(f"after the interview: {done} of {len(CASES)}: {CASES[done - 1].words}")
    return rows


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
