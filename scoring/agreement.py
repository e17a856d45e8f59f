"""Agreement of the markers of one prompt: every dimension of the rubric, and the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from errors import BadRatings
from scoring.agreement_alpha import krippendorff_alpha
from scoring.agreement_estimate import Estimate
from scoring.agreement_gwet import gwet_ac2
from scoring.agreement_kappa import quadratic_weighted_kappa
from scoring.agreement_share import adjacent_agreement, exact_agreement
from scoring.agreement_table import Rating, rating_table
from scoring.icc import intraclass_correlation
from scoring.rounding import DECIMALS

TOTAL = "total"
"""Name of the line about the sum of all dimensions."""


@dataclass(frozen=True)
class MarkRow:
    """What one marker gave to one reply."""

    reply: str
    marker: str
    marks: Mapping[str, float]
    """Dimension to mark; a dimension that is absent was not marked."""


@dataclass(frozen=True)
class Agreement:
    """How far markers agree on one dimension, in statistics that answer different questions."""

    exact: Estimate
    adjacent: Estimate
    quadratic_kappa: Estimate
    alpha: Estimate
    """Krippendorff's, ordinal."""
    ac2: Estimate
    """Gwet's, quadratic weights."""
    icc_single: Estimate
    icc_average: Estimate
    icc_k: float
    """Marks per reply that icc_average is about; NaN when undefined."""
    n: int
    """Replies marked twice or more."""
    n_markers: int
    """Markers who marked at least one of them."""


def agreement_report(
    rows: Sequence[MarkRow],
    dimensions: Sequence[str],
    categories: Sequence[float],
    *,
    rng: np.random.Generator,
) -> dict[str, Agreement]:
    """Estimate how far the markers of one prompt agree.

    Parameters
    ----------
    rows : sequence of MarkRow
        At most one per reply and marker, in any order: it changes nothing. Give the marks made blind; a third
        mark that was asked for because the first two differ would make agreement look worse than it is.
    dimensions : sequence of str
        Of the rubric, each once; none may be called "total".
    categories : sequence of increasing numbers
        The scale of every dimension.
    rng : numpy.random.Generator
        For the intervals that are resampled.

    Returns
    -------
    dict of str to Agreement
        By dimension in the order given, then "total": the sum of all dimensions, of marks that have them all.

    Raises
    ------
    BadRatings
        When a mark is not on the scale, a marker marked a reply twice, or a dimension is named wrongly.
    """
    if len({*dimensions, TOTAL}) != len(dimensions) + 1:
        raise BadRatings(f"dimensions: expected different names, none of them {TOTAL!r}")
    report = {
        name: _agreement([_rating(row, (name,)) for row in rows], categories, rng) for name in dimensions
    }
    totals = [_rating(row, dimensions) for row in rows]
    report[TOTAL] = _agreement(totals, possible_totals(categories, len(dimensions)), rng)
    return report


def possible_totals(categories: Sequence[float], n_dimensions: int) -> list[float]:
    """Return every sum that so many marks on this scale can have, in increasing order."""
    sums = {0.0}
    for _ in range(n_dimensions):
        sums = {round(total + float(category), DECIMALS) for total in sums for category in categories}
    return sorted(sums)


def _rating(row: MarkRow, names: Sequence[str]) -> Rating:
    """Return the sum of some marks; NaN when one is absent."""
    total = sum(float(row.marks.get(name, np.nan)) for name in names)
    return Rating(row.reply, row.marker, round(total, DECIMALS))


def _agreement(rows: Sequence[Rating], categories: Sequence[float], rng: np.random.Generator) -> Agreement:
    """Return all statistics of one column of marks."""
    table = rating_table(rows)
    rated = ~np.isnan(table)
    several = rated[rated.sum(axis=1) > 1]
    icc = intraclass_correlation(table)
    return Agreement(
        exact=exact_agreement(table),
        adjacent=adjacent_agreement(table),
        quadratic_kappa=quadratic_weighted_kappa(table, categories, rng=rng),
        alpha=krippendorff_alpha(table, "ordinal", rng=rng),
        ac2=gwet_ac2(table, categories),
        icc_single=icc.single,
        icc_average=icc.average,
        icc_k=icc.k,
        n=len(several),
        n_markers=int(several.any(axis=0).sum()),
    )
