"""Calibration of the share that judgment of people brings, and that share by form.

Run with ``python -m benchmarks.calibration.shares``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessments.content.load import example_charters, load_bank, load_charter
from assessments.form.presets import PRESETS, Preset, preset_ids
from assessments.interview.interview import whole_guide
from benchmarks.calibration.rows import Progress, Row, clustered_mean, tell
from benchmarks.calibration.sitters import Library, abilities, library
from domain import INTERPERSONAL_FLOOR
from scoring.formats.simulated_curves import simulated_curves
from scoring.scores.expected_share import expected_share
from scoring.scores.item_error import item_error
from scoring.scores.scale import scale_scores
from scoring.scores.share import (
    EffectiveShare,
    Parts,
    composite_parts,
    effective_share,
    family_coefficients,
    true_share,
)
from workflows.campaigns.expected_share import form_share
from workflows.campaigns.freeze import freeze_form

Array = NDArray[np.float64]

SECTION = "shares"
SEED = 6_000
POOLS = {30: 110, 60: 80, 200: 50}
"""Candidates -> pools per case."""
WEIGHTS = (0.8, 0.6)
TRUTH_PEOPLE = 20_000
NORMAL_POOLS = 250
NORMAL = (
    (0.0064, 0.0004, 0.0005, 0.0040, 0.0010),
    (0.0020, 0.0020, 0.0004, 0.0008, 0.0015),
    (0.0020, 0.0060, 0.0010, 0.0030, 0.0030),
)
"""Variances of the true parts, their covariance, variances of the errors."""
LEAST_COVERAGE, MOST_WARNINGS = 0.90, 0.05
SEEDS = 4
"""Simulations of each form's expected share: how far it moves by chance."""


class Seen(NamedTuple):
    """What one pool said, and what is true."""

    share: EffectiveShare
    true: float


def run(progress: Progress) -> list[Row]:
    """Simulate every case and return its rows."""
    rows: list[Row] = []
    for at, case in enumerate(NORMAL):
        progress(f"shares: normal parts, case {at + 1} of {len(NORMAL)}")
        for n in POOLS:
            rows += _rows(f"normal parts, true share {_share_of(case):.2f}, n = {n}", _normal(case, n, at))
    for preset in PRESETS:
        progress(f"shares: {preset} form")
        for weight in WEIGHTS:
            for n in POOLS:
                rows += _rows(f"{preset} form at {weight:.2f}, n = {n}", _simulated(preset, weight, n))
    progress("shares: expected by form")
    rows += [row for preset in PRESETS for row in _expected(preset)]
    return rows


def _share_of(case: Sequence[float]) -> float:
    people, tools, both = case[:3]
    return (people + both) / (people + tools + 2 * both)


def _normal(case: Sequence[float], n: int, number: int) -> list[Seen]:
    """Draw normal parts with errors of known size."""
    people, tools, both, people_error, tools_error = case
    root = np.linalg.cholesky([[people, both], [both, tools]])
    errors = np.full(n, people_error), np.full(n, tools_error), np.zeros(n)
    seen = []
    for at in range(NORMAL_POOLS):
        rng = np.random.default_rng([SEED, number, n, at])
        noise = rng.standard_normal((2, n)) * np.sqrt([[people_error], [tools_error]])
        first, second = root @ rng.standard_normal((2, n)) + noise
        seen.append(Seen(effective_share(Parts(first, second, *errors), rng=rng), _share_of(case)))
    return seen


def _simulated(preset: Preset, weight: float, n: int) -> list[Seen]:
    """Let candidates of the product's simulator sit a form; the error is estimated from their answers."""
    sitters = library(preset)
    families = {"interpersonal": weight, "technical": round(1 - weight, 2)}
    scheme = replace(sitters.scheme, family_weights=families)
    sitters = replace(sitters, scheme=scheme)
    true, seen = _truth(sitters), []
    for at in range(POOLS[n]):
        rng = np.random.default_rng([SEED, n, round(100 * weight), at])
        pool = sitters.sit(abilities(n, rng), rng)
        parts = composite_parts(pool, scale_scores(pool.points, scheme), scheme, item_error(pool, scheme))
        seen.append(Seen(effective_share(parts, rng=rng), true))
    return seen


def _truth(sitters: Library) -> float:
    """Return the share in expected points of very many candidates."""
    mean, _ = sitters.expected(abilities(TRUTH_PEOPLE, np.random.default_rng(SEED)))
    points = np.zeros((1, mean.shape[1]))
    scores = scale_scores(points, sitters.scheme)
    people, tools = (
        mean @ family_coefficients(points, scores, sitters.scheme, family)[0]
        for family in ("interpersonal", "technical")
    )
    nothing = np.zeros(TRUTH_PEOPLE)
    return true_share(Parts(people, tools, nothing, nothing, nothing))


def _rows(case: str, seen: Sequence[Seen]) -> Iterator[Row]:
    known = [pool for pool in seen if pool.share.reason is None]
    held = [pool.share.ci_low <= pool.true <= pool.share.ci_high for pool in known]
    value, low, high = clustered_mean(held, range(len(known)))
    bound = f"at least {LEAST_COVERAGE:.2f}, within its own error"
    measure = "95 % interval of the share holds the true one"
    yield Row(SECTION, case, measure, value, low, high, len(known), bound, high >= LEAST_COVERAGE)
    value, low, high = clustered_mean([pool.share.share - pool.true for pool in known], range(len(known)))
    yield Row(SECTION, case, "share less the true one", value, low, high, len(known), "", None)
    value, low, high = clustered_mean([pool.share.reason is not None for pool in seen], range(len(seen)))
    yield Row(SECTION, case, "no share can be given", value, low, high, len(seen), "", None)
    if known and known[0].true >= 0.5:
        value, low, high = clustered_mean([pool.share.is_warning for pool in known], range(len(known)))
        bound = f"at most {MOST_WARNINGS:.2f}, within its own error"
        measure = "warned although judgment brings half or more"
        yield Row(SECTION, case, measure, value, low, high, len(known), bound, low <= MOST_WARNINGS)


def _expected(preset: Preset) -> Iterator[Row]:
    """Return the expected share of a ready-made form, and the least at the floor of the weight."""
    scheme = library(preset).scheme
    expected = [expected_share(simulated_curves(scheme, Random(SEED + at)), scheme) for at in range(SEEDS)]
    for measure, shares in (
        ("expected share at .80, middle scenario", [share.interpersonal.middle for share in expected]),
        ("the same, least favourable scenario", [share.interpersonal.low for share in expected]),
        ("the same, most favourable scenario", [share.interpersonal.high for share in expected]),
        ("the same in scores with their chance, middle", [share.of_scores.middle for share in expected]),
    ):
        value, low, high = clustered_mean(shares, range(SEEDS))
        yield Row(SECTION, f"{preset} form", measure, value, low, high, SEEDS, "", None)
    least = [_least_at_floor(preset, charter) for charter in example_charters()]
    measure = f"least share at {INTERPERSONAL_FLOOR:.2f}, any example charter and scenario, chance counted"
    value = min(least)
    yield Row(SECTION, f"{preset} form", measure, value, value, value, len(least), "above .50", value > 0.5)


def _least_at_floor(preset: Preset, charter: str) -> float:
    """Return the least share of judgment of people before and with the interview, true or with chance."""
    bank, chosen = load_bank(), load_charter(charter)
    form = freeze_form(
        bank, chosen, item_ids=preset_ids(preset, bank, chosen), interview=whole_guide(bank.interview),
        families={"interpersonal": INTERPERSONAL_FLOOR, "technical": round(1 - INTERPERSONAL_FLOOR, 2)},
    )  # fmt: skip
    shares = form_share(form)
    if shares is None:
        raise ValueError(f"the {preset} form has no composite")
    both = [share for share in (shares.written, shares.with_interview) if share is not None]
    return min(min(share.interpersonal.low, share.of_scores.low) for share in both)


if __name__ == "__main__":
    tell(run(lambda line: print(line, flush=True)))
