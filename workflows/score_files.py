"""From a form and a file of answers to a table of scores, without a database."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np

from scoring.formats import FORMATS, person_points
from scoring.points import UNDEFINED, FormatPoints, Key
from scoring.scheme import COMPETENCIES, FAMILIES, Scheme
from scoring.scores import Scores, score_points
from workflows.answer_file import AnswerFile, read_answers
from workflows.form_file import read_scheme
from workflows.whole_file import whole_files

COLUMNS = ("candidate", "n_answered", *COMPETENCIES, *FAMILIES, "composite", "sem", "flags")
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
    scheme = read_scheme(form, report)
    # Opened before the work: a place that cannot be written is known at once.
    outputs = [path for path in (out, items) if path is not None]
    with whole_files(outputs, inputs=[form, answers]) as files:
        read = read_answers(answers, scheme, report, lambda share: progress(READING * share))
        people = _people(read, scheme, lambda share: progress(READING + SCORING * share))
        _write_scores(files[0], people, score_points(_table(people, scheme), scheme))
        if items is not None:
            _write_points(files[1], people, scheme)
    progress(1.0)
    return ScoredFiles(len(people), read.n_bad_lines)


def _people(read: AnswerFile, scheme: Scheme, progress: Callable[[float], None]) -> list[_Person]:
    """Score each candidate's answers item by item, in order of candidate."""
    keys = scheme.keys_by_format()
    known = _known_points(read, scheme)
    people: list[_Person] = []
    for candidate in sorted(read.given):
        given = {item: text for item, text in read.given[candidate].items() if text is not None}
        people.append(_Person(candidate, len(given), _points(given, read, keys, known)))
        if not len(people) % PEOPLE_PER_STEP:
            progress(len(people) / len(read.given))
    return people


def _known_points(read: AnswerFile, scheme: Scheme) -> dict[str, dict[bytes, FormatPoints]]:
    """Score each different answer once, in the formats whose items do not depend on each other."""
    return {
        item.id: {
            text: FORMATS[item.format].points({item.id: item.key}, {item.id: answer})
            for text, answer in read.distinct[item.id].items()
        }
        for item in scheme.items
        if not FORMATS[item.format].is_joint
    }


def _points(
    given: dict[str, bytes],
    read: AnswerFile,
    keys: Mapping[str, Mapping[str, Key]],
    known: dict[str, dict[bytes, FormatPoints]],
) -> FormatPoints:
    """Score one candidate's answers: what is known is looked up, what is joint is scored together."""
    joint = {item: read.distinct[item][text] for item, text in given.items() if item not in known}
    scored = person_points({name: keys[name] for name in keys if FORMATS[name].is_joint}, joint)
    flags = scored.flags
    for item, text in given.items():
        if item in known:
            points = known[item][text]
            scored.points.update(points.points)
            flags |= points.flags
    return FormatPoints(scored.points, flags)


def _table(people: list[_Person], scheme: Scheme) -> np.ndarray:
    """Return points as an array of shape (candidates, items), NaN = none."""
    ids = [item.id for item in scheme.items]
    # Column by column in memory, as sums over the form read it.
    table = np.empty((len(people), len(ids)), order="F")
    for row, person in enumerate(people):
        points = person.scored.points
        table[row] = [points.get(item, UNDEFINED) for item in ids]
    return table


def _write_scores(file: TextIO, people: list[_Person], scores: Scores) -> None:
    """Write scores.csv."""
    numbers = np.column_stack([scores.competencies, scores.families, scores.composite, scores.sem])
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for person, row, flags in zip(people, numbers, scores.flags, strict=True):
        codes = ";".join(sorted(flags | person.scored.flags))
        writer.writerow([person.candidate, person.n_answered, *_cells(row.tolist()), codes])


def _write_points(file: TextIO, people: list[_Person], scheme: Scheme) -> None:
    """Write items.csv: one row per answer that was given, in the form's order."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("candidate", "item", "points"))
    for person in people:
        points = person.scored.points
        given = [item.id for item in scheme.items if item.id in points]
        cells = _cells(points[item] for item in given)
        writer.writerows((person.candidate, item, cell) for item, cell in zip(given, cells, strict=True))


def _cells(numbers: Iterable[float]) -> list[float | None]:
    """Return numbers to write, None = undefined, an empty cell; the csv module writes them bit for bit."""
    return [None if math.isnan(number) else number for number in numbers]
