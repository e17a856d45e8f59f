"""Scoring and ranking of files, without a database: from a form and answers to tables of scores and ranks."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np

from domain import COMPETENCIES, FAMILIES
from errors import BadForm
from scoring.formats.formats import FORMATS, person_points, skipped_points
from scoring.formats.points import FormatPoints, merge_points
from scoring.formats.scheme import Scheme
from scoring.ranking.standing import Standing, rank_candidates
from scoring.scores.pool import pool_of
from scoring.scores.scores import ranked_together, score_pool
from workflows.comparison.pool import (
    CompletedInterviews,
    PersonMarks,
    add_interviews,
    counted_interviews,
    marked_items,
    with_marks,
)
from workflows.files.input_files import (
    AnswerFile,
    MarkFile,
    RatingFile,
    read_answers,
    read_form,
    read_marks,
    read_ratings,
)
from workflows.files.safe_files import whole_files
from workflows.files.score_table import NEEDED, read_scores
from workflows.files.workbook import harmless_in_csv

COLUMNS = ("candidate", "n_answered", *COMPETENCIES, *FAMILIES, "composite", "sem", "flags")
RANK_COLUMNS = (*NEEDED, "tier", "expected_rank", "rank_low", "rank_high", "p_top_k")
READING, SCORING = 0.6, 0.3
"""Shares of the time that go into reading and scoring; the rest goes into writing."""
PEOPLE_PER_STEP = 1_000


class ScoredFiles(NamedTuple):
    """What was done."""

    n_candidates: int
    n_bad_lines: int
    """Lines that were reported and left out."""


class _Person(NamedTuple):
    """One candidate between answers and scores."""

    candidate: str
    n_answered: int
    scored: FormatPoints


def score_files(
    form: Path,
    answers: Path,
    out: Path,
    *,
    marks: Path | None = None,
    ratings: Path | None = None,
    items: Path | None = None,
    report: Callable[[str], None],
    progress: Callable[[float], None] = lambda _: None,
) -> ScoredFiles:
    """Score every candidate of a file of answers.

    Parameters
    ----------
    form, answers : Path
        Frozen form (JSON) and answers (JSON lines).
    out : Path
        Scores (CSV), one row per candidate with at least one good line, sorted by candidate.
    marks : Path, optional
        Marks of written replies (JSON lines); a reply without enough of them is pending.
    ratings : Path, optional
        Interviewers' ratings (JSON lines), for a form with an interview; who has none is pending.
    items : Path, optional
        Points of every answer (CSV), in full precision.
    report : callable
        Told of every bad line, in words.
    progress : callable
        Told the share of the work that is done, 0 to 1.

    Raises
    ------
    FileTrouble, BadForm
        Nothing was written.
    """
    frozen = read_form(form, report)
    scheme = frozen.scheme
    if ratings is not None and frozen.guide is None:
        raise BadForm(f"{form}: interview: expected, as there are ratings")
    # Opened before the work: a place that cannot be written is known at once.
    outputs = [path for path in (out, items) if path is not None]
    inputs = [path for path in (form, answers, marks, ratings) if path is not None]
    with whole_files(outputs, inputs=inputs) as files:
        read = read_answers(answers, scheme, report, lambda share: progress(READING * share))
        marked = read_marks(marks, scheme, read, report) if marks is not None else MarkFile({}, 0)
        rated = RatingFile({}, 0)
        if ratings is not None and frozen.guide is not None:
            rated = read_ratings(ratings, frozen.guide, read.names, report)
        people = _people(read, marked, scheme, lambda share: progress(READING + SCORING * share))
        _write_scores(files[0], people, scheme, counted_interviews(frozen.form, rated.sheets))
        if items is not None:
            _write_points(files[1], people, scheme)
    progress(1.0)
    return ScoredFiles(len(people), read.n_bad_lines + marked.n_bad_lines + rated.n_bad_lines)


def _people(
    read: AnswerFile, marked: MarkFile, scheme: Scheme, progress: Callable[[float], None]
) -> list[_Person]:
    """Score each candidate's answers item by item, in order of candidate."""
    points_of = _PointsOf(read, scheme)
    people: list[_Person] = []
    for candidate in sorted(read.given):
        given = read.given[candidate]
        n_answered = sum(text is not None for text in given.values())
        people.append(_Person(candidate, n_answered, points_of(given, marked.marks.get(candidate, {}))))
        if not len(people) % PEOPLE_PER_STEP:
            progress(len(people) / len(read.given))
    return people


class _PointsOf:
    """Scores one candidate's answers: what is joint or marked for them, everything else once for all."""

    def __init__(self, read: AnswerFile, scheme: Scheme) -> None:
        self._read = read
        self._marked = marked_items(scheme)
        self._own_keys = {
            name: keys
            for name, keys in scheme.keys_by_format().items()
            if FORMATS[name].is_joint or FORMATS[name].is_marked
        }
        own = {item for keys in self._own_keys.values() for item in keys}
        self._skipped = {
            item: skipped_points(frozenset({item}), keys, FORMATS[name])
            for name, keys in scheme.keys_by_format().items()
            for item in keys
        }
        # Each different answer once, in the formats whose points rest on the answer alone.
        self._known: dict[str, dict[bytes, FormatPoints]] = {
            item.id: {
                text: FORMATS[item.format].points({item.id: item.key}, {item.id: answer})
                for text, answer in read.distinct[item.id].items()
            }
            for item in scheme.items
            if item.id not in own
        }

    def __call__(self, given: Mapping[str, bytes | None], marks: PersonMarks) -> FormatPoints:
        """Return the points of one candidate's answers; None = skipped, all of them = no points."""
        if all(text is None for text in given.values()):
            return merge_points([])
        own = {
            item: self._read.distinct[item][text]
            for item, text in given.items()
            if text is not None and item not in self._known
        }
        scored = person_points(self._own_keys, with_marks(own, marks, self._marked))
        known = [
            self._skipped[item] if text is None else self._known[item][text]
            for item, text in given.items()
            if text is None or item in self._known
        ]
        return merge_points([scored, *known])


def _write_scores(
    file: TextIO, people: list[_Person], scheme: Scheme, held: CompletedInterviews | None
) -> None:
    """Write scores.csv."""
    pool = pool_of([person.scored for person in people], scheme)
    flags = [person.scored.flags for person in people]
    if held is not None:
        pool, scheme, spoken = add_interviews(pool, scheme, held, [person.candidate for person in people])
        flags = [own | more for own, more in zip(flags, spoken, strict=True)]
    scores = score_pool(pool, scheme)
    numbers = np.column_stack([scores.competencies, scores.families, scores.composite, scores.sem])
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for person, row, own, flag in zip(people, numbers, flags, scores.flags, strict=True):
        codes = ";".join(sorted(own | flag))
        writer.writerow([harmless_in_csv(person.candidate), person.n_answered, *_cells(row.tolist()), codes])


def _write_points(file: TextIO, people: list[_Person], scheme: Scheme) -> None:
    """Write items.csv: one row per answer that was given, in the form's order."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("candidate", "item", "points"))
    for person in people:
        points = person.scored.points
        given = [item.id for item in scheme.items if item.id in points]
        cells = _cells(points[item] for item in given)
        name = harmless_in_csv(person.candidate)
        writer.writerows((name, item, cell) for item, cell in zip(given, cells, strict=True))


def _cells(numbers: Iterable[float]) -> list[float | None]:
    """Return numbers to write, None = undefined, an empty cell; the csv module writes them bit for bit."""
    return [None if math.isnan(number) else number for number in numbers]


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
        As in scoring.ranking.standing.rank_candidates.
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
        writer.writerow(RANK_COLUMNS)
        writer.writerows(_rank_cells(standing) for standing in standings)
    return len(standings)


def _rank_cells(standing: Standing) -> tuple[object, ...]:
    """Return a row to write; None = an empty cell. The csv module writes numbers so that no bit is lost."""
    name, *numbers = standing
    if standing.tier is None:
        numbers = [None if cell != cell else cell for cell in numbers]
    return harmless_in_csv(name), *numbers
