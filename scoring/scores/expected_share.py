"""Expectations of a form before anybody has sat it: where its weight will sit, how reliable it will be.

The share rests on points that are simulated once per form (simulated_curves); weights are laid over them
here, and what nobody knows of the people who will come is varied. The reliability rests on the declared
priors alone. Shapes: J items in the form's order, q nodes of the quadrature.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES
from scoring.formats.formats import FORMATS
from scoring.formats.scheme import Scheme
from scoring.formats.simulated_curves import Curves
from scoring.ranking.true_score import TRUE_SCORES
from scoring.scores.error import answer_variances, competency_sem, family_sem, shared_error
from scoring.scores.error_prior import MARKER_SD
from scoring.scores.item_error import item_error
from scoring.scores.level import CENTRE
from scoring.scores.pool import MarkerStatistics, Panels, Pool
from scoring.scores.scale import coefficients, scale_scores
from scoring.scores.share import family_coefficients

Array = NDArray[np.float64]

LINKS = (0.0, 0.3, 0.6)
"""Correlation of skill with tools and skill with people; the middle one is the middle scenario."""
SPREADS = (0.8, 1.0, 1.2)
"""SD of skill with tools, that of skill with people being 1."""
MIDDLE = (0.3, 1.0)
NODES = 9
"""Per skill: exact for products of two cubic curves."""
LOWEST_SHARE = 0.5
"""Expected share of judgment of people under which a form cannot be published."""


class Expected(NamedTuple):
    """An expected share, 0 to 1: in the middle scenario, and the range over all of them."""

    middle: float
    low: float
    high: float


class PartWeight(NamedTuple):
    """The nominal and the effective weight of a method or a format."""

    nominal: float
    """Part of the sum of all coefficients, 0 to 1."""
    effective: Expected
    """Of the variance of true composites."""


class ExpectedShare(NamedTuple):
    """The expected shares of a form's parts; NaN where nothing tells candidates apart."""

    nominal: float
    """Declared weight of the interpersonal family."""
    interpersonal: Expected
    of_scores: Expected
    """The same in the scores as they will be, with the chance in single answers."""
    methods: Mapping[str, PartWeight]
    """Those that the form uses."""
    formats: Mapping[str, PartWeight]
    method_of: Mapping[str, str]
    """Format -> the method to which it belongs."""


def expected_share(curves: Curves, scheme: Scheme) -> ExpectedShare:
    """Work out where the weight of a form will sit.

    Parameters
    ----------
    curves : Curves
        Of the form's items, in its order.
    scheme : Scheme
        The same items with the weights in question; every family that weighs something is measured.

    Returns
    -------
    ExpectedShare
        Cov(part, composite) / Var(composite) of true scores, over candidates whose skill with people is
        N(0, 1) and whose skill with tools is correlated .0, .3 or .6 with it and has an SD of .8, 1.0 or 1.2.
        Methods sum to 1, and so do formats.
    """
    points = np.zeros((1, len(scheme.items)))
    scores = scale_scores(points, scheme)
    a = coefficients(points, scores, scheme)[0]
    of_people = family_coefficients(points, scores, scheme, "interpersonal")[0]
    matrices = {at: _covariance(curves, *at) for at in product(LINKS, SPREADS)}
    with_chance = {at: matrix + np.diag(curves.chance) for at, matrix in matrices.items()}
    formats = {item.format: item.method for item in scheme.items}
    return ExpectedShare(
        nominal=scheme.family_weights["interpersonal"],
        interpersonal=_expected(of_people, a, matrices),
        of_scores=_expected(of_people, a, with_chance),
        methods={
            method: _part([item.method == method for item in scheme.items], a, matrices)
            for method in scheme.methods_used
        },
        formats={
            name: _part([item.format == name for item in scheme.items], a, matrices) for name in formats
        },
        method_of=formats,
    )


def falls_short(share: ExpectedShare) -> bool:
    """Say whether judgment of people is expected to bring less than half: in true scores or in scores.

    In the middle scenario. Scores decide an order with the chance that is in them, so both must hold.
    """
    return min(share.interpersonal.middle, share.of_scores.middle) < LOWEST_SHARE


def _part(chosen: list[bool], a: Array, matrices: Mapping[tuple[float, float], Array]) -> PartWeight:
    """Return the weight of some of the items."""
    own = np.where(chosen, a, 0.0)
    return PartWeight(float(own.sum() / a.sum()), _expected(own, a, matrices))


def _expected(part: Array, a: Array, matrices: Mapping[tuple[float, float], Array]) -> Expected:
    """Return the share of one part in every scenario, as middle and range."""
    shares = {at: _share(part, a, matrix) for at, matrix in matrices.items()}
    return Expected(shares[MIDDLE], min(shares.values()), max(shares.values()))


def _share(part: Array, a: Array, matrix: Array) -> float:
    """Return Cov(part, composite) / Var(composite); NaN where the composite does not vary."""
    whole = float(a @ matrix @ a)
    return float(part @ matrix @ a) / whole if whole > 0 else float("nan")


def _covariance(curves: Curves, link: float, spread: float) -> Array:
    """Return the covariances of true points, (J, J), by Gauss-Hermite quadrature over both skills."""
    at, weight = np.polynomial.hermite_e.hermegauss(NODES)
    first, second = (side.ravel() for side in np.meshgrid(at, at))
    weights = np.outer(weight, weight).ravel() / (2 * np.pi)
    # Skill with people is the first standard normal, skill with tools a mixture of both.
    tools = spread * (link * first + np.sqrt(1 - link**2) * second)
    expected = curves.at(first, tools)
    apart = expected - weights @ expected
    return apart.T @ (weights[:, None] * apart)


EXPECTED_RATERS = 2
"""People expected to mark a reply, and to hold an interview."""


class FormReliability(NamedTuple):
    """Share of the variance of a form's scores that people are expected to owe to themselves, 0 to 1."""

    competencies: dict[str, float]
    families: dict[str, float]
    """0 = the form measures nothing of it."""


def expected_reliability(scheme: Scheme) -> FormReliability:
    """Return how reliable the scores of a form are expected to be.

    Parameters
    ----------
    scheme : Scheme
        With the questions of the interview, if it counts.

    Returns
    -------
    FormReliability
        S^2 / (S^2 + e^2): S the declared SD of true scores (true_score), e the standard error of somebody
        who stands at level.CENTRE, answers everything, is marked by two and interviewed by two, under the
        declared prior of each format (error_prior). Nobody's answers enter.
    """
    pool = _average_candidate(scheme)
    error, scores = item_error(pool, scheme), scale_scores(pool.points, scheme)
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    of_competencies = competency_sem(pool.points, scores, scheme, variances, shared)[0]
    of_families = family_sem(pool.points, scores, scheme, variances, shared)[0]
    family_of = {code: family for family, members in FAMILIES.items() for code in members}
    return FormReliability(
        {code: _reliability(family_of[code], of_competencies[at]) for at, code in enumerate(COMPETENCIES)},
        {family: _reliability(family, of_families[at]) for at, family in enumerate(FAMILIES)},
    )


def _average_candidate(scheme: Scheme) -> Pool:
    """Return a pool of one, whose answers are all at the centre and say nothing about error."""
    points = np.full((1, len(scheme.items)), CENTRE)
    marked = np.array([item.format in FORMATS and FORMATS[item.format].is_marked for item in scheme.items])
    # Two markers as far apart as the prior expects, so that the prior stays what it is.
    marks = MarkerStatistics(
        EXPECTED_RATERS * marked[None, :].astype(np.int64), MARKER_SD**2 * marked[None, :]
    )
    questions = np.flatnonzero([item.method == "interview" for item in scheme.items])
    ratings = np.full((1, EXPECTED_RATERS, len(questions)), CENTRE)
    panels = Panels(np.arange(EXPECTED_RATERS)[None, :], ratings, questions) if len(questions) else None
    return Pool(points, marked=marks if marked.any() else None, panels=panels)


def _reliability(family: str, sem: float) -> float:
    """Return S^2 / (S^2 + e^2) with the declared SD of a family; 0 without a score."""
    true = TRUE_SCORES[family].sd ** 2
    return 0.0 if np.isnan(sem) else float(true / (true + sem**2))
