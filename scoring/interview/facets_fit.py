"""A many-facet Rasch model with halo, fitted to ratings by marginal maximum likelihood.

log(P(x) / P(x - 1)) = candidate + halo - question - interviewer - step x. A halo is what one interviewer sees
in one candidate beyond what is seen by all: it moves all that they rate together. Candidates and halos are
normal and summed out on one grid of equal steps, on which both are rounded to a node.

Without halo the model takes ratings of one candidate by one interviewer for independent: severities come out
too near to 0 and look too certain wherever an interviewer takes to some people and not to others. That model
(package mirt) is where the search begins.

Shapes: N ratings; P people, R interviewers, Q questions, J steps between categories; B pairs of a person and
an interviewer who rated them; Z nodes; K parameters: Q difficulties, R severities, J or Q x J steps, then the
logarithms of the standard deviations of candidates and of halos, all in logits.

References: [linacre1994] [wilson2001]
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from mirt.estimation import fit_mfrm
from mirt.models import Facet, MFRMResult, PolytomousMFRM
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.optimize import minimize

from scoring.interview.facets_design import Design
from scoring.interview.facets_points import RatingModel

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TINY = 1e-300
"""What a probability that is too small for a computer counts as: its logarithm is still a number."""


class Terms(NamedTuple):
    """The contribution of each person's ratings to the likelihood and its slopes."""

    log_likelihood: Array
    """(P,)"""
    scores: Array
    """(P, K): how fast it rises with each parameter."""


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of a design's ratings."""

    design: Design
    own_steps: bool
    """Whether each question has steps of its own."""
    grid: Array
    """(Z,): places in logits, equally far apart and symmetric around 0."""

    @property
    def n_questions(self) -> int:
        """Return Q."""
        return len(self.design.questions)

    @property
    def first_step(self) -> int:
        """Return where steps begin among the parameters."""
        return self.n_questions + len(self.design.interviewers)

    @cached_property
    def free(self) -> Array:
        """Return the directions in which parameters may move (K, F); severities and steps keep a sum of 0."""
        n_raters, n_steps = len(self.design.interviewers), len(self.design.categories) - 1
        rows = self.n_questions if self.own_steps else 1
        blocks = [np.eye(self.n_questions), _sum_zero(n_raters), *[_sum_zero(n_steps)] * rows, np.eye(2)]
        return np.asarray(block_diag(*blocks), dtype=np.float64)

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        """Return the person of each pair, (B,), and the pair of each rating, (N,)."""
        keys = self.design.person * len(self.design.interviewers) + self.design.rater
        pairs, at = np.unique(keys, return_inverse=True)
        return pairs // len(self.design.interviewers), at

    @cached_property
    def _columns(self) -> Indices:
        """Return which parameters lower each rating's steps, (N, 2 + J)."""
        design, n_steps = self.design, len(self.design.categories) - 1
        row = design.item if self.own_steps else np.zeros_like(design.item)
        steps = self.first_step + row[:, None] * n_steps + np.arange(n_steps)
        return np.column_stack([design.item, self.n_questions + design.rater, steps])

    def terms(self, values: Array) -> Terms:
        """Return each person's log-likelihood and its slope.

        Parameters
        ----------
        values : array of shape (K,)
        """
        design = self.design
        log_p = self._log_probabilities(values)
        cell = design.rater * self.n_questions + design.item
        of_pair, pair = self._pairs
        by_pair = _sums(log_p[cell, design.category], pair, len(of_pair))
        # Less the highest, so that the exponentials of hundreds of ratings do not all vanish.
        peak = by_pair.max(axis=1, keepdims=True)
        seen = np.exp(by_pair - peak)
        kernel, kernel_slope = self._halo(float(np.exp(values[-1])))
        marginal = np.maximum(seen @ kernel, TINY)
        squares = (self.grid / np.exp(values[-2])) ** 2
        prior = np.exp(-0.5 * squares) / np.exp(-0.5 * squares).sum()
        log_likelihood, place = self._places(np.log(marginal) + peak, prior)
        share = place[of_pair] / marginal
        # P(x or more) for each step; less whether the rating reached it, that is a slope (_of_ratings).
        at_least = np.cumsum(np.exp(log_p)[:, :0:-1], axis=1)[:, ::-1]
        expected = np.einsum("njz,nz->nj", at_least[cell], (seen * (share @ kernel.T))[pair])
        by_halo = (share * (seen @ kernel_slope)).sum(axis=1)
        slopes = [
            self._of_ratings(expected, len(values)),
            place @ squares - prior @ squares,
            np.bincount(of_pair, by_halo, len(design.candidates)),
        ]
        return Terms(log_likelihood, np.column_stack(slopes))

    def _places(self, of_pairs: Array, prior: Array) -> tuple[Array, Array]:
        """Return log-likelihoods (P,) and where each person is (P, Z), given what interviewers saw (B, Z)."""
        joint = _sums(of_pairs, self._pairs[0], len(self.design.candidates))
        joint = joint + np.log(np.maximum(prior, TINY))
        top = joint.max(axis=1, keepdims=True)
        place = np.exp(joint - top)
        total = place.sum(axis=1, keepdims=True)
        return (top + np.log(total))[:, 0], place / total

    def information(self, values: Array, directions: Array, step: float = 1e-4) -> Array:
        """Return how fast each person's slopes fall, by central differences.

        Parameters
        ----------
        values : array of shape (K,)
        directions : array of shape (K, F)
        step : float
            Length of a step along a direction.

        Returns
        -------
        array of shape (P, F, F)
        """
        fall = [
            (self.terms(values - step * direction).scores - self.terms(values + step * direction).scores)
            @ directions
            for direction in directions.T
        ]
        information = np.stack(fall, axis=2) / (2 * step)
        # Symmetric but for the error of the differences.
        return (information + information.transpose(0, 2, 1)) / 2

    def _log_probabilities(self, values: Array) -> Array:
        """Return log P of each category, from each interviewer on each question, at each node.

        Shape (R x Q, J + 1, Z).
        """
        n_q, n_steps = self.n_questions, len(self.design.categories) - 1
        hard = (values[n_q : self.first_step, None] + values[:n_q]).ravel()
        steps = np.broadcast_to(values[self.first_step : -2].reshape(-1, n_steps), (n_q, n_steps))
        sums = np.pad(np.cumsum(steps, axis=1), ((0, 0), (1, 0)))
        sums = np.tile(sums, (len(hard) // n_q, 1))
        logits = np.arange(n_steps + 1)[:, None] * (self.grid - hard[:, None])[:, None] - sums[:, :, None]
        logits -= logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))

    def _halo(self, halo: float) -> tuple[Array, Array]:
        """Return how likely a halo leads from a person's node (column) to a row, and its slope; (Z, Z)."""
        squares = ((self.grid[:, None] - self.grid) / halo) ** 2
        kernel = np.exp(-0.5 * squares)
        kernel /= kernel.sum(axis=0)
        return kernel, kernel * (squares - (kernel * squares).sum(axis=0))

    def _of_ratings(self, expected: Array, n_values: int) -> Array:
        """Return the slopes in difficulties, severities and steps, (P, K - 2)."""
        design = self.design
        short = expected - (design.category[:, None] >= np.arange(1, len(design.categories)))
        whole = short.sum(axis=1)
        n_people, width = len(design.candidates), n_values - 2
        flat = (design.person[:, None] * width + self._columns).ravel()
        weights = np.column_stack([whole, whole, short]).ravel()
        slopes = np.bincount(flat, weights, n_people * width).astype(np.float64)
        return slopes.reshape(n_people, width)


def _sum_zero(n: int) -> Array:
    """Return n values as n - 1 free ones, the last being minus their sum, (n, n - 1)."""
    return np.vstack([np.eye(n - 1), -np.ones((1, n - 1))])


def _sums(rows: Array, group: Indices, n: int) -> Array:
    """Return the sums of rows by group, (n, Z)."""
    sums = np.zeros((n, rows.shape[1]))
    np.add.at(sums, group, rows)
    return sums


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
        likelihood = self.likelihood
        n_steps = len(likelihood.design.categories) - 1
        steps = self.values[likelihood.first_step : -2].reshape(-1, n_steps)
        return RatingModel(
            self.values[likelihood.n_questions : likelihood.first_step],
            self.values[: likelihood.n_questions],
            np.broadcast_to(steps, (likelihood.n_questions, n_steps)),
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
    """Return the most likely values, searched for from these; None when the search found no end."""
    free, n_people = likelihood.free, len(likelihood.design.candidates)

    def down(at: Array) -> tuple[float, Array]:
        # Per person and negated: the search goes down, with tolerances that do not depend on the pool's size.
        terms = likelihood.terms(free @ at)
        return -terms.log_likelihood.sum() / n_people, -(terms.scores.sum(axis=0) @ free) / n_people

    first = np.linalg.lstsq(free, values, rcond=None)[0]
    spread = (math.log(LEAST_SPREAD), math.log(LARGEST_SPREAD))
    bounds = [(None, None)] * (len(first) - 2) + [spread, spread]
    options = {"gtol": 1e-6, "ftol": 1e-14, "maxiter": 500}
    search = minimize(down, first, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return Fitted(likelihood, free @ search.x) if search.success else None


def _grid(design: Design, spread: float) -> Array:
    """Return nodes near enough to each other for the person of whom most is known."""
    most = int(np.bincount(design.person).max())
    step = min(STEP, STEP_OF_ONE / math.sqrt(most))
    half = math.ceil((REACH * max(spread, 1.0) + 2) / step)
    return step * np.arange(-half, half + 1, dtype=np.float64)
