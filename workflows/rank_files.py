"""From a table of scores to a table of ranks with their uncertainty, without a database."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from errors import BadScores, FileTrouble
from scoring.pending import pending_flags, ranked_together
from scoring.standing import ASSUMED_RELIABILITY, Standing, rank_candidates
from workflows.whole_file import whole_files

NEEDED = ("candidate", "composite", "sem")
COLUMNS = (*NEEDED, "tier", "expected_rank", "rank_low", "rank_high", "p_top_k")


FLAGS = "flags"
"""Read when it is there: people for whom different methods are pending cannot be compared."""


class _Row(NamedTuple):
    """One row of scores; NaN = empty."""

    candidate: str
    composite: float
    sem: float
    pending: frozenset[str] = frozenset()
    """Flags that say that a method is pending."""


def rank_files(
    scores: Path,
    out: Path,
    *,
    places: int,
    reliability: float = ASSUMED_RELIABILITY,
    seed: int | None = None,
    report: Callable[[str], None],
) -> int:
    """Rank every candidate of a table of scores.

    Parameters
    ----------
    scores : Path
        CSV with the columns candidate, composite, sem, and any others; a row without composite or sem is
        listed without rank. Where rows differ in the pending methods that ``flags`` names, those for whom
        the least is pending are ranked, and the others listed without rank.
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
        rows = _read(scores, report)
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
    if standing.tier is not None:
        return standing
    return tuple(None if cell != cell else cell for cell in standing)


def _read(path: Path, report: Callable[[str], None]) -> list[_Row]:
    """Read all rows, or report every bad one and refuse."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = _columns(path, next(reader, []))
            lines = ((reader.line_num, line) for line in reader if line)
            return _rows(path, columns, lines, report)
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadScores(f"{path}: expected CSV in UTF-8 ({error})") from error


def _columns(path: Path, header: list[str]) -> list[int]:
    """Return where the columns that ranking needs stand, or refuse."""
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise BadScores(f"{path}: expected the columns {', '.join(NEEDED)}; {', '.join(missing)} missing")
    return [header.index(column) for column in (*NEEDED, FLAGS) if column in header]


def _rows(
    path: Path, columns: list[int], lines: Iterable[tuple[int, list[str]]], report: Callable[[str], None]
) -> list[_Row]:
    """Read rows one by one; refuse the whole when one is bad."""
    rows: dict[str, _Row] = {}
    n_bad = 0
    for number, line in lines:
        name, composite, sem, *flags = (line[at] if at < len(line) else None for at in columns)
        try:
            pending = pending_flags(flag for cell in flags for flag in (cell or "").split(";"))
            row = _Row(_name(name, rows), _number("composite", composite), _number("sem", sem), pending)
            if row.sem < 0:
                raise BadScores(f"sem: expected 0 or more, got {row.sem}")
            rows[row.candidate] = row
        except BadScores as error:
            n_bad += 1
            report(f"{path}:{number}: {error}")
    if n_bad:
        raise BadScores(f"{path}: {n_bad} bad rows; nothing was written, as each row moves all ranks")
    return list(rows.values())


def _name(name: str | None, rows: Mapping[str, _Row]) -> str:
    """Read a candidate that has not been named before."""
    if not name or not name.strip():
        raise BadScores("candidate: expected a name")
    if name in rows:
        raise BadScores(f"candidate: expected each name once, got {name!r:.80} again")
    return name


def _number(column: str, text: str | None) -> float:
    """Read a finite number, or NaN from an empty cell."""
    if text is None:
        raise BadScores(f"{column}: expected as many cells as there are columns")
    if not text.strip():
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        raise BadScores(f"{column}: expected a finite number or nothing, got {text!r:.80}")
    return number
