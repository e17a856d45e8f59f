"""A many-facet Rasch model with halo, fitted to ratings by marginal maximum likelihood.

Without halo the model takes ratings of one candidate by one interviewer for independent: severities come out
too near to 0 and look too certain wherever an interviewer takes to some people and not to others. That model
(package mirt) is where the search begins.

References: [linacre1994] [wilson2001]
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from mirt.estimation import fit_mfrm
from mirt.models import Facet, MFRMResult, PolytomousMFRM
from numpy.typing import NDArray
from scipy.optimize import minimize

from scoring.facets_design import Design
from scoring.facets_likelihood import Likelihood
from scoring.facets_points import RatingModel

Array = NDArray[np.float64]

Steps = Literal["rating_scale", "partial_credit"]
"""Steps between categories that all questions share, or steps of their own."""

FIRST_HALO = 0.5
"""Standard deviation of halos, in logits, from which the search begins."""
LEAST_SPREAD = 0.15
"""Standard deviation from which halos, or differences between candidates, can be told from none."""
NO_HALO = 0.01
"""Standard deviation of halos where none is seen: every halo is rounded to 0."""
LARGEST_SPREAD = 10.0
STEP = 0.3
"""Logits between two nodes, unless so many ratings of one person ask for less."""
STEP_OF_ONE = 1.2
"""Logits between two nodes if a person had one rating; divided by the root of how many there are."""
REACH = 5.0
"""Standard deviations of candidates that the grid holds to either side, and two logits for difficulties."""


class Fitted(NamedTuple):
    """The model at its most likely values."""

    likelihood: Likelihood
    values: Array
    """(K,), as in the likelihood."""

    @property
    def model(self) -> RatingModel:
        """Return what one rating depends on."""
        one = self.likelihood
        n_steps = len(one.design.categories) - 1
        steps = self.values[one.first_step : -2].reshape(-1, n_steps)
        return RatingModel(
            self.values[one.n_questions : one.first_step],
            self.values[: one.n_questions],
            np.broadcast_to(steps, (one.n_questions, n_steps)),
        )

    @property
    def halo(self) -> float:
        """Return the standard deviation of halos, in logits; NO_HALO = none was seen."""
        return float(np.exp(self.values[-1]))


def fitted(design: Design, steps: Steps) -> Fitted | None:
    """Fit the model.

    Parameters
    ----------
    design : Design
        For which nothing is refused.
    steps : {"rating_scale", "partial_credit"}

    Returns
    -------
    Fitted or None
        None when the search found no end.
    """
    start = without_halo(design, steps)
    if not start.converged or start.item_difficulty is None or start.thresholds is None:
        return None
    spread = max(float(start.sigma), LEAST_SPREAD)
    likelihood = Likelihood(design, steps == "partial_credit", _grid(design, spread))
    severity = start.facet_parameters["rater"]
    spreads = np.log([spread, FIRST_HALO])
    values = np.concatenate([start.item_difficulty, severity, start.thresholds.ravel(), spreads])
    fit = _climb(likelihood, values)
    if fit is not None and fit.halo <= LEAST_SPREAD * (1 + 1e-6):
        return Fitted(likelihood, np.concatenate([values[:-1], [math.log(NO_HALO)]]))
    return fit


def without_halo(design: Design, steps: Steps) -> MFRMResult:
    """Fit the model that knows no halo: a column of the table is one interviewer on one question."""
    n_raters, n_items = len(design.interviewers), len(design.questions)
    table = np.full((len(design.candidates), n_raters * n_items), -1, dtype=np.int64)
    table[design.person, design.rater * n_items + design.item] = design.category
    raters = np.broadcast_to(np.repeat(np.arange(n_raters), n_items), table.shape)
    items = np.tile(np.arange(n_items), n_raters)
    model = PolytomousMFRM(
        n_items, len(design.categories), [Facet("rater", n_raters)], category_structure=steps
    )
    return fit_mfrm(model, table, {"rater": raters}, item_indices=items)


def _climb(likelihood: Likelihood, values: Array) -> Fitted | None:
    """Go uphill from some values."""
    free, n_people = likelihood.free, len(likelihood.design.candidates)

    def down(at: Array) -> tuple[float, Array]:
        found = likelihood.terms(free @ at)
        return -found.log_likelihood.sum() / n_people, -(found.scores.sum(axis=0) @ free) / n_people

    first = np.linalg.lstsq(free, values, rcond=None)[0]
    spread = (math.log(LEAST_SPREAD), math.log(LARGEST_SPREAD))
    bounds = [(None, None)] * (len(first) - 2) + [spread, spread]
    options = {"gtol": 1e-6, "ftol": 1e-14, "maxiter": 500}
    found = minimize(down, first, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return Fitted(likelihood, free @ found.x) if found.success else None


def _grid(design: Design, spread: float) -> Array:
    """Return nodes near enough to each other for the person of whom most is known."""
    most = int(np.bincount(design.person).max())
    step = min(STEP, STEP_OF_ONE / math.sqrt(most))
    half = math.ceil((REACH * max(spread, 1.0) + 2) / step)
    return step * np.arange(-half, half + 1, dtype=np.float64)
