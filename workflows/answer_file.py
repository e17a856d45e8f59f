"""A file of answers: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import orjson

from errors import AnswerError
from scoring.formats import FORMATS
from scoring.scheme import Scheme
from workflows.json_lines import Line, keep_lines
from workflows.spelling import Spellings, name_in

FIELDS = ("candidate", "item", "answer")

Given = dict[str, bytes | None]
"""Item id -> answer as JSON; None = seen and skipped. Equal answers share one text: a million stay small."""


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
    reader = _Reader(scheme)
    n_bad = keep_lines(path, FIELDS, reader.keep, report, progress)
    return AnswerFile(reader.given, reader.distinct, reader.names, n_bad)


class _Reader:
    """Collects the answers of good lines."""

    def __init__(self, scheme: Scheme) -> None:
        self.given: dict[str, Given] = {}
        self.names = Spellings("candidate")
        self.distinct: dict[str, dict[bytes, object]] = {item.id: {} for item in scheme.items}
        self._texts: dict[bytes, bytes] = {}
        self._checks = {item.id: (FORMATS[item.format].check, item.key) for item in scheme.items}

    def keep(self, line: Line, place: str) -> None:
        """Keep the answer of one line, or raise AnswerError."""
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
