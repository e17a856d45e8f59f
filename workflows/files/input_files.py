"""Input files of scoring: a frozen form; answers, marks and ratings, one JSON object per line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from assessments.form.digest import form_sha256
from errors import AnswerError, BadForm, FileTrouble
from scoring.formats.formats import FORMATS
from scoring.formats.marks import MOST_MARKERS, Marks, check_marks
from scoring.formats.points import read_object
from scoring.formats.scheme import Scheme, scheme_from_form
from scoring.interview.interview import Guide, Sheet, check_ratings, read_guide
from scoring.interview.interview_pool import with_questions
from workflows.common.text import Spellings, known_name, name_in
from workflows.comparison.pool import COUNTS, PoolMarks, marked_items
from workflows.files.strict_json import BadJson, Line, NotUtf8, keep_lines, strict_json, text_of

ANSWER_FIELDS = ("candidate", "item", "answer")
MARK_FIELDS = ("candidate", "item", "marker", "marks")
RATING_FIELDS = ("candidate", "interviewer", "ratings")
Given = dict[str, bytes | None]
"""Item id -> answer as JSON; None = seen and skipped. Equal answers share one text: a million stay small."""


class FormFile(NamedTuple):
    """What scoring needs of a form."""

    scheme: Scheme
    """Of the items alone."""
    guide: Guide | None
    """None = the form holds no interview."""
    form: dict[str, Any]
    """As it was read."""


def read_form(path: Path, report: Callable[[str], None]) -> FormFile:
    """Read a form and keep what scoring needs of it.

    Parameters
    ----------
    path : Path
        JSON; architecture §5 has the stable part.
    report : callable
        Told when the form's ``sha256`` is not that of its content: it can be scored with, but it is not the
        form that was frozen.

    Raises
    ------
    FileTrouble, BadForm
    """
    try:
        form = _json(path, path.read_bytes())
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    if not isinstance(form, dict):
        raise BadForm(f"{path}: expected a form, a JSON object with items")
    try:
        form_file = _read(form)
    except BadForm as error:
        raise BadForm(f"{path}: {error}") from error
    if "sha256" in form and form["sha256"] != form_sha256(form):
        report(f"{path}: sha256: does not match the content: changed since it was frozen")
    return form_file


def _json(path: Path, raw: bytes) -> object:
    """Parse a file of one JSON document."""
    try:
        return strict_json(text_of(raw).encode())
    except NotUtf8 as error:
        raise BadForm(f"{path}:{error.line}: {error}; save the file as UTF-8") from error
    except BadJson as error:
        raise BadForm(f"{path}:{error.line}: expected JSON ({error})") from error


def _read(form: dict[str, Any]) -> FormFile:
    scheme = scheme_from_form(form)
    if form.get("interview") is None:
        return FormFile(scheme, None, form)
    interview = read_object("interview", form["interview"])
    guide = read_guide(interview.get("questions"))
    # What a guide and the items cannot have together is known before anything is scored.
    with_questions(scheme, guide)
    counts = interview.get("counts", "raw")
    if counts not in COUNTS:
        raise BadForm(f"interview: counts: expected one of {', '.join(COUNTS)}, got {counts!r:.40}")
    return FormFile(scheme, guide, form)


class AnswerFile(NamedTuple):
    """What a file of answers held."""

    given: dict[str, Given]
    """Of every candidate with at least one good line."""
    distinct: dict[str, dict[bytes, object]]
    """Item id -> each different answer that was given to it, as JSON and parsed."""
    names: Spellings
    """Of the same candidates."""
    n_bad_lines: int


def read_answers(
    path: Path, scheme: Scheme, report: Callable[[str], None], progress: Callable[[float], None]
) -> AnswerFile:
    """Read every good line; report every other one with its number, the field and what was expected.

    Parameters
    ----------
    path : Path
        Lines ``{"candidate": ..., "item": ..., "answer": ...}``; empty lines are passed over.
    scheme : Scheme
        Whose items may be answered, and how.
    report : callable
        Told of each bad line. A bad line is as if it were not there; of two good lines for one candidate and
        item the first stands, the second is bad.
    progress : callable
        Told the share of the file that is read, 0 to 1.

    Raises
    ------
    FileTrouble
        As keep_lines: also when no line is good, or a candidate is spelled in two ways.
    """
    reader = _AnswerReader(scheme)
    n_bad = keep_lines(path, ANSWER_FIELDS, reader.keep, report, progress)
    return AnswerFile(reader.given, reader.distinct, reader.names, n_bad)


class _AnswerReader:
    """Collects the answers of good lines."""

    def __init__(self, scheme: Scheme) -> None:
        self.given: dict[str, Given] = {}
        self.names = Spellings("candidate")
        self.distinct: dict[str, dict[bytes, object]] = {item.id: {} for item in scheme.items}
        self._texts: dict[bytes, bytes] = {}
        self._checks = {item.id: (FORMATS[item.format].check, item.key) for item in scheme.items}

    def keep(self, line: Line, place: str) -> None:
        """Keep the answer of one line; AnswerError when it cannot be used."""
        candidate, item, answer = line["candidate"], line["item"], line["answer"]
        # A name that is known was looked at when it came first.
        if type(candidate) is not str or candidate not in self.given:
            candidate = name_in(line, "candidate")
        # The type comes first: an unhashable value cannot be looked up.
        if type(item) is not str or item not in self.distinct:
            raise AnswerError("item", "the id of an item of the form", item)
        text = None if answer is None else self._text(item, answer)
        given = self.given.get(candidate)
        if given is None:
            self.names.take(candidate, place)
            given = self.given[candidate] = {}
        if item in given:
            raise AnswerError("item", f"one line for {item} by this candidate; the first stands", item)
        given[item] = text

    def _text(self, item: str, answer: object) -> bytes:
        """Return the answer as JSON, checked when it is the first of its kind."""
        text = orjson.dumps(answer)
        known = self.distinct[item]
        if text not in known:
            check, key = self._checks[item]
            check(answer, key)
            known[text] = answer
        return self._texts.setdefault(text, text)


class MarkFile(NamedTuple):
    """What a file of marks held."""

    marks: PoolMarks
    n_bad_lines: int


def read_marks(path: Path, scheme: Scheme, answers: AnswerFile, report: Callable[[str], None]) -> MarkFile:
    """Read every good line; report every other one with its number, the field and what was expected.

    Parameters
    ----------
    path : Path
        Lines ``{"candidate": ..., "item": ..., "marker": ..., "marks": {"E": 4, ...}}``; empty lines are
        passed over.
    scheme : Scheme
        Whose open replies may be marked, and on which dimensions.
    answers : AnswerFile
        Only replies that were given can be marked.
    report : callable
        Told of each bad line. A bad line is as if it were not there; of a marker's two lines for one reply
        the first stands, and so do the first three markers of a reply.

    Raises
    ------
    FileTrouble
        As keep_lines: also when no line is good, or a marker or candidate is spelled in two ways.
    """
    reader = _MarkReader(scheme, answers)
    n_bad = keep_lines(path, MARK_FIELDS, reader.keep, report)
    return MarkFile(reader.marks(), n_bad)


class _MarkReader:
    """Collects the marks of good lines."""

    def __init__(self, scheme: Scheme, read: AnswerFile) -> None:
        marked = marked_items(scheme)
        self._dimensions = {item.id: tuple(item.key.weights) for item in scheme.items if item.id in marked}
        self._given = read.given
        self._candidates = read.names
        self._markers = Spellings("marker")
        self._marks: dict[str, dict[str, dict[str, Marks]]] = {}

    def marks(self) -> PoolMarks:
        """Return candidate -> item id -> marks, in the order of their lines."""
        return {
            candidate: {item: tuple(marks.values()) for item, marks in replies.items()}
            for candidate, replies in self._marks.items()
        }

    def keep(self, line: Line, place: str) -> None:
        """Keep the marks of one line; AnswerError when they cannot be used."""
        item, marks = line["item"], line["marks"]
        candidate = known_name(line, self._candidates)
        # The type comes first: an unhashable value cannot be looked up.
        if type(item) is not str or item not in self._dimensions:
            raise AnswerError("item", "the id of an open_reply item of the form", item)
        if self._given[candidate].get(item) is None:
            raise AnswerError("item", f"an item to which {candidate} wrote a reply", item)
        marker = name_in(line, "marker")
        self._markers.refuse_other(marker)
        check_marks(marks, self._dimensions[item])
        self._add(self._marks.setdefault(candidate, {}).setdefault(item, {}), marker, marks)
        self._markers.take(marker, place)

    def _add(self, marks_by_marker: dict[str, Marks], marker: str, marks: object) -> None:
        """Keep one marker's marks of one reply."""
        if marker in marks_by_marker:
            raise AnswerError("marker", "each marker once per reply; the first line stands", marker)
        if len(marks_by_marker) == MOST_MARKERS:
            raise AnswerError("marker", f"at most {MOST_MARKERS} per reply; the first lines stand", marker)
        marks_by_marker[marker] = marks  # pyright: ignore[reportArgumentType] - checked by the caller


class RatingFile(NamedTuple):
    """What a file of ratings held."""

    sheets: dict[str, dict[str, Sheet]]
    """Candidate -> interviewer -> sheet."""
    n_bad_lines: int


def read_ratings(
    path: Path, guide: Guide, candidates: Spellings, report: Callable[[str], None]
) -> RatingFile:
    """Read every good line; report every other one with its number, the field and what was expected.

    Parameters
    ----------
    path : Path
        Lines ``{"candidate": ..., "interviewer": ..., "ratings": {"Q1": 4, "Q2": null, ...}}``, with every
        question of the guide, null = not observed; empty lines are passed over.
    guide : Guide
    candidates : Spellings
        Of the file of answers: only people with answers can be rated.
    report : callable
        Told of each bad line. A bad line is as if it were not there; of an interviewer's two lines for one
        candidate the first stands.

    Raises
    ------
    FileTrouble
        As keep_lines: also when no line is good, or an interviewer or candidate is spelled in two ways.
    """
    sheets: dict[str, dict[str, Sheet]] = {}

    interviewers = Spellings("interviewer")

    def keep(line: Line, place: str) -> None:
        candidate, ratings = known_name(line, candidates), line["ratings"]
        interviewer = name_in(line, "interviewer")
        check_ratings(ratings, guide)
        interviewers.take(interviewer, place)
        if interviewer in sheets.get(candidate, {}):
            raise AnswerError(
                "interviewer", "each interviewer once per candidate; the first line stands", interviewer
            )
        sheets.setdefault(candidate, {})[interviewer] = ratings

    n_bad = keep_lines(path, RATING_FIELDS, keep, report)
    return RatingFile(sheets, n_bad)
