"""A file of answers: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from errors import AnswerError, FileTrouble
from scoring.formats import FORMATS
from scoring.scheme import Scheme

FIELDS = {"candidate", "item", "answer"}
LINES_PER_STEP = 20_000

Given = dict[str, bytes | None]
"""Item id -> answer as JSON; None = seen and skipped. Equal answers share one text: a million stay small."""


class AnswerFile(NamedTuple):
    """What a file of answers held."""

    given: dict[str, Given]
    """Of every candidate with at least one good line."""
    distinct: dict[str, dict[bytes, object]]
    """Item id -> each different answer that was given to it, as JSON and parsed."""
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
    """
    reader = _Reader(scheme)
    n_bad = 0
    try:
        for number, raw in enumerate(_lines(path, progress), start=1):
            try:
                if not raw.isspace():
                    reader.keep(raw)
            except AnswerError as error:
                n_bad += 1
                report(f"{path}:{number}: {error}")
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read ({error.strerror})") from error
    return AnswerFile(reader.given, reader.distinct, n_bad)


def _lines(path: Path, progress: Callable[[float], None]) -> Iterator[bytes]:
    """Yield the lines of a file, saying now and then how much of it is read."""
    size = path.stat().st_size
    done = 0
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            yield raw
            done += len(raw)
            if not number % LINES_PER_STEP:
                progress(done / max(size, done))


class _Reader:
    """Collects the answers of good lines."""

    def __init__(self, scheme: Scheme) -> None:
        self.given: dict[str, Given] = {}
        self.distinct: dict[str, dict[bytes, object]] = {item.id: {} for item in scheme.items}
        self._texts: dict[bytes, bytes] = {}
        self._checks = {item.id: (FORMATS[item.format].check, item.key) for item in scheme.items}

    def keep(self, raw: bytes) -> None:
        """Keep the answer of one line, or raise AnswerError."""
        candidate, item, answer = _fields(raw)
        if type(candidate) is not str or not candidate.strip():
            raise AnswerError("candidate", "a name or number of the candidate, as text", candidate)
        # The type comes first: an unhashable value cannot be looked up.
        if type(item) is not str or item not in self.distinct:
            raise AnswerError("item", "the id of an item of the form", item)
        text = None if answer is None else self._text(item, answer)
        given = self.given.get(candidate)
        if given is None:
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
