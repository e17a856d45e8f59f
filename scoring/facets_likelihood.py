"""How likely ratings are under a many-facet Rasch model with halo, person by person, and where it rises.

log(P(x) / P(x - 1)) = candidate + halo - question - interviewer - step x. A halo is what one interviewer sees
in one candidate beyond what is seen by all: it moves all that they rate together. Candidates and halos are
normal and summed out on one grid of equal steps, on which both are rounded to a node.

Shapes: N ratings; P people, R interviewers, Q questions, J steps between categories; B pairs of a person and
an interviewer who rated them; Z nodes; K parameters: Q difficulties, R severities, J or Q x J steps, then the
logarithms of the standard deviations of candidates and of halos, all in logits.

References: [linacre1994] [wilson2001]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from scoring.facets_design import Design

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

TINY = 1e-300
"""What a probability that is too small for a computer counts as: its logarithm is still a number."""


class Terms(NamedTuple):
    """What each person's ratings contribute."""

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
        """Q."""
        return len(self.design.questions)

    @property
    def first_step(self) -> int:
        """Return where steps begin among the parameters."""
        return self.n_questions + len(self.design.interviewers)

    @cached_property
    def free(self) -> Array:
        """(K, F): the directions in which parameters may move; severities and steps keep a sum of 0."""
        n_raters, n_steps = len(self.design.interviewers), len(self.design.categories) - 1
        rows = self.n_questions if self.own_steps else 1
        blocks = [np.eye(self.n_questions), _sum_zero(n_raters), *[_sum_zero(n_steps)] * rows, np.eye(2)]
        return np.asarray(block_diag(*blocks), dtype=np.float64)

    @cached_property
    def _pairs(self) -> tuple[Indices, Indices]:
        """(B,) person of each pair, (N,) pair of each rating."""
        keys = self.design.person * len(self.design.interviewers) + self.design.rater
        pairs, at = np.unique(keys, return_inverse=True)
        return pairs // len(self.design.interviewers), at

    @cached_property
    def _columns(self) -> Indices:
        """(N, 2 + J): which parameters lower the rating's steps."""
        one, n_steps = self.design, len(self.design.categories) - 1
        row = one.item if self.own_steps else np.zeros_like(one.item)
        steps = self.first_step + row[:, None] * n_steps + np.arange(n_steps)
        return np.column_stack([one.item, self.n_questions + one.rater, steps])

    def terms(self, values: Array) -> Terms:
        """Return each person's log-likelihood and its slope.

        Parameters
        ----------
        values : array of shape (K,)
        """
        one = self.design
        log_p = self._log_probabilities(values)
        cell = one.rater * self.n_questions + one.item
        of_pair, pair = self._pairs
        given = _sums(log_p[cell, one.category], pair, len(of_pair))
        peak = given.max(axis=1, keepdims=True)
        seen = np.exp(given - peak)
        kernel, kernel_slope = self._halo(float(np.exp(values[-1])))
        marginal = np.maximum(seen @ kernel, TINY)
        squares = (self.grid / np.exp(values[-2])) ** 2
        prior = np.exp(-0.5 * squares) / np.exp(-0.5 * squares).sum()
        log_likelihood, place = self._places(np.log(marginal) + peak, prior)
        share = place[of_pair] / marginal
        at_least = np.cumsum(np.exp(log_p)[:, :0:-1], axis=1)[:, ::-1]
        expected = np.einsum("njz,nz->nj", at_least[cell], (seen * (share @ kernel.T))[pair])
        by_halo = (share * (seen @ kernel_slope)).sum(axis=1)
        slopes = [
            self._of_ratings(expected, len(values)),
            place @ squares - prior @ squares,
            np.bincount(of_pair, by_halo, len(one.candidates)),
        ]
        return Terms(log_likelihood, np.column_stack(slopes))

    def _places(self, of_pairs: Array, prior: Array) -> tuple[Array, Array]:
        """(P,) log-likelihood and (P, Z) where each person is, given what their interviewers saw, (B, Z)."""
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
            (self.terms(values - step * one).scores - self.terms(values + step * one).scores) @ directions
            for one in directions.T
        ]
        found = np.stack(fall, axis=2) / (2 * step)
        return (found + found.transpose(0, 2, 1)) / 2

    def _log_probabilities(self, values: Array) -> Array:
        """(R x Q, J + 1, Z): of each category, from each interviewer on each question, at each node."""
        n_q, n_steps = self.n_questions, len(self.design.categories) - 1
        hard = (values[n_q : self.first_step, None] + values[:n_q]).ravel()
        steps = np.broadcast_to(values[self.first_step : -2].reshape(-1, n_steps), (n_q, n_steps))
        sums = np.pad(np.cumsum(steps, axis=1), ((0, 0), (1, 0)))
        sums = np.tile(sums, (len(hard) // n_q, 1))
        logits = np.arange(n_steps + 1)[:, None] * (self.grid - hard[:, None])[:, None] - sums[:, :, None]
        logits -= logits.max(axis=1, keepdims=True)
        return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))

    def _halo(self, halo: float) -> tuple[Array, Array]:
        """(Z, Z) each: how likely a halo leads from a person's node (column) to a row; its slope."""
        squares = ((self.grid[:, None] - self.grid) / halo) ** 2
        kernel = np.exp(-0.5 * squares)
        kernel /= kernel.sum(axis=0)
        return kernel, kernel * (squares - (kernel * squares).sum(axis=0))

    def _of_ratings(self, expected: Array, n_values: int) -> Array:
        """(P, K - 2): slopes of difficulties, severities and steps."""
        one = self.design
        short = expected - (one.category[:, None] >= np.arange(1, len(one.categories)))
        whole = short.sum(axis=1)
        n_people, width = len(one.candidates), n_values - 2
        flat = (one.person[:, None] * width + self._columns).ravel()
        weights = np.column_stack([whole, whole, short]).ravel()
        found = np.bincount(flat, weights, n_people * width).astype(np.float64)
        return found.reshape(n_people, width)


def _sum_zero(n: int) -> Array:
    """(n, n - 1): n values as n - 1 free ones, the last being minus their sum."""
    return np.vstack([np.eye(n - 1), -np.ones((1, n - 1))])


def _sums(rows: Array, group: Indices, n: int) -> Array:
    """(n, Z): sums of rows by group."""
    found = np.zeros((n, rows.shape[1]))
    np.add.at(found, group, rows)
    return found
