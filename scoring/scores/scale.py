"""Points -> competency scores -> families -> composite, for one person or for a million.

Shapes: n candidates, J items in the form's order, C = 10 competencies, F = 2 families, M methods that the
form uses (scheme.methods_used). NaN = no points, or not enough evidence. Every sum runs item by item (or
competency by competency, method by method) in the form's order, each step over all candidates at once: a
person's scores have the same bits alone and among others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain import COMPETENCIES, FAMILIES, INDICATIVE_BELOW, STRONG_LOADING
from scoring.formats.scheme import Scheme

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

ANSWERED_SHARE = 0.80
"""Share of a method's loading on a competency, and of a family's weight, below which a score is undefined."""
TOLERANCE = 1e-9
"""Sums of decimal loadings miss the exact 80 % by a few bits."""


class ScaleScores(NamedTuple):
    """Scores of n candidates, unclipped: 1 = the key's own answers, 0 = chance."""

    competencies: Array
    """(n, C); NaN when a written method that counts has less than 80 % of its loading answered."""
    families: Array
    """(n, F): interpersonal, technical; NaN when less than 80 % of the weight inside it is defined."""
    composite: Array
    """(n,); NaN when a weighted family is undefined."""
    weights: Array
    """(n, C): effective weight of each competency in the composite, summing to 1; NaN without composite."""
    answered: Array
    """(n, C, M): loading answered."""
    shares: Array
    """(n, C, M): weight of each method in the competency's score, summing to 1; 0 = pending, not used, or an
    interview in which too little was observed."""

    def rows(self, chosen: Mask | slice) -> ScaleScores:
        """Return the scores of some of the candidates."""
        return ScaleScores(*(part[chosen] for part in self))


def scale_scores(points: Array, scheme: Scheme, pending: Mask | None = None) -> ScaleScores:
    """Combine points into competency, family and composite scores.

    Parameters
    ----------
    points : array of shape (n, J)
        Item points in the form's order; NaN = skipped, not reached or undefined.
    scheme : Scheme
    pending : bool array of shape (n, M), optional
        Methods of which something still awaits marks: the whole method is left out for this person, and the
        other methods carry the score. None = nothing is pending.
    """
    weighted, answered = _sums(points, scheme)
    form = _form_loadings(scheme)
    enough = answered >= ANSWERED_SHARE * form[:, :, None] - TOLERANCE
    defined = enough & (answered > 0)
    by_method = np.divide(weighted, answered, out=np.full_like(weighted, np.nan), where=defined)
    shares = _method_shares(form, scheme, defined, pending)
    competencies = _mixed(by_method, shares)
    families, inside = _families(competencies, scheme, _measurable(form, pending))
    composite, weights = _composite(families, inside, scheme)
    return ScaleScores(competencies.T, families.T, composite, weights.T, answered.T, shares.T)


def _sums(points: Array, scheme: Scheme) -> tuple[Array, Array]:
    """Return sum of loading x points and sum of loading over the items with points, each (M, C, n)."""
    weighted = np.zeros((len(scheme.methods_used), len(COMPETENCIES), len(points)))
    answered = np.zeros_like(weighted)
    for j, item in enumerate(scheme.items):
        m = scheme.methods_used.index(item.method)
        has_points = ~np.isnan(points[:, j])
        earned = np.where(has_points, points[:, j], 0.0)
        for competency, loading in item.loadings.items():
            c = COMPETENCIES.index(competency)
            weighted[m, c] += loading * earned
            answered[m, c] += loading * has_points
    return weighted, answered


def _form_loadings(scheme: Scheme) -> Array:
    """Return the form's total loading on each competency by method, (M, C)."""
    return _sums(np.zeros((1, len(scheme.items))), scheme)[1][:, :, 0]


def _method_shares(form: Array, scheme: Scheme, defined: Mask, pending: Mask | None) -> Array:
    """Return each method's weight (M, C, n) in each competency, over those that measure it, none pending.

    What interviewers did not observe is nothing the candidate left out: the other methods then carry the
    competency, where there are any.
    """
    weight = np.array([scheme.methods[method] for method in scheme.methods_used])
    counted = np.where(form > 0, weight[:, None], 0.0)[:, :, None]
    if pending is not None:
        counted = counted * ~pending.T[:, None, :]
    for m, method in enumerate(scheme.methods_used):
        if method == "interview":
            counted = np.broadcast_to(counted, defined.shape).copy()
            counted[m] *= defined[m]
    # One method after the other, as all sums here run: the same bits in a pool of any size.
    total = np.zeros(counted.shape[1:])
    for weights in counted:
        total += weights
    shares = np.divide(counted, total, out=np.zeros_like(counted), where=total > 0)
    return np.broadcast_to(shares, defined.shape)


def _mixed(by_method: Array, shares: Array) -> Array:
    """Return competency scores (C, n) from those of the methods; NaN when one that counts is undefined."""
    scores = np.where(shares[0] > 0, shares[0] * by_method[0], 0.0)
    for share, score in zip(shares[1:], by_method[1:], strict=True):
        scores += np.where(share > 0, share * score, 0.0)
    scores[~(shares > 0).any(axis=0)] = np.nan
    return scores


def _measurable(form: Array, pending: Mask | None) -> Mask:
    """Return which competencies the methods that are not pending measure, (C, 1) or (C, n)."""
    measures = form[:, :, None] > 0
    counted = measures if pending is None else measures & ~pending.T[:, None, :]
    return np.logical_or.reduce(counted, axis=0)


def _families(competencies: Array, scheme: Scheme, measurable: Mask) -> tuple[Array, Array]:
    """Return family scores (F, n) and each competency's weight inside its family (C, n).

    A family that rests on less than 80 % of its weight is undefined: another family under the same name would
    be compared. What no item asks about, or only methods that are pending, is none of that weight.
    """
    families = np.full((len(FAMILIES), competencies.shape[1]), np.nan)
    inside = np.zeros_like(competencies)
    for f, members in enumerate(FAMILIES.values()):
        rows = [COMPETENCIES.index(competency) for competency in members]
        total = np.zeros(competencies.shape[1])
        score = np.zeros(competencies.shape[1])
        for c in rows:
            inside[c] = np.where(np.isnan(competencies[c]), 0.0, scheme.weights[COMPETENCIES[c]])
            total += inside[c]
            score += inside[c] * np.nan_to_num(competencies[c], nan=0.0)
        whole = sum(scheme.weights[COMPETENCIES[c]] * measurable[c] for c in rows)
        enough = (total > 0) & (total >= ANSWERED_SHARE * whole - TOLERANCE)
        np.divide(score, total, out=families[f], where=enough)
        inside[rows] /= np.where(total > 0, total, 1.0)
    return families, inside


def _composite(families: Array, inside: Array, scheme: Scheme) -> tuple[Array, Array]:
    """Return composite (n,) and each competency's effective weight in it (C, n)."""
    composite = np.zeros(families.shape[1])
    weights = np.empty_like(inside)
    for f, (family, members) in enumerate(FAMILIES.items()):
        share = scheme.family_weights[family]
        weights[[COMPETENCIES.index(competency) for competency in members]] = share
        # A family that weighs nothing cannot leave the composite undefined.
        composite += share * families[f] if share else 0.0
    weights *= inside
    weights[:, np.isnan(composite)] = np.nan
    return composite, weights


def coefficient_columns(points: Array, scores: ScaleScores, scheme: Scheme) -> Iterator[Array]:
    """Yield, item by item, how much one point more on it adds to each composite.

    Parameters
    ----------
    points : array of shape (n, J)
    scores : ScaleScores
        What scale_scores made of them.
    scheme : Scheme

    Yields
    ------
    array of shape (n,)
        a_ij = sum over competencies of W_c v_c l_jc / (loading on c answered), v_c being the weight of the
        item's method in c and the loading answered that of the method: the composite is the sum of a_ij p_ij.
        0 for an item without points or of a pending method; NaN for a candidate without composite.
    """
    weights = scores.weights.T * scores.shares.T
    per_loading = np.divide(
        weights, scores.answered.T, out=np.zeros_like(scores.answered.T), where=weights != 0
    )
    without = np.isnan(scores.composite)
    for j, item in enumerate(scheme.items):
        method = scheme.methods_used.index(item.method)
        column = np.zeros(len(points))
        for competency, loading in item.loadings.items():
            column += loading * per_loading[method, COMPETENCIES.index(competency)]
        column[np.isnan(points[:, j])] = 0.0
        column[without] = np.nan
        yield column


def coefficients(points: Array, scores: ScaleScores, scheme: Scheme) -> Array:
    """Return coefficient_columns as one array of shape (n, J)."""
    return np.stack(list(coefficient_columns(points, scores, scheme)), axis=1)


def form_coefficients(scheme: Scheme) -> Array:
    """Return the coefficients of someone with points on every item, shape (J,); NaN without composite."""
    points = np.zeros((1, len(scheme.items)))
    return coefficients(points, scale_scores(points, scheme), scheme)[0]


def indicative_competencies(scheme: Scheme) -> frozenset[str]:
    """Return the competencies that fewer than 6 items with a loading of .20 or more measure."""
    return frozenset(
        competency
        for competency in COMPETENCIES
        if sum(item.loadings.get(competency, 0.0) >= STRONG_LOADING for item in scheme.items)
        < INDICATIVE_BELOW
    )
