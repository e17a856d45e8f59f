"""Written replies that people mark, the marks as they were submitted, and drafts of marks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Exists, Select, exists, func, or_, select

from data.audit.written import delete_rows, insert_row, put_row
from data.common.ids import new_id
from data.comparison.results import IN_POOL
from data.schema import answer, campaign, candidate, mark, mark_draft, sitting

_later = answer.alias("later")


def is_newest() -> ColumnElement[bool]:
    """Return the condition that an answer is the newest revision of its item."""
    newer: Exists = exists().where(
        _later.c.sitting_id == answer.c.sitting_id,
        _later.c.item_id == answer.c.item_id,
        _later.c.revision > answer.c.revision,
    )
    return ~newer


def replies_to_mark(
    connection: Connection,
    campaign_id: str,
    item_id: str,
    before: dt.datetime,
    *,
    among: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return the ids of the replies to one prompt of everyone whose sitting is over, in no order.

    A sitting is over when it was finished or its deadline lies ``before`` that time. Skipped prompts have no
    reply. ``among`` looks at these answers only.
    """
    deadline = func.coalesce(candidate.c.deadline_at, campaign.c.deadline_at)
    query = (
        select(answer.c.id)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .join(campaign, campaign.c.id == candidate.c.campaign_id)
        .where(
            candidate.c.campaign_id == campaign_id,
            answer.c.item_id == item_id,
            answer.c.answer.is_not(None),
            or_(sitting.c.finished_at.is_not(None), deadline < before),
            IN_POOL,
            is_newest(),
        )
    )
    if among is not None:
        query = query.where(answer.c.id.in_(among))
    return tuple(connection.scalars(query))


def reply_text(connection: Connection, answer_id: str, *, lock: bool = False) -> str:
    """Return what was written; ``lock`` holds its row until the transaction ends (PostgreSQL)."""
    query = select(answer.c.answer).where(answer.c.id == answer_id)
    return connection.execute(query.with_for_update() if lock else query).scalar_one()


def writers_and_texts(connection: Connection, campaign_id: str, item_id: str) -> dict[str, tuple[str, str]]:
    """Return answer id -> (candidate id, text) of every reply to one prompt that may be compared."""
    query = (
        select(answer.c.id, candidate.c.id, answer.c.answer)
        .join(sitting, sitting.c.id == answer.c.sitting_id)
        .join(candidate, candidate.c.id == sitting.c.candidate_id)
        .where(
            candidate.c.campaign_id == campaign_id,
            answer.c.item_id == item_id,
            answer.c.answer.is_not(None),
            IN_POOL,
            is_newest(),
        )
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


Marks = Mapping[str, int]
"""Dimension -> mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The marks of one reply by one marker."""

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


def add_mark(connection: Connection, new: Mark, *, rubric_sha256: str, now: dt.datetime) -> str:
    """Store marks in a place that is free, and return their id."""
    mark_id = new_id()
    row = {
        "id": mark_id, "answer_id": new.answer_id, "account_id": new.account_id,
        "rubric_sha256": rubric_sha256, "marks": dict(new.marks), "note": new.note,
        "place": new.place, "submitted_at": now,
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
    marks_by_reply: defaultdict[str, list[Mark]] = defaultdict(list)
    for row in connection.execute(query):
        marks_by_reply[row[0]].append(Mark(*row))
    return {answer_id: tuple(marks) for answer_id, marks in marks_by_reply.items()}


def pool_marks(
    connection: Connection, campaign_id: str, item_ids: Collection[str]
) -> dict[str, dict[str, tuple[Marks, ...]]]:
    """Return candidate id -> item id -> marks by place, of everyone who may be compared."""
    columns = (candidate.c.id, answer.c.item_id, mark.c.marks)
    query = _in_pool(select(*columns), campaign_id, item_ids).order_by(mark.c.place)
    marks_by_person: dict[str, dict[str, tuple[Marks, ...]]] = {}
    for candidate_id, item_id, marks in connection.execute(query):
        of_person = marks_by_person.setdefault(candidate_id, {})
        of_person[item_id] = (*of_person.get(item_id, ()), marks)
    return marks_by_person


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
    """Limit a query to marks of these prompts by everyone who may be compared."""
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


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """Marks as clicked until now; dimensions may be missing."""

    marks: Mapping[str, int]
    note: str


def draft_of(connection: Connection, answer_id: str, account_id: str) -> MarkDraft:
    """Return what a marker has given so far; nothing is an empty draft."""
    query = select(mark_draft.c.body).where(
        mark_draft.c.answer_id == answer_id, mark_draft.c.account_id == account_id
    )
    body = connection.scalar(query)
    return MarkDraft({}, "") if body is None else MarkDraft(body["marks"], body["note"])


def keep_draft(
    connection: Connection, answer_id: str, account_id: str, draft: MarkDraft, now: dt.datetime
) -> None:
    """Keep marks in the place of those before."""
    new = {"body": {"marks": dict(draft.marks), "note": draft.note}, "saved_at": now}
    row = {"answer_id": answer_id, "account_id": account_id, **new}
    put_row(connection, mark_draft, row)


def drop_draft(connection: Connection, answer_id: str, account_id: str) -> None:
    """Forget what was kept."""
    where = (mark_draft.c.answer_id == answer_id, mark_draft.c.account_id == account_id)
    delete_rows(connection, mark_draft, *where)
