"""A file of answers: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import orjson

from errors import AnswerError, FileTrouble
from scoring.formats import FORMATS
from scoring.scheme import Scheme

FIELDS = {"candidate", "item", "answer"}
LINES_PER_STEP = 20_000

Answers = dict[str, dict[str, object]]
"""Candidate -> item id -> answer; None = seen and skipped."""


class AnswerFile(NamedTuple):
    """What a file of answers held."""

    answers: Answers
    """Of every candidate with at least one good line."""
    n_bad_lines: int


class _Line(NamedTuple):
    """One good line."""

    candidate: str
    item: str
    answer: object


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
    """
    answers: Answers = {}
    n_bad = 0
    accept = _acceptance(scheme)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            done = 0
            for number, raw in enumerate(file, start=1):
                done += len(raw)
                if not number % LINES_PER_STEP:
                    progress(done / size)
                if raw.isspace():
                    continue
                try:
                    _keep(answers, accept(raw))
                except AnswerError as error:
                    n_bad += 1
                    report(f"{path}:{number}: {error}")
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    return AnswerFile(answers, n_bad)


def _keep(answers: Answers, line: _Line) -> None:
    """Add a line, unless its candidate has answered the item before."""
    given = answers.get(line.candidate)
    if given is None:
        given = answers[line.candidate] = {}
    if line.item in given:
        raise AnswerError("item", f"one line for {line.item} by this candidate; the first stands", line.item)
    given[line.item] = line.answer


def _acceptance(scheme: Scheme) -> Callable[[bytes], _Line]:
    """Return a function that reads one line or raises AnswerError."""
    items = {item.id: (item.id, FORMATS[item.format].check, item.key) for item in scheme.items}

    def accept(raw: bytes) -> _Line:
        candidate, item, answer = _fields(raw)
        if type(candidate) is not str or not candidate.strip():
            raise AnswerError("candidate", "a name or number of the candidate, as text", candidate)
        # The type comes first: an unhashable value cannot be looked up.
        if type(item) is not str or item not in items:
            raise AnswerError("item", "the id of an item of the form", item)
        item_id, check, key = items[item]
        if answer is not None:
            check(answer, key)
        # The form's own id, so that a million lines share a few texts.
        return _Line(candidate, item_id, answer)

    return accept


def _fields(raw: bytes) -> tuple[object, object, object]:
    """Parse a line into its three fields."""
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise AnswerError("line", f"one JSON object ({error})", raw[:60].decode(errors="replace")) from error
    if type(line) is not dict:
        raise AnswerError("line", "one JSON object", line)
    if line.keys() != FIELDS:
        wrong = sorted(FIELDS ^ line.keys())[0]
        raise AnswerError(wrong, "exactly the fields candidate, item and answer", sorted(line))
    return line["candidate"], line["item"], line["answer"]
