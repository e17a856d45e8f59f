"""From a table of scores to a table of ranks with their uncertainty, without a database."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scoring.pending import ranked_together
from scoring.standing import Standing, rank_candidates
from workflows.cells import harmless_in_csv
from workflows.score_table import NEEDED, read_scores
from workflows.whole_file import whole_files

COLUMNS = (*NEEDED, "tier", "expected_rank", "rank_low", "rank_high", "p_top_k")


def rank_files(
    scores: Path,
    out: Path,
    *,
    places: int,
    reliability: float | None = None,
    seed: int | None = None,
    report: Callable[[str], None],
) -> int:
    """Rank every candidate of a table of scores.

    Parameters
    ----------
    scores : Path
        CSV as score_table.read_scores takes it; a row without composite or sem is listed without rank. Where
        rows differ in the pending methods that ``flags`` names, those for whom the least is pending are
        ranked, and the others listed without rank.
    out : Path
        CSV: ranked candidates by name, then those without rank.
    places, reliability, seed
        As in scoring.standing.rank_candidates.
    report : callable
        Told of every bad row, in words.

    Returns
    -------
    int
        Candidates listed.

    Raises
    ------
    FileTrouble, BadScores
        Nothing was written. One bad row is enough: leaving a candidate out would move all others.
    """
    with whole_files([out], inputs=[scores]) as files:
        rows = read_scores(scores, report)
        has_score = [not math.isnan(row.composite + row.sem) for row in rows]
        standings = rank_candidates(
            [row.candidate for row in rows],
            np.array([row.composite for row in rows], dtype=np.float64),
            np.array([row.sem for row in rows], dtype=np.float64),
            places=places,
            together=ranked_together([row.pending for row in rows], has_score),
            reliability=reliability,
            seed=seed,
        )
        writer = csv.writer(files[0], lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(standing) for standing in standings)
    return len(standings)


def _cells(standing: Standing) -> tuple[object, ...]:
    """Return a row to write; None = an empty cell. The csv module writes numbers so that no bit is lost."""
    name, *numbers = standing
    if standing.tier is None:
        numbers = [None if cell != cell else cell for cell in numbers]
    return harmless_in_csv(name), *numbers
