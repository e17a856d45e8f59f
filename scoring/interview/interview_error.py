"""The error of an interview that comes from who happened to hold it.

An interviewer who is severe, or who did not take to somebody, rates all of that person's questions lower:
these errors do not average out over questions, only over interviewers.

Shapes: n candidates, K seats of a panel, Q questions, J items.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.agreement.g_study import Effect, variance_components
from scoring.scores.error_prior import INTERVIEWER_SD, PEOPLE_ON_RATERS
from scoring.scores.pool import EMPTY, Panels

Array = NDArray[np.float64]

LEAST_OF_PRIOR = 0.02
"""Share of the prior below which the estimate does not fall: interviewers never agree wholly."""

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
    prior_share: float
    """How much of it rests on the declared prior, 0 to 1."""


def interviewer_variance(panels: Panels) -> InterviewerVariance:
    """Estimate how far interviewers differ on a person.

    Parameters
    ----------
    panels : Panels

    Returns
    -------
    InterviewerVariance
        From the ratings of those seen by two or more, whatever the gaps, drawn towards the declared prior by
        PEOPLE_ON_RATERS: a comparison of two interviewers on one person is one piece of evidence. The prior
        alone where nobody was, or where the ratings cannot tell the interviewers' part from that of single
        questions.

    References
    ----------
    [brennan2001] p x r x i and (r:p) x i designs
    """
    n_raters = (~np.isnan(panels.ratings)).any(axis=2).sum(axis=1)
    several = n_raters > 1
    n_people = int(several.sum())
    estimate = None
    if n_people > 1:
        # Crossed, ("person", "rater") leaves out what a rater gives everybody; nested, it cannot.
        design = CROSSED if same_panel(panels.rows(n_raters > 0)) else NESTED
        estimate = _estimate(panels.rows(several), design)
    if estimate is None:
        return InterviewerVariance(INTERVIEWER_SD**2, n_people, 1.0)
    evidence = float((n_raters[several] - 1).sum())
    prior_share = PEOPLE_ON_RATERS / (PEOPLE_ON_RATERS + evidence)
    value = prior_share * INTERVIEWER_SD**2 + (1 - prior_share) * estimate
    return InterviewerVariance(max(value, LEAST_OF_PRIOR * INTERVIEWER_SD**2), n_people, prior_share)


def _estimate(panels: Panels, design: tuple[Effect, ...]) -> float | None:
    """Return the component that does not average out over questions; None when it is not identified."""
    person, seat, question = np.nonzero(~np.isnan(panels.ratings))
    facets = {"person": person, "rater": panels.who[person, seat], "question": question}
    components = variance_components(panels.ratings[person, seat, question], facets, design)
    return None if components is None else components["person", "rater"]


def same_panel(panels: Panels) -> bool:
    """Say whether everybody met the same interviewers; of nobody, that they did."""
    seats = np.sort(panels.who, axis=1)
    return bool((seats == seats[:1]).all() and (seats != EMPTY).all())


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
