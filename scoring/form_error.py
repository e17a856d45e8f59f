"""How much chance a form will leave in its scores, before anybody sat it: from declared priors alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.error import answer_variances
from scoring.error_prior import MARKER_SD
from scoring.formats import FORMATS
from scoring.item_error import item_error
from scoring.level import CENTRE
from scoring.panels import Panels
from scoring.part_error import competency_sem, family_sem, shared_error
from scoring.pool import Marked, Pool
from scoring.scale import scale_scores
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme
from scoring.true_score import TRUE_SCORES

Array = NDArray[np.float64]

RATERS = 2
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
    pool = _somebody(scheme)
    error, scores = item_error(pool, scheme), scale_scores(pool.points, scheme)
    variances, shared = answer_variances(error, pool, scheme), shared_error(pool, error)
    own = competency_sem(pool.points, scores, scheme, variances, shared)[0]
    together = family_sem(pool.points, scores, scheme, variances, shared)[0]
    family_of = {code: family for family, members in FAMILIES.items() for code in members}
    return FormReliability(
        {code: _reliability(family_of[code], own[at]) for at, code in enumerate(COMPETENCIES)},
        {family: _reliability(family, together[at]) for at, family in enumerate(FAMILIES)},
    )


def _somebody(scheme: Scheme) -> Pool:
    """Return a pool of one, whose answers are all at the centre and say nothing about error."""
    points = np.full((1, len(scheme.items)), CENTRE)
    marked = np.array([item.format in FORMATS and FORMATS[item.format].is_marked for item in scheme.items])
    # Two markers as far apart as the prior expects, so that the prior stays what it is.
    marks = Marked(RATERS * marked[None, :].astype(np.int64), MARKER_SD**2 * marked[None, :])
    asked = np.flatnonzero([item.method == "interview" for item in scheme.items])
    ratings = np.full((1, RATERS, len(asked)), CENTRE)
    panels = Panels(np.arange(RATERS)[None, :], ratings, asked) if len(asked) else None
    return Pool(points, marked=marks if marked.any() else None, panels=panels)


def _reliability(family: str, sem: float) -> float:
    true = TRUE_SCORES[family].sd ** 2
    return 0.0 if np.isnan(sem) else float(true / (true + sem**2))
