"""What a marker's training says: how far their marks of the samples agree with the samples' own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.training import TrainingMark
from scoring.agreement_estimate import Estimate
from scoring.agreement_kappa import kappa_of_two
from scoring.marks import HIGHEST, LOWEST, Marks

Given = Mapping[str, Marks]
"""Sample id -> what the marker gave."""


@dataclass(frozen=True)
class Miss:
    """A mark of a sample that is not the one it was written for."""

    sample_id: str
    text: str
    dimension: str
    given: int
    expected: int
    why: Mapping[str, str]


@dataclass(frozen=True)
class TrainingResult:
    """A finished attempt."""

    kappa: Estimate
    """Over every dimension of every sample together."""
    is_passed: bool
    n_exact: int
    n: int
    """Marks compared: samples times dimensions."""
    misses: tuple[Miss, ...]
    """The furthest first."""


def attempts(rows: Iterable[TrainingMark]) -> dict[int, dict[str, Marks]]:
    """Return attempt -> sample id -> marks, of one marker and one rubric."""
    found: dict[int, dict[str, Marks]] = {}
    for row in rows:
        found.setdefault(row.attempt, {})[row.sample_id] = row.marks
    return found


def is_finished(samples: Sequence[Mapping[str, Any]], given: Given) -> bool:
    """Tell whether every sample was marked; without samples nothing ever is."""
    return bool(samples) and all(sample["id"] in given for sample in samples)


def has_passed(samples: Sequence[Mapping[str, Any]], tried: Mapping[int, Given], required: float) -> bool:
    """Tell whether any finished attempt reached the agreement required."""
    return any(
        is_finished(samples, given) and result_of(samples, given, required).is_passed
        for given in tried.values()
    )


def result_of(samples: Sequence[Mapping[str, Any]], given: Given, required: float) -> TrainingResult:
    """Compare a finished attempt with the samples' own marks.

    Parameters
    ----------
    samples : sequence of samples
        As the frozen form has them.
    given : mapping of sample id to marks
        All samples, all dimensions.
    required : float
        Quadratic weighted kappa from which the attempt is passed. Undefined passes nothing.
    """
    pairs = [
        (sample, dimension, given[sample["id"]][dimension], expected)
        for sample in samples
        for dimension, expected in sample["marks"].items()
    ]
    kappa = kappa_of_two(
        [mark for _, _, mark, _ in pairs],
        [expected for *_, expected in pairs],
        range(LOWEST, HIGHEST + 1),
    )
    missed = sorted((pair for pair in pairs if pair[2] != pair[3]), key=lambda pair: -abs(pair[2] - pair[3]))
    misses = tuple(
        Miss(sample["id"], sample["text"], dimension, mark, expected, sample["why"].get(dimension, {}))
        for sample, dimension, mark, expected in missed
    )
    return TrainingResult(kappa, kappa.value >= required - 1e-9, len(pairs) - len(misses), len(pairs), misses)
