"""The rows that scores of a campaign rest on, in the record's order: a beginning of them is an earlier time.

Only of people who may still be compared: whoever withdrew, or was erased, is not read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, Text, cast, select

from data.comparison.results import IN_POOL
from data.schema import answer, candidate, mark, sitting
from data.schema_evaluation import interview, rating

Made = TypeVar("Made")
_Query = Select[*tuple[Any, ...]]

UNREADABLE = {"unreadable": True}
"""Stands for a stored value that is no JSON: nobody can have given it."""


class AnswerRow(NamedTuple):
    """One revision of one answer."""

    id: str
    item_id: str
    revision: int
    value: Any
    """None: skipped."""


class MarkRow(NamedTuple):
    """The marks of one reply by one marker."""

    id: str
    answer_id: str
    place: int
    marks: Any


class RatingRow(NamedTuple):
    """A rating of one question by one interviewer."""

    id: str
    account_id: str
    question_id: str
    rating: int | None


Ordered = TypeVar("Ordered", AnswerRow, MarkRow, RatingRow)


class Rows(NamedTuple):
    """The rows of each candidate, in the order of the record, whatever time they are from."""

    sittings: Mapping[str, str]
    """Candidate -> sitting, of everyone who may be compared and has begun."""
    answers: Mapping[str, tuple[AnswerRow, ...]]
    marks: Mapping[str, tuple[MarkRow, ...]]
    ratings: Mapping[str, tuple[RatingRow, ...]]


Place = Callable[[str, str], int]
"""Where a row stands in the record, by table and id; equal for rows that only their ids order."""


def campaign_rows(connection: Connection, campaign_id: str, place: Place) -> Rows:
    """Read every sitting, answer, mark and rating of a campaign as they lie in the database now."""
    read = _Reader()

    def ordered(table: str, by_candidate: dict[str, tuple[Ordered, ...]]) -> dict[str, tuple[Ordered, ...]]:
        return {
            candidate_id: tuple(sorted(rows, key=lambda row: (place(table, row.id), row.id)))
            for candidate_id, rows in by_candidate.items()
        }

    def rows_of(query: _Query, make: Callable[..., Made]) -> dict[str, tuple[Made, ...]]:
        by_candidate: defaultdict[str, list[Made]] = defaultdict(list)
        for row in connection.execute(query.where(candidate.c.campaign_id == campaign_id, IN_POOL)):
            by_candidate[row[0]].append(make(*row[1:]))
        return {candidate_id: tuple(made) for candidate_id, made in by_candidate.items()}

    begun = rows_of(_SITTINGS, lambda sitting_id: sitting_id)
    return Rows(
        sittings={candidate_id: sittings[0] for candidate_id, sittings in begun.items()},
        answers=ordered("answer", rows_of(_ANSWERS, lambda a, b, c, text: AnswerRow(a, b, c, read(text)))),
        marks=ordered("mark", rows_of(_MARKS, lambda a, b, c, text: MarkRow(a, b, c, read(text)))),
        ratings=ordered("rating", rows_of(_RATINGS, RatingRow)),
    )


class _Reader:
    """Reads stored JSON; many people give the same answer, which is read once and shared."""

    def __init__(self) -> None:
        self._values: dict[str | None, Any] = {None: None}

    def __call__(self, text: str | None) -> Any:
        if text not in self._values:
            self._values[text] = _json(text or "")
        return self._values[text]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return UNREADABLE


def _seated(query: _Query) -> _Query:
    return query.join(candidate, candidate.c.id == sitting.c.candidate_id)


_SITTINGS = _seated(select(candidate.c.id, sitting.c.id).select_from(sitting))
_ANSWERS = _seated(
    select(candidate.c.id, answer.c.id, answer.c.item_id, answer.c.revision, cast(answer.c.answer, Text))
    .select_from(answer)
    .join(sitting, sitting.c.id == answer.c.sitting_id)
)
_MARKS = _seated(
    select(candidate.c.id, mark.c.id, mark.c.answer_id, mark.c.place, cast(mark.c.marks, Text))
    .select_from(mark)
    .join(answer, answer.c.id == mark.c.answer_id)
    .join(sitting, sitting.c.id == answer.c.sitting_id)
)
_RATINGS = (
    select(candidate.c.id, rating.c.id, rating.c.account_id, rating.c.question_id, rating.c.rating)
    .select_from(rating)
    .join(interview, interview.c.id == rating.c.interview_id)
    .join(candidate, candidate.c.id == interview.c.candidate_id)
    .join(sitting, sitting.c.candidate_id == candidate.c.id)
)
