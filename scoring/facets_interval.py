"""How sure severities are: 95 % intervals that take people, not ratings, for independent.

What one interviewer gives one person hangs together, beyond what any model says. So the variance of a
severity is taken from how differently people speak for it (a sandwich, clustered by person), not from the
number of ratings. From few people it comes out too small, and is itself unsure. It is therefore divided by
the share of the true one that it would show if the model held, and Student's t has the degrees of freedom
that it would have then: what Bell and McCaffrey do for linear regression, carried over to a likelihood.

Shapes: P people, R interviewers, F free parameters.

References: [liang1986] [bell2002]
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from scoring.facets_design import ENOUGH_PEOPLE, people_of_each
from scoring.facets_fit import Fitted

Array = NDArray[np.float64]

ENOUGH_FREEDOM = 2.0
"""Degrees of freedom from which it has one: fewer rest on one or two people, whoever else was rated."""
NOTHING = 1e-6
"""Share of the model's own variance below which nobody differed."""
FLAT = 1e-6
"""Information below which a likelihood is flat."""


class Interval(NamedTuple):
    """95 %, in logits; NaN = too few people speak for it."""

    low: float
    high: float


NONE = Interval(math.nan, math.nan)


class _Sandwich(NamedTuple):
    """What intervals are made of."""

    lever: Array
    """(R, F): how far each free parameter's slope moves a severity."""
    scores: Array
    """(P, F)"""
    information: Array
    """(P, F, F)"""


def severity_intervals(fit: Fitted) -> list[Interval]:
    """Return an interval for each interviewer's severity.

    Parameters
    ----------
    fit : Fitted

    Returns
    -------
    list of R Interval
        NaN for whoever rated fewer than ENOUGH_PEOPLE, whose severity rests on one or two people, or who gave
        each person just what panel mates gave: that nobody differed yet says nothing of the next one.
    """
    n_people = people_of_each(fit.likelihood.design)
    parts = _sandwich(fit)
    if parts is None:
        return [NONE] * len(n_people)
    return [
        _interval(float(value), lever, parts) if n >= ENOUGH_PEOPLE else NONE
        for value, lever, n in zip(fit.model.severity, parts.lever, n_people, strict=True)
    ]


def _sandwich(fit: Fitted) -> _Sandwich | None:
    """Return slopes and information; None when they are flat in a direction that matters."""
    one, all_free = fit.likelihood, fit.likelihood.free
    # A spread that is as good as 0 has no slope: it is then taken as known.
    for known in ((), (-1,), (-2,), (-2, -1)):
        free = np.delete(all_free, [all_free.shape[1] + at for at in known], axis=1)
        information = one.information(fit.values, free)
        whole = information.sum(axis=0)
        if np.linalg.eigvalsh(whole)[0] > FLAT:
            lever = free[one.n_questions : one.first_step] @ np.linalg.inv(whole)
            return _Sandwich(lever, one.terms(fit.values).scores @ free, information)
    return None


def _interval(value: float, lever: Array, parts: _Sandwich) -> Interval:
    """Return one severity's interval."""
    pulls = parts.scores @ lever
    # How people's pulls would vary and hang together if the model held: they must add up to nothing.
    moved = parts.information @ lever
    together = np.diag(moved @ lever) - moved @ np.linalg.inv(parts.information.sum(axis=0)) @ moved.T
    expected = float(np.trace(together))
    freedom = expected**2 / float((together**2).sum())
    model = float(lever @ parts.information.sum(axis=0) @ lever)
    variance = float(pulls @ pulls) * model / expected
    if freedom < ENOUGH_FREEDOM or variance < NOTHING * model:
        return NONE
    half = float(stdtrit(freedom, 0.975)) * math.sqrt(variance)
    return Interval(value - half, value + half)
