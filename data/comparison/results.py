"""Results that a comparison reads: people of a campaign, how far they are, and the answers that count.

Try-outs and withdrawn people are never here. Names are asked for apart (``names_of``), so that nothing that
compares can show one by accident.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, select
from sqlalchemy.engine import Connection

from data.common.rows import columns_for
from data.schema import answer, candidate, sitting

IN_POOL = and_(
    candidate.c.is_try_out.is_(False), candidate.c.withdrawn_at.is_(None), sitting.c.withdrawn_at.is_(None)
)
"""Condition on a candidate joined with their sitting, if they have one."""


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate and how far they are."""

    candidate_id: str
    pseudonym: str
    sitting_id: str | None
    finished_at: dt.datetime | None
    n_seen: int
    """Items answered or skipped."""
    n_revisions: int
    last_answer_id: str | None
    """With ``n_revisions`` it says whether answers changed: they are append-only and their ids grow."""
    is_ended_by_deadline: bool = False


class FinishedState(NamedTuple):
    """Says whether who finished, or what they answered, has changed, without reading it."""

    n: int
    last_at: dt.datetime | None
    n_answers: int
    """Revisions; answers are append-only and their ids grow."""
    last_answer_id: str | None


class Named(NamedTuple):
    """The name behind a pseudonym."""

    name: str
    pseudonym: str


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The answer that counts, with where it came from."""

    candidate_id: str
    item_id: str
    revision: int
    value: Any
    language: str
    answered_at: dt.datetime


_AS_TEXT = cast(answer.c.answer, Text)


def finished_people(connection: Connection, campaign_id: str) -> tuple[Person, ...]:
    """Return everyone who may be compared now, by id."""
    return _people(connection, campaign_id, sitting.c.finished_at.is_not(None))


def unfinished_people(connection: Connection, campaign_id: str) -> tuple[Person, ...]:
    """Return everyone who may be compared later, by id."""
    return _people(connection, campaign_id, sitting.c.finished_at.is_(None))


def _people(connection: Connection, campaign_id: str, which: ColumnElement[bool]) -> tuple[Person, ...]:
    query = (
        select(
            *columns_for(
                Person,
                candidate_id=candidate.c.id,
                pseudonym=candidate.c.pseudonym,
                sitting_id=sitting.c.id,
                finished_at=sitting.c.finished_at,
                n_seen=func.count(answer.c.item_id.distinct()),
                n_revisions=func.count(answer.c.id),
                last_answer_id=func.max(answer.c.id),
                is_ended_by_deadline=sitting.c.ended_by_deadline_at.is_not(None),
            )
        )
        .select_from(candidate)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .outerjoin(answer, answer.c.sitting_id == sitting.c.id)
        .where(candidate.c.campaign_id == campaign_id, IN_POOL, which)
        .group_by(
            candidate.c.id,
            candidate.c.pseudonym,
            sitting.c.id,
            sitting.c.finished_at,
            sitting.c.ended_by_deadline_at,
        )
        .order_by(candidate.c.id)
    )
    return tuple(Person(*row) for row in connection.execute(query))


def finished_state(connection: Connection, campaign_id: str) -> FinishedState:
    """Return how many finished, when the last one did, and how many answers they gave."""
    finished = (
        select(func.count(sitting.c.id), func.max(sitting.c.finished_at))
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, IN_POOL, sitting.c.finished_at.is_not(None))
    )
    answered = _finished(select(func.count(answer.c.id), func.max(answer.c.id)), campaign_id)
    return FinishedState(*connection.execute(finished).one(), *connection.execute(answered).one())


def finished_answers(connection: Connection, campaign_id: str) -> dict[str, dict[str, Any]]:
    """Return candidate id -> item id -> newest answer (None: skipped), for everyone who finished.

    Equal answers are one shared object: callers must not change them.
    """
    query = _finished(select(candidate.c.id, answer.c.item_id, _AS_TEXT), campaign_id)
    answers_by_person: dict[str, dict[str, Any]] = {}
    # Many people give the same answer: each text is read once, and its value shared.
    values: dict[str | None, Any] = {None: None}
    # Revisions come in their order, so that the last one written into the mapping is the newest.
    for row in connection.execute(query.order_by(answer.c.revision)).all():
        candidate_id, item_id, text = row[0], row[1], row[2]
        if text not in values:
            values[text] = json.loads(text)
        answers_by_person.setdefault(candidate_id, {})[item_id] = values[text]
    return answers_by_person


def given_answers(connection: Connection, campaign_id: str) -> Iterator[GivenAnswer]:
    """Yield the newest answers of everyone who finished, by candidate and item."""
    columns = (answer.c.item_id, answer.c.revision, answer.c.answer, answer.c.language, answer.c.answered_at)
    query = _finished(select(candidate.c.id, *columns), campaign_id)
    newest: GivenAnswer | None = None
    for row in connection.execute(query.order_by(candidate.c.id, answer.c.item_id, answer.c.revision)):
        revision = GivenAnswer(*row)
        if newest and (newest.candidate_id, newest.item_id) != (revision.candidate_id, revision.item_id):
            yield newest
        newest = revision
    if newest:
        yield newest


def names_of(connection: Connection, campaign_id: str) -> dict[str, Named]:
    """Return candidate id -> name and pseudonym, for everyone who may be compared."""
    query = (
        select(candidate.c.id, candidate.c.name, candidate.c.pseudonym)
        .outerjoin(sitting, sitting.c.candidate_id == candidate.c.id)
        .where(candidate.c.campaign_id == campaign_id, IN_POOL)
    )
    return {row[0]: Named(row[1], row[2]) for row in connection.execute(query)}


def _finished(columns: Select[*tuple[Any, ...]], campaign_id: str) -> Select[*tuple[Any, ...]]:
    """Limit a query to answers of everyone who finished and may be compared."""
    return (
        columns.select_from(answer)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(candidate.c.campaign_id == campaign_id, IN_POOL, sitting.c.finished_at.is_not(None))
    )
