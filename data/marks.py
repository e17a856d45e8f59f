"""Marks as markers submitted them: append-only, one per reply and marker, in places 1 to 3."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from data.ids import new_id
from data.pool import IN_POOL
from data.replies import is_newest
from data.schema import answer, candidate, mark, sitting
from data.written import insert_row

Marks = Mapping[str, int]
"""Dimension -> mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one marker gave to one reply."""

    answer_id: str
    account_id: str
    place: int
    """1 to 3, in the order submitted."""
    marks: Marks
    note: str


class MarksState(NamedTuple):
    """Says whether marks were added: they are append-only."""

    n: int
    last_id: str | None


_COLUMNS = (mark.c.answer_id, mark.c.account_id, mark.c.place, mark.c.marks, mark.c.note)


def add_mark(connection: Connection, given: Mark, *, rubric_sha256: str, now: dt.datetime) -> str:
    """Store marks in a place that is free, and return their id."""
    mark_id = new_id()
    row = {
        "id": mark_id, "answer_id": given.answer_id, "account_id": given.account_id,
        "rubric_sha256": rubric_sha256, "marks": dict(given.marks), "note": given.note,
        "place": given.place, "submitted_at": now,
    }  # fmt: skip
    insert_row(connection, mark, row)
    return mark_id


def marks_of_reply(connection: Connection, answer_id: str) -> tuple[Mark, ...]:
    """Return the marks of one reply by place."""
    query = select(*_COLUMNS).where(mark.c.answer_id == answer_id).order_by(mark.c.place)
    return tuple(Mark(*row) for row in connection.execute(query))


def marks_of_prompt(connection: Connection, campaign_id: str, item_id: str) -> dict[str, tuple[Mark, ...]]:
    """Return answer id -> its marks by place, for every reply to one prompt that may be compared."""
    query = _in_pool(select(*_COLUMNS), campaign_id, [item_id]).order_by(mark.c.place)
    found: defaultdict[str, list[Mark]] = defaultdict(list)
    for row in connection.execute(query):
        found[row[0]].append(Mark(*row))
    return {answer_id: tuple(given) for answer_id, given in found.items()}


def pool_marks(
    connection: Connection, campaign_id: str, item_ids: Collection[str]
) -> dict[str, dict[str, tuple[Marks, ...]]]:
    """Return candidate id -> item id -> marks by place, of everyone who may be compared."""
    columns = (candidate.c.id, answer.c.item_id, mark.c.marks)
    query = _in_pool(select(*columns), campaign_id, item_ids).order_by(mark.c.place)
    found: dict[str, dict[str, tuple[Marks, ...]]] = {}
    for candidate_id, item_id, marks in connection.execute(query):
        of_person = found.setdefault(candidate_id, {})
        of_person[item_id] = (*of_person.get(item_id, ()), marks)
    return found


def marks_state(connection: Connection, campaign_id: str, item_ids: Collection[str]) -> MarksState:
    """Return how many marks there are and which came last, without reading them."""
    query = _in_pool(select(func.count(mark.c.id), func.max(mark.c.id)), campaign_id, item_ids)
    return MarksState(*connection.execute(query).one())


def n_marked(connection: Connection, campaign_id: str) -> dict[str, int]:
    """Return account id -> how many marks they have submitted in a campaign."""
    query = _joined(select(mark.c.account_id, func.count(mark.c.id))).where(
        candidate.c.campaign_id == campaign_id
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(mark.c.account_id))}


def _in_pool(
    columns: Select[*tuple[Any, ...]], campaign_id: str, item_ids: Collection[str]
) -> Select[*tuple[Any, ...]]:
    return _joined(columns).where(
        candidate.c.campaign_id == campaign_id, answer.c.item_id.in_(item_ids), IN_POOL, is_newest()
    )


def _joined(columns: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        columns.select_from(mark)
        .join(answer, answer.c.id == mark.c.answer_id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
    )
