"""A file of interviewers' ratings: one JSON object per line, each line checked for itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from errors import AnswerError
from scoring.interview import Guide, Sheet, check_ratings
from workflows.json_lines import Line, keep_lines
from workflows.spelling import Spellings, known_name, name_in

FIELDS = ("candidate", "interviewer", "ratings")


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

    n_bad = keep_lines(path, FIELDS, keep, report)
    return RatingFile(sheets, n_bad)
