"""A file of marks: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from errors import AnswerError
from scoring.marks import MOST_MARKERS, Marks, check_marks
from scoring.scheme import Scheme
from workflows.answer_file import AnswerFile
from workflows.json_lines import Line, keep_lines
from workflows.marked import PoolMarks, marked_items
from workflows.spelling import Spellings, known_name, name_in

FIELDS = ("candidate", "item", "marker", "marks")


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
    reader = _Reader(scheme, answers)
    n_bad = keep_lines(path, FIELDS, reader.keep, report)
    return MarkFile(reader.marks(), n_bad)


class _Reader:
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
        """Keep the marks of one line, or raise AnswerError."""
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

    def _add(self, so_far: dict[str, Marks], marker: str, marks: object) -> None:
        """Keep one marker's marks of one reply."""
        if marker in so_far:
            raise AnswerError("marker", "each marker once per reply; the first line stands", marker)
        if len(so_far) == MOST_MARKERS:
            raise AnswerError("marker", f"at most {MOST_MARKERS} per reply; the first lines stand", marker)
        so_far[marker] = marks  # pyright: ignore[reportArgumentType] - checked by the caller
