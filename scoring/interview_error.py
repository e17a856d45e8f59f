"""How much of the error of an interview comes from who happened to hold it.

An interviewer who is severe, or who did not take to somebody, rates all of that person's questions lower:
these errors do not average out over questions, only over interviewers.

Shapes: n candidates, K seats of a panel, Q questions, J items.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.g_study import Effect, variance_components
from scoring.panels import EMPTY, Panels

Array = NDArray[np.float64]

ENOUGH_PEOPLE = 30
"""People seen by two or more interviewers, from whom on these people's own ratings are trusted."""
ASSUMED_AGREEMENT = 0.50
"""Assumed until then: half the variance of what one interviewer gives to people is the interviewer's own."""

CROSSED: tuple[Effect, ...] = tuple(
    effect for size in (1, 2, 3) for effect in combinations(("person", "rater", "question"), size)
)
NESTED: tuple[Effect, ...] = (
    ("person",),
    ("question",),
    ("person", "rater"),
    ("person", "question"),
    ("person", "rater", "question"),
)
"""Each person has raters of their own: what a rater gives everybody and what they give one person are one."""


class InterviewerVariance(NamedTuple):
    """Variance of one interviewer's view of a person as a whole, on the scale of points."""

    value: float
    """0 or more. Rater + rater x person; rater x person alone where everybody met the same panel, whose
    severity moves all alike."""
    n_people: int
    """People seen by two or more interviewers."""
    is_assumed: bool


def interviewer_variance(panels: Panels, *, assumed_true: float) -> InterviewerVariance:
    """Estimate how far interviewers differ on a person, or assume it.

    Parameters
    ----------
    panels : Panels
    assumed_true : float
        Variance of people's true scores that the scheme's prior implies, for use below 30 people.

    Returns
    -------
    InterviewerVariance
        From the ratings of those seen by two or more, whatever the gaps; assumed below 30 such people, and
        when the ratings cannot tell the interviewers' part from that of single questions.

    References
    ----------
    [brennan2001] p x r x i and (r:p) x i designs
    """
    n_raters = (~np.isnan(panels.ratings)).any(axis=2).sum(axis=1)
    several = n_raters > 1
    n_people = int(several.sum())
    if n_people >= ENOUGH_PEOPLE:
        design = CROSSED if same_panel(panels.rows(n_raters > 0)) else NESTED
        estimate = _estimate(panels.rows(several), design)
        if estimate is not None:
            return InterviewerVariance(max(estimate, 0.0), n_people, False)
    odds = (1 - ASSUMED_AGREEMENT) / ASSUMED_AGREEMENT
    return InterviewerVariance(assumed_true * odds, n_people, True)


def _estimate(panels: Panels, design: tuple[Effect, ...]) -> float | None:
    """Return the component that does not average out over questions; None when it is not identified."""
    person, seat, question = np.nonzero(~np.isnan(panels.ratings))
    facets = {"person": person, "rater": panels.who[person, seat], "question": question}
    found = variance_components(panels.ratings[person, seat, question], facets, design)
    return None if found is None else found["person", "rater"]


def same_panel(panels: Panels) -> bool:
    """Say whether everybody met the same interviewers."""
    seats = np.sort(panels.who, axis=1)
    return bool((seats == seats[0]).all() and (seats != EMPTY).all())


def own_parts(value: float, panels: Panels, n_items: int) -> Array:
    """Return what interviewers leave in the error variance of each answer, (n, J); 0 where nobody rates."""
    parts = np.zeros((len(panels.who), n_items))
    parts[:, panels.columns] = value * np.square(panels.weights()).sum(axis=1)
    return parts


def shared_part(value: float | Array, panels: Panels, coefficients: Array) -> Array:
    """Return what interviewers add to a weighted sum of questions because they hold all of them, (n,).

    Parameters
    ----------
    value : float or array of shape (n,)
        Variance of one interviewer's view of a person.
    panels : Panels
    coefficients : array of shape (n, Q)
        Weight of each question in the sum.

    Returns
    -------
    array of shape (n,)
        value x sum over interviewers of ((sum of their weights)^2 - sum of their squared weights): the
        covariance between questions, which own_parts leaves out.
    """
    weights = panels.weights() * coefficients[:, None, :]
    together = np.square(weights.sum(axis=2)) - np.square(weights).sum(axis=2)
    return value * together.sum(axis=1)
