"""Fair ratings: each rating with the severity of its interviewer taken out, by a many-facet Rasch model.

Shapes: N ratings; P people, R interviewers, Q questions, C categories, numbered from 0.

References: [linacre1994]
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.interview.facets_design import Design

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HALVINGS = 60
"""Of an interval of 80 logits: it ends far below the last bit of a measure."""
FURTHEST = 40.0
"""Logits beyond which a candidate is at the end of every scale."""


class RatingModel(NamedTuple):
    """log(P(x) / P(x - 1)) = candidate - question - interviewer - step x, in logits."""

    severity: Array
    """(R,): above 0 = rates lower than the others the same performance."""
    difficulty: Array
    """(Q,)"""
    steps: Array
    """(Q, C - 1)"""


class FairRatings(NamedTuple):
    """Ratings as expected of interviewers of average severity."""

    per_person: Array
    """(P,): mean over the questions that somebody observed, on the scale of the ratings."""
    shifts: Array
    """(N,): what to add to each rating; the shifted ratings of a person have that mean."""


def fair_ratings(design: Design, model: RatingModel) -> FairRatings:
    """Take severities out of ratings.

    Parameters
    ----------
    design : Design
    model : RatingModel

    Returns
    -------
    FairRatings
        Each rating moves by what is expected of an interviewer of severity 0 less what is expected of the
        one who gave it, for a person at the place where the ratings they got add up to what was expected.
        So the mean of a person's moved ratings, over interviewers and then over questions, is the fair mean;
        single moved ratings may leave the scale. Interviewers of severity 0 move nothing.

    Notes
    -----
    A person's place is not drawn towards the mean. Who got nothing but the highest (lowest) rating is at the
    end of the scale, where severity changes nothing.
    """
    cells, at = np.unique(design.person * len(design.questions) + design.item, return_inverse=True)
    # Every question weighs alike in the sum, however many rated it.
    share = 1 / np.bincount(at)[at]
    own = model.severity[design.rater]
    theta = _measures(design, model, own, share)[design.person]
    of_average = np.zeros(len(own))
    fair = expected_ratings(theta, design.item, of_average, design, model)
    shifts = fair - expected_ratings(theta, design.item, own, design, model)
    n = len(design.candidates)
    per_person = np.bincount(design.person, share * fair, n) / np.bincount(cells // len(design.questions))
    return FairRatings(per_person, np.where(own == 0, 0.0, shifts))


def _measures(design: Design, model: RatingModel, severity: Array, share: Array) -> Array:
    """Return where on the scale each candidate's expected sum is the one they earned, by halving."""
    n = len(design.candidates)
    rated = np.array(design.categories, dtype=np.float64)[design.category]
    earned = np.bincount(design.person, weights=share * rated, minlength=n)
    low, high = np.full(n, -FURTHEST), np.full(n, FURTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        expected = expected_ratings(middle[design.person], design.item, severity, design, model)
        short = np.bincount(design.person, share * expected, n) < earned
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return (low + high) / 2


def expected_ratings(
    theta: Array, item: Indices, severity: Array, design: Design, model: RatingModel
) -> Array:
    """Return the expected rating of each cell, on the scale of the ratings."""
    location = theta - model.difficulty[item] - severity
    logits = np.cumsum(location[:, None] - model.steps[item], axis=1)
    logits = np.hstack([np.zeros((len(theta), 1)), logits])
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights @ np.array(design.categories, dtype=np.float64) / weights.sum(axis=1)
