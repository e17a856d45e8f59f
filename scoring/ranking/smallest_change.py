"""The smallest change of one weight that puts one candidate ahead of another.

As a function of a single weight t every composite is a line in t plus terms (alpha + beta t) / (offset + t).
Where two candidates draw level is a root of a polynomial of low degree: it is solved for, not searched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.polynomial import Polynomial
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES, INTERPERSONAL_FLOOR, METHODS, Family, Method
from scoring.formats.scheme import Scheme
from scoring.scores.bounds import rounded
from scoring.scores.pool import Pool
from scoring.scores.scale import ScaleScores, scale_scores

Array = NDArray[np.float64]
Kind = Literal["competency", "family", "method"]

ZERO = 1e-12
"""Difference of composites that is only how sums were rounded."""
DECIMALS_OF_OFFSETS = 12
"""Sums of the same weights in another order are one offset."""


class WeightChange(NamedTuple):
    """One weight at which two candidates draw level; a trace further, their order is the other one."""

    kind: Kind
    name: str
    """Competency, family (always interpersonal: the technical one has the rest) or method."""
    weight: float
    """As it stands, on the scheme's own scale."""
    level_at: float
    """The same weight where they draw level, the others of its kind unchanged."""
    share: float
    """As it stands, of all weights of its family or kind: 0 to 1."""
    level_share: float
    """The share where they draw level."""

    @property
    def size(self) -> float:
        """Return how far the share moves, by which changes of different kinds are compared."""
        return abs(self.level_share - self.share)


class _Gap(NamedTuple):
    """Difference of two composites at one weight t: line(t) + sum of (alpha + beta t) / (offset + t)."""

    line: Polynomial
    terms: dict[float, Polynomial]
    """Offset, above 0 -> numerator."""

    def __call__(self, t: float) -> float:
        """Return the difference at t, 0 or more."""
        return float(self.line(t) + sum(top(t) / (offset + t) for offset, top in self.terms.items()))

    def roots(self) -> list[float]:
        """Return where the difference may be 0: the real roots of its numerator, ascending."""
        whole = self._times(self.line, without=None)
        for offset, top in self.terms.items():
            whole = whole + self._times(top, without=offset)
        size = np.abs(whole.coef).max()
        # A leading coefficient that is only rounding would add a root far out, and spoil the others.
        roots = whole.trim(ZERO * size).roots() if size else np.array([])
        return sorted(float(root.real) for root in roots if abs(root.imag) <= 1e-6 * (1 + abs(root.real)))

    def _times(self, part: Polynomial, without: float | None) -> Polynomial:
        """Multiply by every denominator but one."""
        for offset in self.terms:
            if offset != without:
                part = part * Polynomial([offset, 1.0])
        return part


class _Weight(NamedTuple):
    """One weight that may change."""

    kind: Kind
    name: str
    now: float
    others: float
    """Sum of the other weights of its kind; for a family the weights sum to 1."""
    low: float
    high: float
    gap: _Gap

    def share(self, t: float) -> float:
        """Return what part of the weights of its kind a value of this one is."""
        return t if self.kind == "family" else t / (t + self.others)


def smallest_change(pool: Pool, scheme: Scheme, i: int, j: int) -> WeightChange | None:
    """Find the smallest change of a single weight that swaps two candidates' composites.

    Parameters
    ----------
    pool : Pool
    scheme : Scheme
        With the weights that stand.
    i, j : int
        Rows of the pool; their order does not matter.

    Returns
    -------
    WeightChange or None
        Over the competencies' weights (0 or more, renormalised inside the family), the interpersonal family's
        (.70 to 1) and those of the methods in use (above 0), the one whose share moves least. None when no
        single weight within its range does it, when the two are level already, or when one has no composite.
    """
    pair = pool.rows(np.array([i, j]))
    difference = _difference(pair, scheme)
    if math.isnan(difference) or difference == 0:
        return None
    changes = [change for weight in _weights(pair, scheme) if (change := _nearest(weight, difference))]
    return min(changes, key=lambda change: change.size, default=None)


def _difference(pair: Pool, scheme: Scheme) -> float:
    """Return the first composite less the second, each rounded as scores are."""
    first, second = rounded(scale_scores(pair.points, scheme, pair.pending).composite)
    return float(first - second)


def _nearest(weight: _Weight, difference: float) -> WeightChange | None:
    """Return the nearest value at which the order becomes the other one, strictly inside the range."""
    roots = [t for t in weight.gap.roots() if weight.low < t < weight.high]
    up = _first_swap([t for t in roots if t > weight.now], weight.high, weight.gap, difference)
    down = _first_swap([t for t in reversed(roots) if t < weight.now], weight.low, weight.gap, difference)
    now = weight.share(weight.now)
    changes = [
        WeightChange(weight.kind, weight.name, weight.now, t, now, weight.share(t))
        for t in (up, down)
        if t is not None
    ]
    return min(changes, key=lambda change: change.size, default=None)


def _first_swap(roots: list[float], end: float, gap: _Gap, difference: float) -> float | None:
    """Return the first root, away from the weight that stands, behind which the sign is the other one."""
    for at, root in enumerate(roots):
        following = roots[at + 1] if at + 1 < len(roots) else end
        # Between two roots the sign is everywhere the same: one place behind the root tells it.
        behind = (root + following) / 2 if math.isfinite(following) else 2 * root + 1
        if gap(behind) * math.copysign(1, difference) < -ZERO:
            return root
    return None


def _weights(pair: Pool, scheme: Scheme) -> Iterator[_Weight]:
    """Yield every weight that may change, with the gap between the two as a function of it."""
    scores = scale_scores(pair.points, scheme, pair.pending)
    gap_now = float(scores.composite[0] - scores.composite[1])
    for family, members in FAMILIES.items():
        for code in members if scheme.family_weights[family] else ():
            now = scheme.weights[code]
            others = math.fsum(scheme.weights[member] for member in members) - now
            if others > ZERO:
                terms = _competency_terms(scores.competencies, scheme, family, code)
                yield _Weight("competency", code, now, others, 0.0, math.inf, _through(terms, now, gap_now))
    now, slope = (
        scheme.family_weights["interpersonal"],
        float(np.diff(scores.families[:, 1] - scores.families[:, 0])[0]),
    )
    if not math.isnan(slope):
        line = Polynomial([gap_now - slope * now, slope])
        lowest = min(INTERPERSONAL_FLOOR, now)
        yield _Weight("family", "interpersonal", now, 1 - now, lowest, 1.0, _Gap(line, {}))
    if len(scheme.methods_used) > 1:
        by_method = _by_method(pair, scheme)
        for method in scheme.methods_used:
            now = scheme.methods[method]
            others = math.fsum(scheme.methods[name] for name in scheme.methods_used) - now
            terms = _method_terms(scores, by_method, scheme, method)
            yield _Weight("method", method, now, others, 0.0, math.inf, _through(terms, now, gap_now))


def _through(terms: dict[float, Polynomial], now: float, gap_now: float) -> _Gap:
    """Return the gap with these terms that is what it is at the weight that stands."""
    moving = _Gap(Polynomial([0.0]), terms)
    return _Gap(Polynomial([gap_now - moving(now)]), terms)


def _competency_terms(
    competencies: Array, scheme: Scheme, family: Family, code: str
) -> dict[float, Polynomial]:
    """Return what one competency's weight moves: family weight x (S + t s) / (T + t), first less second."""
    terms: dict[float, Polynomial] = {}
    places = [COMPETENCIES.index(member) for member in FAMILIES[family] if member != code]
    for sign, scores in zip((1, -1), competencies, strict=True):
        score = float(scores[COMPETENCIES.index(code)])
        others = [
            (scheme.weights[COMPETENCIES[c]], float(scores[c])) for c in places if not np.isnan(scores[c])
        ]
        total = math.fsum(weight for weight, _ in others)
        # Undefined: its weight moves nothing. The only one defined: the family is this score.
        if not math.isnan(score) and total > ZERO:
            rest = math.fsum(weight * other for weight, other in others)
            _add(terms, total, sign * scheme.family_weights[family] * Polynomial([rest, score]))
    return terms


def _by_method(pair: Pool, scheme: Scheme) -> dict[Method, Array]:
    """Return competency scores, (2, C), as each method alone has them."""
    alone: dict[Method, Array] = {}
    for method in scheme.methods_used:
        weights: dict[Method, float] = {other: float(other == method) for other in METHODS}
        alone[method] = scale_scores(pair.points, replace(scheme, methods=weights)).competencies
    return alone


def _method_terms(
    scores: ScaleScores, by_method: dict[Method, Array], scheme: Scheme, method: Method
) -> dict[float, Polynomial]:
    """Return what one method's weight moves: effective weight x (A + t b) / (B + t), first less second."""
    at = scheme.methods_used.index(method)
    terms: dict[float, Polynomial] = {}
    for row, sign in enumerate((1, -1)):
        for c in np.flatnonzero(np.nan_to_num(scores.weights[row])):
            counted: list[Method] = [
                other
                for m, other in enumerate(scheme.methods_used)
                if m != at and scores.shares[row, c, m] > 0
            ]
            if counted and scores.shares[row, c, at] > 0:
                total = math.fsum(scheme.methods[other] for other in counted)
                rest = math.fsum(scheme.methods[other] * by_method[other][row, c] for other in counted)
                part = Polynomial([rest, by_method[method][row, c]])
                _add(terms, total, sign * scores.weights[row, c] * part)
    return terms


def _add(terms: dict[float, Polynomial], offset: float, numerator: Polynomial) -> None:
    """Add a term to those with the same offset."""
    offset = round(offset, DECIMALS_OF_OFFSETS)
    terms[offset] = terms.get(offset, Polynomial([0.0])) + numerator
