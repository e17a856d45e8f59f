"""A file of interviewers' ratings: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple

from errors import AnswerError
from scoring.interview import Guide, Sheet, check_ratings
from workflows.json_lines import keep_lines, parsed

FIELDS = ("candidate", "interviewer", "ratings")


class RatingFile(NamedTuple):
    """What a file of ratings held."""

    sheets: dict[str, dict[str, Sheet]]
    """Candidate -> interviewer -> sheet."""
    n_bad_lines: int


def read_ratings(
    path: Path, guide: Guide, candidates: Collection[str], report: Callable[[str], None]
) -> RatingFile:
    """Read every good line; report every other one with its number, the field and what was expected.

    Parameters
    ----------
    path : Path
        Lines ``{"candidate": ..., "interviewer": ..., "ratings": {"Q1": 4, "Q2": null, ...}}``, with every
        question of the guide, null = not observed; empty lines are passed over.
    guide : Guide
    candidates : collection of str
        Only people with answers can be rated.
    report : callable
        Told of each bad line. A bad line is as if it were not there; of an interviewer's two lines for one
        candidate the first stands.

    Raises
    ------
    FileTrouble
    """
    sheets: dict[str, dict[str, Sheet]] = {}

    def keep(raw: bytes) -> None:
        line = parsed(raw, FIELDS)
        candidate, interviewer, ratings = (line[name] for name in FIELDS)
        # The type comes first: an unhashable value cannot be looked up.
        if type(candidate) is not str or candidate not in candidates:
            raise AnswerError("candidate", "a candidate of the file of answers", candidate)
        if type(interviewer) is not str or not interviewer.strip():
            raise AnswerError("interviewer", "a name or number of the interviewer, as text", interviewer)
        check_ratings(ratings, guide)
        if interviewer in sheets.get(candidate, {}):
            raise AnswerError(
                "interviewer", "each interviewer once per candidate; the first line stands", interviewer
            )
        sheets.setdefault(candidate, {})[interviewer] = ratings

    n_bad = keep_lines(path, keep, report, lambda _: None)
    return RatingFile(sheets, n_bad)
