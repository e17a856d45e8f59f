"""The design of interview ratings, numbered, and the reasons why no severity can be estimated from it.

Shapes: N ratings; P people, R interviewers, Q questions, numbered from 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from errors import BadRatings

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

ENOUGH_RATINGS = 30
"""Ratings by each interviewer from which a severity is estimated."""
ENOUGH_PEOPLE = 4
"""People rated by an interviewer from which their severity has an interval."""
SINGULAR = 1e-9
"""Share of the largest eigenvalue below which an effect is not told apart from the others."""


class FacetRating(NamedTuple):
    """A rating of one candidate on one question by one interviewer."""

    candidate: str
    interviewer: str
    question: str
    rating: int
    """On the scale of the ratings; not observed = no row."""


class WhyNot(StrEnum):
    """Why no severity is estimated."""

    TOO_FEW_INTERVIEWERS = "too_few_interviewers"
    TOO_FEW_RATINGS = "too_few_ratings"
    NOT_CONNECTED = "not_connected"
    """Interviewers fall into groups that saw no candidate in common."""
    CONFOUNDED = "confounded"
    """They did, but each asked other questions: severity and difficulty cannot be told apart."""
    ONLY_EXTREMES = "only_extremes"
    """An interviewer or a question has only the lowest, or only the highest, rating."""
    NOT_CONVERGED = "not_converged"


class Refusal(NamedTuple):
    """Why there is no severity, with the counts that say how far away it is."""

    reasons: frozenset[WhyNot]
    n_ratings: dict[str, int]
    """Interviewer -> ratings, by name."""
    groups: tuple[tuple[str, ...], ...]
    """Interviewers by the candidates they share, directly or through others; one group = connected."""


class Design(NamedTuple):
    """Ratings as numbers."""

    candidates: tuple[str, ...]
    interviewers: tuple[str, ...]
    questions: tuple[str, ...]
    categories: tuple[int, ...]
    """Ratings that occur, lowest first: one that nobody used has no step of its own."""
    person: Indices
    rater: Indices
    item: Indices
    category: Indices
    """(N,) each."""


def design_of(rows: Sequence[FacetRating]) -> Design:
    """Number everything by name, so that the order of rows changes nothing.

    Raises
    ------
    BadRatings
        When an interviewer has rated a candidate's question twice.
    """
    in_order = sorted(rows)
    for row, following in pairwise(in_order):
        if row[:3] == following[:3]:
            raise BadRatings(f"{', '.join(row[:3])}: expected one rating, got two")
    columns = list(zip(*in_order, strict=True)) if in_order else [(), (), (), ()]
    levels = [tuple(sorted(set(column))) for column in columns]
    numbered = [
        np.array([level.index(value) for value in column], dtype=np.int64)
        for level, column in zip(levels, columns, strict=True)
    ]
    return Design(levels[0], levels[1], levels[2], levels[3], *numbered)


def people_of_each(design: Design) -> Indices:
    """Return how many people each interviewer rated, (R,)."""
    pairs = np.unique(np.column_stack([design.rater, design.person]), axis=0)
    return np.bincount(pairs[:, 0], minlength=len(design.interviewers))


def refusal(design: Design) -> Refusal | None:
    """Say why severities cannot be estimated; None when they can."""
    counts = Counter(design.rater.tolist())
    n_ratings = {name: counts[at] for at, name in enumerate(design.interviewers)}
    groups = _groups(design)
    reasons = {
        WhyNot.TOO_FEW_INTERVIEWERS: len(design.interviewers) < 2,
        WhyNot.TOO_FEW_RATINGS: any(n < ENOUGH_RATINGS for n in n_ratings.values()),
        WhyNot.NOT_CONNECTED: len(groups) > 1,
        WhyNot.CONFOUNDED: len(groups) == 1 and not _is_identified(design),
        WhyNot.ONLY_EXTREMES: _only_extremes(design.rater, design) or _only_extremes(design.item, design),
    }
    holding = frozenset(reason for reason, holds in reasons.items() if holds)
    return Refusal(holding, n_ratings, groups) if holding else None


def _groups(design: Design) -> tuple[tuple[str, ...], ...]:
    """Group interviewers who are linked through candidates they both rated."""
    n_people, n_raters = len(design.candidates), len(design.interviewers)
    if not n_raters:
        return ()
    # Everybody takes the lowest number of a candidate they are linked to, until there is none lower to take.
    of_person, label = np.arange(n_people), np.full(n_raters, n_people)
    changed = True
    while changed:
        before = label.copy()
        np.minimum.at(label, design.rater, of_person[design.person])
        np.minimum.at(of_person, design.person, label[design.rater])
        changed = not np.array_equal(before, label)
    return tuple(
        tuple(name for name, own_group in zip(design.interviewers, label, strict=True) if own_group == group)
        for group in sorted(set(label.tolist()))
    )


def _is_identified(design: Design) -> bool:
    """Say whether people, interviewers and questions have additive effects of their own.

    A graph of who met whom is not enough with three facets: interviewers who share candidates but never a
    question are linked, and still confounded. People are taken out first; of the rest two effects are free
    to shift, one for interviewers and one for questions.
    """
    n_raters, n_items = len(design.interviewers), len(design.questions)
    columns = np.zeros((len(design.person), n_raters + n_items))
    rows = np.arange(len(columns))
    columns[rows, design.rater] = 1
    columns[rows, n_raters + design.item] = 1
    sums = np.zeros((len(design.candidates), columns.shape[1]))
    np.add.at(sums, design.person, columns)
    within = columns.T @ columns - sums.T @ (sums / np.bincount(design.person)[:, None])
    values = np.linalg.eigvalsh(within)
    return int((values > SINGULAR * max(values[-1], 1.0)).sum()) == n_raters + n_items - 2


def _only_extremes(level: Indices, design: Design) -> bool:
    """Say whether a level has nothing but the lowest or nothing but the highest category."""
    top = len(design.categories) - 1
    share = np.bincount(level, design.category) / np.bincount(level)
    return bool(((share == 0) | (share == top)).any())
