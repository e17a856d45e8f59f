"""Where the weight of a form will sit: the share of judgment of people in what will tell candidates apart.

By simulation, before anybody has sat it. The points are simulated once per form (simulated_curves); weights
are laid over them here, and what nobody knows of the people who will come is varied. Shapes: J items in the
form's order, q nodes of the quadrature.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.scale import coefficients, scale_scores
from scoring.scheme import Scheme
from scoring.share import family_coefficients
from scoring.simulated_curves import Curves

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
    """What a method or a format is said to weigh, and what it will."""

    nominal: float
    """Part of the sum of all coefficients, 0 to 1."""
    effective: Expected
    """Of the variance of true composites."""


class ExpectedShare(NamedTuple):
    """Where the weight of a form is expected to sit; NaN where nothing tells candidates apart."""

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
    own = np.where(chosen, a, 0.0)
    return PartWeight(float(own.sum() / a.sum()), _expected(own, a, matrices))


def _expected(part: Array, a: Array, matrices: Mapping[tuple[float, float], Array]) -> Expected:
    """Return the share of one part in every scenario, as middle and range."""
    shares = {at: _share(part, a, matrix) for at, matrix in matrices.items()}
    return Expected(shares[MIDDLE], min(shares.values()), max(shares.values()))


def _share(part: Array, a: Array, matrix: Array) -> float:
    whole = float(a @ matrix @ a)
    return float(part @ matrix @ a) / whole if whole > 0 else float("nan")


def _covariance(curves: Curves, link: float, spread: float) -> Array:
    """Return the covariances of true points, (J, J), by Gauss-Hermite quadrature over both skills."""
    at, weight = np.polynomial.hermite_e.hermegauss(NODES)
    first, second = (side.ravel() for side in np.meshgrid(at, at))
    weights = np.outer(weight, weight).ravel() / (2 * np.pi)
    tools = spread * (link * first + np.sqrt(1 - link**2) * second)
    expected = curves.at(first, tools)
    apart = expected - weights @ expected
    return apart.T @ (weights[:, None] * apart)
