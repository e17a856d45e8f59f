"""Calibration of the words of a candidate's feedback: how often they are right.

Candidates of many kinds sit the ready-made forms; the band they are given is held against their own true
score. Truths differ from what the prior declares: in mean, spread and shape, in how people and tools go
together, and from competency to competency; one simulator is linear, with the same error at every level.
Run with ``python -m benchmarks.calibration.feedback``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import cycle, groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.form.presets import PRESETS, Preset
from benchmarks.calibration.rows import Progress, Row, clustered_mean, tell
from benchmarks.calibration.sitters import DRAWS, Library, abilities, library, prepare
from benchmarks.calibration.workers import workers
from domain import COMPETENCIES, FAMILIES
from scoring.scores.error_prior import prior_variances
from scoring.scores.item_error import item_error
from scoring.scores.pool import Pool
from scoring.scores.scale import scale_scores
from workflows.candidates.feedback_rules import CLEAR, FAMILY_OF, PROBABLE, RANGES, judged

Array = NDArray[np.float64]

SECTION = "feedback"
SEED = 6_000
POOLS = (2, 12, 60)
"""Candidates who sit together, in turn: their answers say how much chance there is."""
OWN, MANY, SOME = "normal", 6_000, 2_000
"""Candidates per form: where every word of every form is held, and elsewhere."""
ENOUGH = 200
"""Cases without which nothing is held."""
ALLOWED = 0.03
"""How much rarer than said words may be right."""
LINEAR_MEAN, LINEAR_SLOPE = 0.58, 0.14

Draw = Callable[[Library, int, np.random.Generator], tuple[Array, Pool]]
"""True points of each item, and what was earned."""


class Case(NamedTuple):
    """A form and the population that sits it."""

    preset: Preset
    population: str


class Said(NamedTuple):
    """One band that one candidate was given."""

    case: Case
    person: int
    kind: str
    """Of which family, and whether it is the family's band or a competency's."""
    word: str
    probability: float
    """With which it is said."""
    is_right: bool


def _normal(shelf: Library, n: int, rng: np.random.Generator) -> Array:
    return abilities(n, rng)


def _skewed(shelf: Library, n: int, rng: np.random.Generator) -> Array:
    return rng.exponential(1, (n, 2)) - 1


def _by_competency(shelf: Library, n: int, rng: np.random.Generator) -> Array:
    """Draw abilities per item: people differ by competency nearly as much as in general."""
    loadings = np.array(
        [[item.loadings.get(code, 0.0) for code in COMPETENCIES] for item in shelf.scheme.items]
    )
    common = abilities(n, rng)[:, [list(FAMILIES).index(family) for family in shelf.families]]
    own = rng.standard_normal((n, len(COMPETENCIES))) @ (loadings / loadings.sum(axis=1, keepdims=True)).T
    return 0.8 * (common + own)


def _answered(ability: Callable[[Library, int, np.random.Generator], Array]) -> Draw:
    """Return candidates who answer as the product simulates it."""

    def draw(shelf: Library, n: int, rng: np.random.Generator) -> tuple[Array, Pool]:
        place = ability(shelf, n, rng)
        return shelf.expected(place)[0], shelf.sit(place, rng)

    return draw


def _linear(shape: Callable[[Library, int, np.random.Generator], Array]) -> Draw:
    """Return candidates whose points are a straight line in ability, plus normal error."""

    def draw(shelf: Library, n: int, rng: np.random.Generator) -> tuple[Array, Pool]:
        place = shape(shelf, n, rng)[:, [list(FAMILIES).index(family) for family in shelf.families]]
        true = LINEAR_MEAN + LINEAR_SLOPE * place
        error = np.sqrt(prior_variances(shelf.scheme)) * rng.standard_normal(true.shape)
        return true, Pool(true + error)

    return draw


POPULATIONS: Mapping[str, Draw] = {
    OWN: _answered(_normal),
    "people and tools unrelated": _answered(lambda _, n, rng: abilities(n, rng, correlation=0.0)),
    "people and tools alike (.8)": _answered(lambda _, n, rng: abilities(n, rng, correlation=0.8)),
    "half an SD weaker": _answered(lambda _, n, rng: abilities(n, rng) - 0.5),
    "half an SD stronger": _answered(lambda _, n, rng: abilities(n, rng) + 0.5),
    "SD of .7": _answered(lambda _, n, rng: 0.7 * abilities(n, rng)),
    "SD of 1.3": _answered(lambda _, n, rng: 1.3 * abilities(n, rng)),
    "few stand out (skewed to the right)": _answered(_skewed),
    "few fall behind (skewed to the left)": _answered(lambda *at: -_skewed(*at)),
    "people differ by competency": _answered(_by_competency),
    "linear": _linear(_normal),
    "linear, skewed to the right": _linear(_skewed),
    "linear, skewed to the left": _linear(lambda *at: -_skewed(*at)),
}


def said(case: Case, n: int, draws: int = DRAWS, seed: int = SEED) -> list[Said]:
    """Let candidates sit a form and return every band they are given, with whether it is true of them."""
    shelf = library(case.preset, draws)
    rng = np.random.default_rng(
        [seed, list(PRESETS).index(case.preset), list(POPULATIONS).index(case.population)]
    )
    expected, pool = POPULATIONS[case.population](shelf, n, rng)
    truth = scale_scores(expected, shelf.scheme)
    bands: list[Said] = []
    for rows in _pools(n):
        together = pool.rows(rows)
        people = judged(together, scale_scores(together.points, shelf.scheme), shelf.scheme,
                        item_error(together, shelf.scheme))  # fmt: skip
        for person, judgement in enumerate(people, rows.start):
            families = dict(zip(FAMILIES, truth.families[person].tolist(), strict=True))
            competencies = dict(zip(COMPETENCIES, truth.competencies[person].tolist(), strict=True))
            for judgements, true in ((judgement.families, families), (judgement.competencies, competencies)):
                bands += [
                    _said(case, person, name, given.banded, true[name])
                    for name, given in judgements.items()
                    if given.banded is not None
                ]
    return bands


def _pools(n: int) -> Iterator[slice]:
    start = 0
    for size in cycle(POOLS):
        if start >= n:
            return
        yield slice(start, min(start + size, n))
        start += size


def _said(case: Case, person: int, name: str, given, true: float) -> Said:
    low, high = RANGES[given.band]
    kind = f"{name} family" if name in FAMILIES else f"{FAMILY_OF[name]} competencies"
    probability = CLEAR if given.certainty == "clear" else PROBABLE
    return Said(case, person, kind, f"{given.band}: {given.certainty}", probability, low <= true < high)


def right(case: str, cases: Iterable[Said]) -> Iterator[Row]:
    """Yield how often each word is right, over some cases."""
    for word, group in groupby(sorted(cases, key=lambda band: band.word), key=lambda band: band.word):
        of_word = list(group)
        groups = [band.person + 1_000_000 * hash_of(band.case) for band in of_word]
        if len(set(groups)) < 2:
            continue
        value, low, high = clustered_mean([float(band.is_right) for band in of_word], groups)
        least = of_word[0].probability - ALLOWED
        enough = len(of_word) >= ENOUGH
        bound = f"at least {least:.2f}" if enough else f"fewer than {ENOUGH} cases"
        yield Row(
            SECTION, case, f'"{word}" is right', value, low, high, len(of_word),
            bound, value >= least if enough else None,
        )  # fmt: skip


def hash_of(case: Case) -> int:
    """Return a number of its own for each case."""
    return list(PRESETS).index(case.preset) * len(POPULATIONS) + list(POPULATIONS).index(case.population)


def told(case: str, cases: Iterable[Said], n: int) -> Row:
    """Return how many bands a candidate is given in the mean."""
    count = len(list(cases)) / n
    return Row(SECTION, case, "bands given per candidate", count, count, count, n, "", None)


def run(progress: Progress) -> list[Row]:
    """Simulate; about a minute on two cores."""
    cases = [Case(preset, population) for population in POPULATIONS for preset in PRESETS]
    sizes = [MANY if case.population == OWN else SOME for case in cases]
    progress(f"{SECTION}: seed {SEED}, {len(cases)} cases")
    prepare(PRESETS)
    bands: dict[Case, list[Said]] = {}
    with workers() as processes:
        for case, some in zip(cases, processes.map(said, cases, sizes), strict=True):
            bands[case] = some
            progress(f"{SECTION}: {case.preset} form, {case.population}")
    return [*_by_form(bands), *_by_population(bands)]


def _by_form(bands: Mapping[Case, list[Said]]) -> Iterator[Row]:
    for preset in PRESETS:
        own = bands[Case(preset, OWN)]
        for kind in sorted({band.kind for band in own}):
            some = [band for band in own if band.kind == kind]
            yield told(f"{preset} form, {kind}", some, MANY)
            yield from right(f"{preset} form, {kind}", some)


def _by_population(bands: Mapping[Case, list[Said]]) -> Iterator[Row]:
    for population in POPULATIONS:
        for kind in sorted({case.kind for cases in bands.values() for case in cases}):
            some = [
                band for preset in PRESETS for band in bands[Case(preset, population)] if band.kind == kind
            ]
            yield from right(f"{population}, {kind}", some)


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
